"""Proving history: the chain is unbroken, and every row is what its changes add up to."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Coalesce

from core.changes import engine, rules
from core.changes.actions import checkpoints, marks, retiring
from core.changes.actions.sealing import DIGEST_CHECK, LEAF, hashes_of
from core.changes.models import Seal

_START = (rules.LOWEST, UUID(int=0))
NAMED = 100  # rows of one table that do not prove; more would tell no more


@dataclass(frozen=True)
class Finding:
    """One thing that does not prove. `code` names it, `params` say where."""

    code: str
    params: dict[str, Any]


_ROWS = f"""
SELECT c.id, {LEAF} AS leaf, {DIGEST_CHECK} AS honest FROM core_change c
WHERE c.at >= %s AND c.at < %s AND (c.txid, c.id) > (%s, %s) AND (c.txid, c.id) <= (%s, %s)
ORDER BY c.txid, c.id
"""
_SUMMARY = f"""
SELECT count(*), sha256(coalesce(string_agg(leaf, ''::bytea ORDER BY txid, id), ''::bytea)),
       bool_and(honest), count(*) FILTER (WHERE blank)
FROM (SELECT c.txid, c.id, {LEAF} AS leaf, {DIGEST_CHECK} AS honest, c.diff IS NULL AS blank
      FROM core_change c
      WHERE c.at >= %s AND c.at < %s AND (c.txid, c.id) > (%s, %s)
        AND (c.txid, c.id) <= (%s, %s)) AS rows
"""
# Whole differences are laid on each other, and taken apart once an object instead of once a change.
# Objects with a checkpoint are proven apart.
_FOLD = f"""
SELECT coalesce(f.object_id, t.id), f.blank
FROM (SELECT object_id, blank, (SELECT jsonb_strip_nulls(jsonb_object_agg(key, value -> 1))
                                FROM jsonb_each(latest)) AS state
      FROM (SELECT c.object_id, core_fold(c.diff ORDER BY c.revision) AS latest,
                   bool_or(c.diff IS NULL) AS blank
            FROM core_change c WHERE c.object_kind = %s AND c.verb <> '{rules.PURGE}'
            GROUP BY c.object_id) folded) f
FULL JOIN {{table}} t ON t.id = f.object_id
WHERE (f.blank OR coalesce(f.state, '{{{{}}}}') <> coalesce({{state}}, '{{{{}}}}'))
  AND NOT EXISTS (SELECT 1 FROM core_checkpoint k WHERE k.object_kind = %s
                  AND k.object_id = coalesce(f.object_id, t.id))
LIMIT {NAMED}
"""
_CHECKPOINTS = "SELECT object_id FROM core_checkpoint WHERE object_kind = %(kind)s"
_TAIL = """
SELECT count(*) FROM core_change c
LEFT JOIN (SELECT DISTINCT ON (month) month, last_txid, last_id FROM core_seal
           ORDER BY month, number DESC) s
  ON s.month = date_trunc('month', c.at AT TIME ZONE 'UTC')::date
