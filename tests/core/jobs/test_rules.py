from datetime import UTC, datetime
from uuid import UUID

import pytest

from core.jobs import engine, rules


@pytest.mark.parametrize(
    ("state", "to", "allowed"),
    [
        ("queued", "running", True),
        ("queued", "cancelled", True),
        ("queued", "succeeded", False),
        ("running", "queued", True),
        ("running", "partial", True),
        ("succeeded", "running", False),
        ("cancelled", "queued", False),
        ("nonsense", "queued", False),
    ],
)
def test_the_life_of_a_job(state, to, allowed):
    assert rules.may_move(state, to) is allowed


@pytest.mark.parametrize(
    ("done", "total", "share"),
    [
        (0, 10, 0),
        (1, 3, 33),
        (999, 1000, 99),
        (10, 10, 100),
        (11, 10, 100),
        (5, None, None),
        (0, 0, None),
    ],
)
def test_share_is_whole_and_full_only_at_the_end(done, total, share):
    assert rules.share(done, total) == share


def test_params_of_any_error_can_be_stored():
    odd = {"id": UUID(int=1), "at": datetime(2026, 1, 1, tzinfo=UTC), "text": "a\0b", "n": 1}
    assert rules.plain(odd) == {
        "id": "00000000-0000-0000-0000-000000000001",
        "at": "2026-01-01 00:00:00+00:00",
        "text": "ab",
        "n": 1,
    }


def test_unknown_kind_is_named():
    with pytest.raises(rules.UnknownKind) as unknown:
        engine.get("test.nothing")
    assert unknown.value.params == {"kind": "test.nothing"}


def test_two_kinds_cannot_share_a_name(declare):
    declare(print)
    with pytest.raises(ValueError, match=r"test\.work"):
        declare(print)
