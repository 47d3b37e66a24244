"""Whose word counts."""

import pytest

from governance.catalog.rules import facts

ORIGINS = ["manual", "contract", "import", "rule", "scan"]


@pytest.mark.parametrize(
    ("values", "origins", "wins", "ahead", "behind"),
    [
        ({}, ORIGINS, None, None, None),
        ({"scan": "s"}, ORIGINS, "scan", None, None),
        ({"scan": "s", "rule": "r"}, ORIGINS, "rule", "r", None),
        ({"rule": "r", "contract": "c", "manual": None}, ORIGINS, "contract", "c", None),
        ({"scan": "s", "manual": "m", "rule": "r"}, ORIGINS, "manual", "m", None),
        ({"scan": "s", "rule": "r"}, ["manual", "scan", "rule"], "scan", None, "r"),
        ({"rule": "r", "manual": "m"}, ["scan", "rule", "manual"], "rule", None, "r"),
        ({"rule": "r"}, ["manual", "rule"], "rule", "r", None),
    ],
)
def test_the_first_origin_that_says_something_counts(
    values: dict, origins: list, wins: str | None, ahead: str | None, behind: str | None
) -> None:
    assert facts.winner(values, origins) == wins
    before, after = facts.around("description", origins)
    assert (facts.best(values, before), facts.best(values, after)) == (ahead, behind)


def test_of_an_owner_no_source_says_anything() -> None:
    assert facts.around("owner", ["rule", "scan", "manual"]) == (["rule", "manual"], [])


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
