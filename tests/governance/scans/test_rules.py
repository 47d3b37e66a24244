"""What a scan has to do follows from fingerprints alone."""

from governance.connector import Fingerprint
from governance.scans import rules


def mark(name: str, digest: bytes = b"1", schema: str = "s") -> Fingerprint:
    return Fingerprint(schema, name, "table", name, digest)


def marks(*found: Fingerprint) -> dict[tuple[str, str], Fingerprint]:
    return {(one.schema, one.name): one for one in found}


def test_only_what_differs_is_fetched() -> None:
    there = marks(mark("same"), mark("changed", b"2"), mark("new"))
    known = {("s", "same"): b"1", ("s", "changed"): b"1", ("s", "gone"): b"1"}
    plan = rules.plan(there, known)
    assert plan.fetch == [("s", "changed"), ("s", "new")]
    assert plan.gone == [("s", "gone")]
    assert plan.unchanged == 1


def test_what_could_not_be_read_before_is_asked_for_again() -> None:
    assert rules.plan(marks(mark("a")), {("s", "a"): None}).fetch == [("s", "a")]


def test_a_receipt_adds_up_only_when_everything_is_accounted_for() -> None:
    receipt = rules.Receipt(seen=3, stored=1, unchanged=1, filtered=1, counted=3)
    assert receipt.adds_up
    assert receipt.complete
    receipt.counted = 4
    assert not receipt.adds_up
    receipt.counted, receipt.failed = 3, 1
    assert not receipt.adds_up
