"""Every kind on the shelf keeps the promises of the contract."""

import time
from collections import Counter

import pytest

from core.plugins import Shelf
from governance.classification import rules
from governance.detector import Detector, Kind, Level, words

SHELF = Shelf("governance.detectors", Detector)
KINDS = [kind for detector in SHELF.all().values() for kind in detector.kinds]
HOSTILE = [
    *(sign * 2_000 for sign in "a0 1-.,(@:/'{\u00e9\U0001f600"),
    "a@" * 1_000,
    "1 " * 1_000,
    "a." * 1_000,
    "1-" * 1_000,
    "POINT (" * 280,
    '{"coordinates"' * 140,
    "12 main " * 250,
    "rue " * 500,
    "Smith, " * 280,
    "\0\ud800\x07",
    "",
    "²³¹",
    "٣٤٥٦٧٨٩٠١٢",
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.slug)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param


def test_the_families_that_were_promised_are_there() -> None:
    countries = {kind.slug[:3] for kind in KINDS if kind.slug[2:3] == "_"}
    assert len(countries) >= 25
    assert len(SHELF.all()) >= 15


def test_every_slug_is_the_only_one() -> None:
    assert [slug for slug, n in Counter(kind.slug for kind in KINDS).items() if n > 1] == []


def test_every_family_says_its_version() -> None:
    assert all(d.version >= 1 and d.label and d.kinds for d in SHELF.all().values())


def test_a_kind_is_known_by_something(kind: Kind) -> None:
    assert kind.names or kind.proof > -rules.PRIOR
    assert kind.label
    assert kind.level in Level
    assert kind.takes


def test_every_phrase_has_words(kind: Kind) -> None:
    assert all(words(phrase) for phrase in (*kind.names, *kind.hints))


def test_a_name_suffices_where_values_may_not_be_read(kind: Kind) -> None:
    assert rules.confidence(rules.PRIOR + rules.SAID) > rules.SUGGESTED


def test_a_test_answers_anything_with_a_share_and_soon(kind: Kind) -> None:
    if kind.test is None:
        return
    started = time.perf_counter()
    answers = [kind.test(value) for value in HOSTILE]
    assert all(0.0 <= answer <= 1.0 for answer in answers)
    assert time.perf_counter() - started < 0.5  # two minutes, where a pattern explodes


def test_all_values_together_may_be_anything_too(kind: Kind) -> None:
    if kind.whole is None:
        return
    assert -10 < kind.whole(HOSTILE) <= rules.TOGETHER
    assert kind.whole([]) == 0 or kind.slug == "age"
