"""What a scan has to do, and what it may believe, follows from fingerprints alone."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.connector import EVERYTHING, Fingerprint, Identity, Selection
from governance.scans import rules

Key = tuple[str, str]


def mark(name: str, digest: bytes = b"1", schema: str = "s", id: str = "") -> Fingerprint:
    return Fingerprint(schema, name, "table", id or name, digest)


def marks(*found: Fingerprint) -> dict[Key, Fingerprint]:
    return {(one.schema, one.name): one for one in found}


def known(**digests: bytes | None) -> dict[Key, rules.Known]:
    return {
        ("s", name): rules.Known(UUID(int=number), digest, name)
        for number, (name, digest) in enumerate(digests.items())
    }


def test_only_what_differs_is_fetched() -> None:
    there = marks(mark("same"), mark("changed", b"2"), mark("new"))
    plan = rules.plan(there, known(same=b"1", changed=b"1", gone=b"1"), EVERYTHING)
    assert plan.fetch == [("s", "changed"), ("s", "new")]
    assert plan.vanished == [("s", "gone")]
    assert plan.unchanged == 1


def test_what_a_pattern_leaves_out_now_has_not_vanished() -> None:
    plan = rules.plan(marks(mark("a")), known(a=b"1", b=b"1"), Selection(exclude=("*.b",)))
    assert (plan.vanished, plan.unwanted) == ([], [("s", "b")])


def test_what_could_not_be_read_before_is_asked_for_again() -> None:
    assert rules.plan(marks(mark("a")), known(a=None), EVERYTHING).fetch == [("s", "a")]


def test_the_sources_own_id_tells_a_rename_from_a_loss() -> None:
    before = known(old=b"1", gone=b"1")
    there = marks(mark("new", id="old"), mark("other"))
    assert rules.renamed([("s", "old"), ("s", "gone")], before, there) == {
        ("s", "old"): ("s", "new")
    }


@pytest.mark.parametrize(
    ("vanished", "total", "share", "same_reach", "because"),
    [
        (0, 10, 20, True, ""),
        (2, 10, 20, True, ""),
        (3, 10, 20, True, "share"),
        (10, 10, 100, True, ""),
        (2, 10, 0, True, "share"),
        (1, 3, 20, True, ""),
        (2, 3, 20, True, "share"),
        (1, 1_000, 20, False, "reach"),
        (0, 10, 20, False, ""),
    ],
)
def test_what_vanishes_in_masses_or_with_rights_waits_for_a_person(
    vanished: int, total: int, share: int, same_reach: bool, because: str
) -> None:
    assert rules.held_because(vanished, total, share, same_reach) == because


def test_another_database_is_recognised_by_its_own_id() -> None:
    now = Identity("PostgreSQL", "18.4", "shop", "7/2")
    rules.recognise({}, now)
    rules.recognise({"stable_id": None}, now)
    rules.recognise({"stable_id": "7/2", "version": "15.1"}, now)
    with pytest.raises(rules.AnotherDatabase) as caught:
        rules.recognise({"stable_id": "7/1", "product": "PostgreSQL", "version": "15.1"}, now)
    assert caught.value.params == {"before": "PostgreSQL 15.1", "now": "PostgreSQL 18.4"}


def test_a_receipt_adds_up_only_when_everything_is_accounted_for() -> None:
    receipt = rules.Receipt(seen=3, stored=1, unchanged=1, filtered=1, counted=3)
    assert receipt.adds_up
    assert receipt.complete
    receipt.counted = 4
    assert not receipt.adds_up
    receipt.counted, receipt.failed = 3, 1
    assert not receipt.adds_up
    receipt.failed, receipt.held = 0, 1
    assert receipt.adds_up
    assert not receipt.complete


NAMES = st.dictionaries(st.sampled_from("abcdefgh"), st.binary(min_size=1, max_size=1))


@given(NAMES, NAMES)
def test_a_plan_speaks_of_everything_once(before: dict[str, bytes], now: dict[str, bytes]) -> None:
    there = marks(*(mark(name, digest) for name, digest in now.items()))
    plan = rules.plan(there, known(**before), EVERYTHING)
    assert len(plan.fetch) + plan.unchanged == len(there)
    assert {name for _, name in plan.vanished} == before.keys() - now.keys()
