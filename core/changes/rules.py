"""Differences between two states of an object, and the hash that chains seals. Pure."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.refusals import Impossible, Refusal

Diff = dict[str, list[Any]]

LOWEST = -(2**63)  # below every transaction id

# The verb of the change that stays where values were purged. It is no part of what an object was.
PURGE = "purge"

# Findings of a proof that are no faults: the newest changes are always sealed a little later, and
# what was taken away by its verb is told, not hidden.
HARMLESS = frozenset({"unsealed", "months_retired", "values_purged"})


class Stale(Refusal):
    """The object has another revision than the one the caller worked from (HTTP 412)."""

    def __init__(self, current: int, expected: int) -> None:
        super().__init__("stale", current=current, expected=expected)
        self.current = current


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> Diff:
    """{field: [old, new]} for every field that differs; None stands for absent.

    The database's `core_diff` says the same; scans use that one, a test holds them equal.
    """
    fields = sorted({*old, *new})
    return {f: [old.get(f), new.get(f)] for f in fields if not same(old.get(f), new.get(f))}


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal as the database sees it: 1 is 1.0 but never true."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def apply(state: Mapping[str, Any], change: Diff) -> dict[str, Any]:
    """The state after a change."""
    after = {**state, **{field: new for field, (_, new) in change.items()}}
    return {field: value for field, value in after.items() if value is not None}


def undo(state: Mapping[str, Any], change: Diff) -> dict[str, Any]:
    """The state before a change: how "as of" walks back from now."""
    before = {**state, **{field: old for field, (old, _) in change.items()}}
    return {field: value for field, value in before.items() if value is not None}


class Unproven(Impossible):
    """Nothing is taken away from a history that does not prove: it would hide what was done."""

    def __init__(self, kind: str, object_id: str) -> None:
        super().__init__("unproven", kind=kind, id=object_id)


def chain_key(secret: str) -> bytes:
    """The key of the chain, derived from the installation's secret (not in the database)."""
    return hashlib.sha256(b"guildhall history chain\x00" + secret.encode()).digest()


def following(month: date) -> date:
    """The first day of the next month."""
    year, index = divmod(month.year * 12 + month.month, 12)
    return date(year, index + 1, 1)


def bounds(month: date) -> tuple[str, str]:
    """First moment of a month and of the next one, in UTC, as SQL literals."""
    return f"{month} 00:00:00+00", f"{following(month)} 00:00:00+00"


def before(month: date, count: int) -> date:
    """The first day of the month so many months earlier; the first of all when there is none."""
    years, index = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, index + 1, 1) if years >= date.min.year else date.min


@dataclass(frozen=True)
class Batch:
    """What a seal covers: so many changes of a month, from the first to the last, and their hash.

    `leaves` holds the first eight bytes of each change's own hash, in order.
    """

    month: str
    count: int
    first_id: str
    last_id: str
    rows_hash: bytes
    leaves: bytes


def seal_hash(key: bytes, previous: bytes, batch: Batch) -> bytes:
    """The hash of one seal: covers everything it says, and the seal before."""
    body = [
        b"1",
        previous.hex().encode(),
        batch.month.encode(),
        str(batch.count).encode(),
        batch.first_id.encode(),
        batch.last_id.encode(),
        batch.rows_hash.hex().encode(),
        hashlib.sha256(batch.leaves).hexdigest().encode(),
    ]
    return hmac.new(key, b"\x1f".join(body), hashlib.sha256).digest()


def checkpoint_mark(key: bytes, kind: str, object_id: str, revision: int, state: bytes) -> bytes:
    """The mark of a checkpoint: this object had, at this revision, the state with this digest."""
    return _mark(key, "checkpoint", kind, object_id, str(revision), state.hex())


def month_mark(key: bytes, month: str, last_seal: int, changes: int) -> bytes:
    """The mark of a month that was retired: so many changes are gone, up to this seal."""
    return _mark(key, "month", month, str(last_seal), str(changes))


def _mark(key: bytes, *says: str) -> bytes:
    return hmac.new(key, "\x1f".join(says).encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class Culprit:
    """What happened to one change of a batch: altered, missing or added, and at which place.

    `sealed` is the place in the seal, `found` that among the rows that are there.
    """

    what: str
    sealed: int
    found: int


def culprits(sealed: Sequence[bytes], found: Sequence[bytes]) -> list[Culprit]:
    """Lay the leaves of a seal beside those of the rows that are there, and name what differs."""
    known, present = set(sealed), set(found)
    named = []
    i = j = 0
    while i < len(sealed) or j < len(found):
        gone = j == len(found) or (i < len(sealed) and sealed[i] not in present)
        new = i == len(sealed) or (j < len(found) and found[j] not in known)
        what = "altered" if gone == new else "missing" if gone else "added"
        if i == len(sealed) or j == len(found) or sealed[i] != found[j]:
            named.append(Culprit(what, i, j))
        else:
            what = "kept"
        i += what != "added"
        j += what != "missing"
    return named
