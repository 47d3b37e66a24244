"""Differences between two states of an object, and the hash that chains seals. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from core.refusals import Refusal

Diff = dict[str, list[Any]]


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
    return {f: [old.get(f), new.get(f)] for f in fields if old.get(f) != new.get(f)}


def apply(state: Mapping[str, Any], change: Diff) -> dict[str, Any]:
    """The state after a change."""
    after = {**state, **{field: new for field, (_, new) in change.items()}}
    return {field: value for field, value in after.items() if value is not None}


def undo(state: Mapping[str, Any], change: Diff) -> dict[str, Any]:
    """The state before a change: how "as of" walks back from now."""
    before = {**state, **{field: old for field, (old, _) in change.items()}}
    return {field: value for field, value in before.items() if value is not None}


def chain_key(secret: str) -> bytes:
    """The key of the chain, derived from the installation's secret (not in the database)."""
    return hashlib.sha256(b"guildhall history chain\x00" + secret.encode()).digest()


def seal_hash(key: bytes, previous: bytes, rows_hash: bytes, count: int, month: str) -> bytes:
    """The hash of one seal: covers the seal before, the rows, their number and the month."""
    body = b"\x1f".join([b"1", previous, rows_hash, str(count).encode(), month.encode()])
    return hmac.new(key, body, hashlib.sha256).digest()
