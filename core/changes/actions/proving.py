"""Proving history: the chain is unbroken, and every row is what its changes add up to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from core.changes import engine, rules
from core.changes.actions.sealing import DIGEST_CHECK, LEAF, chain_key, month_bounds
from core.changes.models import Seal


@dataclass(frozen=True)
class Finding:
    """One thing that does not prove. `code` names it, `params` say where."""

    code: str
    params: dict[str, Any]


_ROWS = f"""
SELECT c.id, {LEAF} AS leaf, {DIGEST_CHECK} AS honest FROM core_change c
WHERE c.at >= %s AND c.at < %s AND (c.txid, c.id) > (%s, %s) AND (c.txid, c.id) <= (%s, %s)
ORDER BY c.txid, c.id
"""  # noqa: S608
_SUMMARY = f"""
SELECT count(*), sha256(coalesce(string_agg(leaf, ''::bytea ORDER BY txid, id), ''::bytea)),
       bool_and(honest)
FROM (SELECT c.txid, c.id, {LEAF} AS leaf, {DIGEST_CHECK} AS honest FROM core_change c
      WHERE c.at >= %s AND c.at < %s AND (c.txid, c.id) > (%s, %s)
        AND (c.txid, c.id) <= (%s, %s)) AS rows
"""  # noqa: S608
_FOLD = """
SELECT coalesce(f.object_id, t.id)
FROM (SELECT object_id, jsonb_strip_nulls(jsonb_object_agg(key, new)) AS state FROM (
        SELECT DISTINCT ON (c.object_id, d.key) c.object_id, d.key, d.value -> 1 AS new
        FROM core_change c, jsonb_each(c.diff) d WHERE c.object_kind = %s
        ORDER BY c.object_id, d.key, c.revision DESC) latest
      GROUP BY object_id) f
FULL JOIN {table} t ON t.id = f.object_id
WHERE coalesce(f.state, '{{}}') <> coalesce({state}, '{{}}')
LIMIT 100
"""


def verify_history() -> list[Finding]:
    """Everything that does not prove; empty when history is whole and sealed to its end.

    Codes: seal_broken (a seal's own hash or link), change_altered, changes_missing_or_added, diff_altered, row_differs (a row was changed behind
    our back), unsealed (how many of the newest changes no seal covers yet; not a fault).
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        folds = [finding for tracked in engine.ledger() for finding in _fold(tracked)]
        return [*_chain(), *folds, *_tail()]


def _chain() -> Iterator[Finding]:
    previous = b""
    heads: dict[Any, tuple[int, Any]] = {}
    for seal in Seal.objects.order_by("number").iterator(chunk_size=100):
        yield from _link(seal, previous)
        start = heads.get(seal.month, (0, "00000000-0000-0000-0000-000000000000"))
        yield from _rows(seal, start)
        previous = bytes(seal.hash)
        heads[seal.month] = (seal.last_txid, seal.last_id)


def _link(seal: Seal, previous: bytes) -> Iterator[Finding]:
    expected = rules.seal_hash(
        chain_key(), previous, bytes(seal.rows_hash), seal.count, seal.month.isoformat()
    )
    if bytes(seal.previous) != previous or bytes(seal.hash) != expected:
        yield Finding("seal_broken", {"seal": seal.number})


def _rows(seal: Seal, start: tuple[int, Any]) -> Iterator[Finding]:
    bounds = [*month_bounds(seal.month), *start, seal.last_txid, seal.last_id]
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY, bounds)
        count, rows_hash, honest = cursor.fetchone()
    if count == seal.count and bytes(rows_hash) == bytes(seal.rows_hash) and honest:
        return
    yield from _culprits(seal, bounds)


def _culprits(seal: Seal, bounds: list[Any]) -> Iterator[Finding]:
    """Name the rows: leaves tell which are known, their number which are gone."""
    leaves = bytes(seal.leaves)
    known = {leaves[i : i + 8] for i in range(0, len(leaves), 8)}
    found = 0
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, bounds)
        for change_id, leaf, honest in cursor.fetchall():
            found += 1
            if bytes(leaf)[:8] not in known:
                yield Finding("change_altered", {"change": str(change_id), "seal": seal.number})
            elif not honest:
                yield Finding("diff_altered", {"change": str(change_id), "seal": seal.number})
    if found != seal.count:
        yield Finding(
            "changes_missing_or_added",
            {"seal": seal.number, "sealed": seal.count, "found": found},
        )


def _fold(tracked: engine.Tracked) -> Iterator[Finding]:
    sql = _FOLD.format(table=tracked.table, state=tracked.state())
    with connection.cursor() as cursor:
        cursor.execute(sql, [tracked.kind])
        for (object_id,) in cursor.fetchall():
            yield Finding("row_differs", {"kind": tracked.kind, "id": str(object_id)})


def _tail() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM core_change c WHERE NOT EXISTS (
              SELECT 1 FROM core_seal s
              WHERE s.month = date_trunc('month', c.at AT TIME ZONE 'UTC')::date
                AND (c.txid, c.id) <= (s.last_txid, s.last_id))
            """
        )
        unsealed = cursor.fetchone()[0]
    if unsealed:
        yield Finding("unsealed", {"count": unsealed})
