"""The catalogue of events is true: what is published is in it, what is in it is published."""

import re
from pathlib import Path

import pytest

from core.events import rules

ROOT = Path(__file__).parents[2]
LITERAL = re.compile(r'publish\(\s*f?"([^"]+)"')


def published() -> set[str]:
    """Every name in a call of publish; `{…}` stands for any word."""
    code = [p for app in ("core", "governance") for p in (ROOT / app).rglob("*.py")]
    return {name for path in code for name in LITERAL.findall(path.read_text())}


def fits(name: str, pattern: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{[^}]*\\\}", r"\\w+", re.escape(pattern)), name) is not None


def test_every_published_event_is_in_the_catalogue() -> None:
    known = rules.catalogue()
    assert [p for p in published() if not any(fits(name, p) for name in known)] == []


def test_every_event_of_the_catalogue_is_published_somewhere() -> None:
    names = published()
    assert [n for n in rules.catalogue() if not any(fits(n, p) for p in names)] == []


@pytest.mark.parametrize("name", sorted(rules.catalogue()))
def test_the_sentence_of_an_event_needs_only_what_is_documented(name: str) -> None:
    entry = rules.catalogue()[name]
    params = {"by": "Ann", "about": "it", **dict.fromkeys(entry.data, "x")}
    assert str(entry.says) % params