WHERE s.month IS NULL OR (c.txid, c.id) > (s.last_txid, s.last_id)
"""


Tell = Callable[[int, int], None]


def verify_history(*, tell: Tell = lambda done, total: None) -> list[Finding]:
    """Everything that does not prove; empty when history is whole and sealed to its end.

    `tell` hears how many changes of how many have been held against their seals.

    Codes: seal_broken (a seal was altered), seal_missing (the one before it is gone),
    change_altered, change_missing, change_added, diff_altered (values, not the row around them),
    row_differs (a row was changed behind our back), values_missing (they were not taken away by a
    purge). No faults: unsealed (how many of the newest changes no seal covers yet), values_purged
    and months_retired (what was taken away after its time, or by a purge).

    Chain and folds are proven side by side, over two connections. They need no common snapshot:
    what is sealed stands still, and the fold of a table is one statement. Within a transaction
    there is only one connection that sees everything.
    """
    if connection.in_atomic_block:
        return [*_chain(tell), *_folds(), *_tail()]
    with ThreadPoolExecutor(1) as beside:
        folds = beside.submit(_folds_elsewhere)
        return [*_chain(tell), *folds.result(), *_tail()]


def _folds_elsewhere() -> list[Finding]:
    """In a thread, which has a connection of its own."""
    try:
        return _folds()
    finally:
        connection.close()


def _folds() -> list[Finding]:
    return [finding for tracked in engine.ledger() for finding in _fold(tracked)]


def _chain(tell: Tell) -> Iterator[Finding]:
    retired = retiring.retired()
    previous, keys = {b""}, len(marks.chain_keys())
    heads: dict[date, tuple[int, UUID]] = {}
    purged = done = 0
    total = Seal.objects.aggregate(total=Coalesce(Sum("count"), 0))["total"]
    for seal in Seal.objects.order_by("number").iterator(chunk_size=100):
        start = heads.get(seal.month, _START)
        expected = hashes_of(seal)[:keys]
        if bytes(seal.hash) not in expected:
            yield Finding("seal_broken", {"seal": seal.number})
        elif bytes(seal.previous) not in previous:
            yield Finding("seal_missing", {"seal": seal.number})
            start = (seal.first_txid, UUID(int=seal.first_id.int - 1))
        if seal.number > retired.get(seal.month, 0):
            purged += yield from _rows(seal, start)
        previous = {bytes(seal.hash), *expected}  # an altered seal is named once, not twice
        keys = _still_good(seal, expected)
        heads[seal.month] = (seal.last_txid, seal.last_id)
        tell(done := done + seal.count, total)
    yield from _taken_away(purged, len(retired))


def _still_good(seal: Seal, expected: list[bytes]) -> int:
    """How many of the keys, newest first, may have sealed what follows: never one that is older
    than the key of this seal. So an old key that was found out seals nothing any more."""
    found = bytes(seal.hash)
    return expected.index(found) + 1 if found in expected else len(expected)


def _taken_away(purged: int, retired: int) -> Iterator[Finding]:
    if purged:
        yield Finding("values_purged", {"count": purged})
    if retired:
        yield Finding("months_retired", {"count": retired})


def _rows(seal: Seal, start: tuple[int, UUID]) -> Generator[Finding, None, int]:
    """Hold the rows of a seal against it; returns how many of them have lost their values."""
    bounds: list[Any] = [*rules.bounds(seal.month), *start, seal.last_txid, seal.last_id]
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY, bounds)
        count, rows_hash, honest, blank = cursor.fetchone()
    if count != seal.count or bytes(rows_hash) != bytes(seal.rows_hash) or not honest:
        yield from _culprits(seal, bounds)
    return int(blank)


def _culprits(seal: Seal, bounds: list[Any]) -> Iterator[Finding]:
    """Name the rows that the leaves of a seal tell apart from those that it sealed."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, bounds)
        rows = cursor.fetchall()
    leaves = bytes(seal.leaves)
    sealed = [leaves[i : i + 8] for i in range(0, len(leaves), 8)]
    ids = [str(row[0]) for row in rows]
    for culprit in rules.culprits(sealed, [bytes(row[1])[:8] for row in rows]):
        where: dict[str, Any] = {"seal": seal.number}
        if culprit.what == "missing":
            after = ids[culprit.found - 1] if culprit.found else ""
            where |= {"place": culprit.sealed + 1, "after": after}
        else:
            where |= {"change": ids[culprit.found]}
        yield Finding(f"change_{culprit.what}", where)
    for change_id, _, honest in rows:
        if not honest:
            yield Finding("diff_altered", {"change": str(change_id), "seal": seal.number})


def _fold(tracked: engine.Tracked) -> Iterator[Finding]:
    sql = _FOLD.format(table=tracked.table, state=tracked.state())
    with connection.cursor() as cursor:
        cursor.execute(sql, [tracked.kind, tracked.kind])
        wrong = cursor.fetchall()
    with closing(checkpoints.standing(tracked, _CHECKPOINTS)) as found:
        broken = ((one.object_id, False) for one in found if not one.proves(tracked.kind))
        wrong += islice(broken, NAMED)
    for object_id, blank in wrong:
        code = "values_missing" if blank else "row_differs"
        yield Finding(code, {"kind": tracked.kind, "id": str(object_id)})


def _tail() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_TAIL)
        unsealed = cursor.fetchone()[0]
    if unsealed:
        yield Finding("unsealed", {"count": unsealed})
