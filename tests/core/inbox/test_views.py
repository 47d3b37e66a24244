from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.events.models import Cursor
from core.inbox import engine, queries
from core.inbox.engine import Deed, Item
from core.system.inbox import failing_subscribers
from tests.core.web import LARGEST, count, htmx, web


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Only what a test declares waits for anybody."""
    monkeypatch.setattr(engine, "_sources", {})
    return lambda slug, ask: engine.source(slug, label=slug.capitalize())(ask)


def item(what: str = "It failed", tone: str = "red", age: int = 0, **more: Any) -> Item:
    since = timezone.now() - timedelta(hours=age)
    return Item(what, "shop", "/jobs/", since, "Scan", tone, **more)


def test_what_is_urgent_comes_first_then_what_is_new(cast: Any, source: Any) -> None:
    source("b", lambda user, limit: [item("old red", "red", 9), item("amber", "amber", 0)])
    source("a", lambda user, limit: [item("blue", "blue", 0), item("new red", "red", 1)])
    found = queries.waiting(cast.vera)
    assert [one.what for one in found.items] == ["new red", "old red", "amber", "blue"]
    assert found.counts == {"a": 2, "b": 2}


def test_one_source_can_be_shown_alone(cast: Any, source: Any) -> None:
    source("scans", lambda user, limit: [item("a scan")])
    source("tokens", lambda user, limit: [item("a token")])
    page = web(cast.vera).get("/?kind=tokens").content.decode()
    assert "a token" in page
    assert "a scan" not in page
    assert "Scans" in page  # the other counter stays
    assert "a scan" in web(cast.vera).get("/?kind=", headers=htmx()).content.decode()


def test_everyone_is_asked_about_themselves(cast: Any, source: Any) -> None:
    source("mine", lambda user, limit: [item(f"for {user.username}")])
    assert "for vera" in web(cast.vera).get("/").content.decode()
    assert "for vera" not in web(cast.andy).get("/").content.decode()


def test_the_deed_of_an_item_is_a_link_or_a_form(cast: Any, source: Any) -> None:
    deeds = [Deed("Look", "/jobs/"), Deed("Scan now", "/sources/x/scan/", post=True), None]
    source("some", lambda user, limit: [item(deed=deed) for deed in deeds])
    page = web(cast.vera).get("/").content.decode()
    assert 'href="/jobs/">Look' in page
    assert '<form method="post" action="/sources/x/scan/">' in page
    assert "csrfmiddlewaretoken" in page


def test_a_source_that_fails_is_named_and_takes_nothing_else_away(
    cast: Any, source: Any, caplog: Any
) -> None:
    def broken(user: Any, limit: int) -> list[Item]:
        raise RuntimeError

    source("broken", broken)
    source("fine", lambda user, limit: [item("still here")])
    page = web(cast.vera).get("/").content.decode()
    assert "still here" in page
    assert "Broken" in page
    assert "The inbox source broken failed" in caplog.text


def test_an_empty_inbox_says_what_one_could_do(cast: Any, source: Any) -> None:
    page = web(cast.ann).get("/").content.decode()
    assert "Nothing waits for you" in page
    assert "Connect a source" in page
    assert "Connect a source" not in web(cast.vera).get("/").content.decode()
    assert "You hold no role yet" in web(cast.nobody).get("/").content.decode()


def test_a_flood_stays_one_page(cast: Any, source: Any) -> None:
    source("flood", lambda user, limit: [item(f"number {n}") for n in range(limit)])
    source("other", lambda user, limit: [item(f"other {n}") for n in range(limit)])
    answer = web(cast.vera).get("/")
    assert len(answer.context["items"]) == queries.ITEMS
    assert len(answer.content) < LARGEST


def test_hostile_names_are_text(cast: Any, source: Any) -> None:
    source("some", lambda user, limit: [item("<script>x</script>")])
    assert "<script>x</script>" not in web(cast.vera).get("/").content.decode()


def test_listeners_that_fail_wait_for_administrators(cast: Any) -> None:
    Cursor.objects.create(subscriber="x.y", failures=3, retry_at=timezone.now(), trouble="KeyError")
    (found,) = failing_subscribers(cast.ann, 10)
    assert found.about == "x.y"
    assert "KeyError" in str(found.what)
    assert failing_subscribers(cast.stef, 10) == []


def test_the_home_page_asks_the_database_a_constant_number_of_times(cast: Any) -> None:
    client = web(cast.ann)
    client.get("/")
    few = count(client, "/")
    for number in range(20):
        Cursor.objects.create(subscriber=f"s{number}", failures=1, trouble="x")
    assert count(client, "/") == few
