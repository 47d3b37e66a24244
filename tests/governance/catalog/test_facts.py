"""Whose word counts."""

import pytest

from governance.catalog.rules import facts

ORIGINS = ["manual", "contract", "import", "rule", "scan"]


@pytest.mark.parametrize(
    ("values", "origins", "wins", "own"),
    [
        ({}, ORIGINS, None, None),
        ({"scan": "s"}, ORIGINS, "scan", None),
        ({"scan": "s", "rule": "r"}, ORIGINS, "rule", "r"),
        ({"rule": "r", "contract": "c", "manual": None}, ORIGINS, "contract", "c"),
        ({"scan": "s", "manual": "m", "rule": "r"}, ORIGINS, "manual", "m"),
        ({"scan": "s", "rule": "r"}, ["manual", "scan", "rule"], "scan", None),
        ({"rule": "r"}, ["manual", "rule"], "rule", "r"),
    ],
)
def test_the_first_origin_that_says_something_counts(
    values: dict, origins: list, wins: str | None, own: str | None
) -> None:
    assert facts.winner(values, origins) == wins
    assert facts.own(values, origins) == own


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("description", "Everybody who buys", None),
        ("description", "x" * 10_001, "too_long"),
        ("display_name", "x" * 201, "too_long"),
        ("display_name", "  ", "blank"),
        ("display_name", 7, "blank"),
    ],
)
def test_a_flaw_is_named(field: str, value: object, code: str | None) -> None:
    assert facts.flaw(field, value) == code
