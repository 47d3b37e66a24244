"""Tags and parts of the portal. Rendered by an engine of their own: no database, no addresses."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Engine

from core.shell.templatetags.scales import HEALTHS, SENSITIVITIES, SEVERITIES, STATES

TEMPLATES = Path(settings.BASE_DIR) / "templates"
ENGINE = Engine(
    dirs=[str(TEMPLATES)],
    libraries={
        "i18n": "django.templatetags.i18n",
        "static": "django.templatetags.static",
        "shell": "core.shell.templatetags.shell",
        "gallery": "core.shell.templatetags.gallery",
    },
)
ERRORS = sorted(path.name for path in (TEMPLATES / "errors").glob("[45]*.html"))


class Request:
    """As much of a request as the tags read."""

    path = "/assets/"

    def __init__(self, query: str = "") -> None:
        self.GET = QueryDict(query)


def show(source: str, query: str = "", **context: Any) -> str:
    template = ENGINE.from_string("{% load shell %}" + source)
    return template.render(Context({"request": Request(query), **context}))


def test_an_icon_says_nothing_to_screen_readers_and_has_no_inline_style() -> None:
    drawn = show('{% icon "table" "small" %}')
    assert drawn.startswith('<svg class="icon small"')
    assert 'aria-hidden="true"' in drawn
    assert "style=" not in drawn


@pytest.mark.parametrize(
    ("tag", "scale"),
    [
        ("state_chip", STATES),
        ("sensitivity", SENSITIVITIES),
        ("health", HEALTHS),
        ("severity", SEVERITIES),
    ],
)
def test_every_value_of_a_scale_has_a_word_and_an_icon(tag: str, scale: Any) -> None:
    for value, look in scale.items():
        drawn = show(f"{{% {tag} value %}}", value=value)
        assert str(look.label) in drawn
        assert "<svg" in drawn


def test_an_unknown_state_is_shown_in_words() -> None:
    assert "Waiting for approval" in show('{% state_chip "waiting_for_approval" %}')


@pytest.mark.parametrize(
    ("tag", "word"),
    [
        ("sensitivity", "Unclassified"),
        ("health", "Unknown"),
        ("when", "none"),
        ("number", "none"),
        ("bytes", "none"),
    ],
)
def test_an_absent_value_is_said_in_a_word(tag: str, word: str) -> None:
    assert f"{word}</span>" in show(f"{{% {tag} value %}}", value=None)


def test_labels_from_sources_are_escaped() -> None:
    assert "<b>" not in show("{% chip label %}{% chip label url=label %}", label='<b>"x')


def test_a_moment_carries_itself_for_machines_and_people() -> None:
    shown = show("{% when at %}", at=datetime(2026, 11, 24, 14, 3, 9, tzinfo=UTC))
    assert 'datetime="2026-11-24T14:03:09+00:00"' in shown
    assert 'title="24 November 2026, 14:03:09 UTC" data-relative' in shown
    assert ">24 Nov 2026, 14:03<" in shown


def test_a_day_is_not_relative() -> None:
    assert show("{% when day %}", day=date(2026, 11, 24)) == (
        '<time datetime="2026-11-24">24 Nov 2026</time>'
    )


def test_numbers_are_grouped_and_sizes_have_units() -> None:
    assert show("{% number 1234567 %}") == "1,234,567"
    assert show("{% bytes 1536 %}") == "1.5\xa0KB"


@pytest.mark.parametrize(
    ("tag", "query", "address"),
    [
        ('query state="failed"', "q=x&cursor=abc", "?q=x&amp;state=failed"),
        ("query q=None", "q=x&kind=table", "?kind=table"),
        ('query drop="kind" value="view"', "kind=table&kind=view", "?kind=table"),
        ('query drop="kind"', "kind=table&kind=view", "?"),
        ('query cursor="next"', "cursor=abc", "?cursor=next"),
    ],
)
def test_links_keep_the_filters_and_forget_the_place(tag: str, query: str, address: str) -> None:
    assert show(f"{{% {tag} %}}", query) == address


def test_a_column_head_sorts_up_then_down_then_up() -> None:
    head = '{% th "Name" "name" %}'
    assert 'href="?ordering=name"' in show(head)
    up = show(head, "ordering=name")
    assert 'aria-sort="ascending"' in up
    assert 'href="?ordering=-name"' in up
    assert 'href="?ordering=name"' in show(head, "ordering=-name")


def test_the_gallery_shows_every_part_without_a_context() -> None:
    page = ENGINE.get_template("core/shell/gallery.html").render(Context({"request": Request()}))
    assert "style=" not in page
    assert "javascript:" not in page
    assert " on" + "click=" not in page


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_nothing(name: str) -> None:
    page = ENGINE.get_template(f"errors/{name}").render(Context())
    assert "data-problem" in page
    assert f"Error {name[:3]}" in " ".join(page.split())


def test_an_error_page_shows_the_sentence_it_was_given() -> None:
    page = ENGINE.get_template("errors/409.html").render(Context({"problem": "It is paused."}))
    assert "It is paused." in page
