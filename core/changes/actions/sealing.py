"""Sealing: batches of committed changes are hashed and chained, seconds after they happened.

Never inside a verb's transaction: the head of a chain would make verbs wait for each other. A
batch is a range of (transaction id, id) within one month; rows of transactions that still run
are left for the next round, so nothing can slip in below a seal.
"""

import logging
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from core.changes import rules
from core.changes.actions import marks, months
from core.changes.models import Seal
from core.events.models import HORIZON

logger = logging.getLogger(__name__)

Head = list[Any]  # transaction id and id of the last change that a seal covers

BATCH = 10_000
_SEALER = 7_202_601  # advisory lock: one sealer at a time

# Columns are named and times turned into numbers: the hash must not depend on the session's time
# zone, on date styles, or on columns that are added later. An array's text quotes its elements, so
# nothing can be moved from one column to the next. Transaction ids are left out: they order the
# rows (which the order of the leaves proves) and mean nothing in a database that was restored.
LEAF = """sha256(convert_to(ARRAY[c.id::text, extract(epoch FROM c.at)::text, c.object_kind,
  c.object_id::text, c.source_id::text, c.revision::text, c.verb, c.by_id::text, c.by_label,
  c.reason, c.cause_kind, c.cause_id, encode(c.digest, 'hex')]::text, 'UTF8'))"""

# A purge blanks the diff and keeps its digest; any other diff must still have the digest it had.
DIGEST_CHECK = "(c.diff IS NULL OR c.digest = sha256(convert_to(c.diff::text, 'UTF8')))"

# Bounds are constants, so that one partition is looked at, and only at the end of its index.
_ABOVE = """(SELECT %s::date WHERE EXISTS (
  SELECT 1 FROM core_change WHERE at >= %s AND at < %s AND (txid, id) > (%s, %s)))"""

_NEXT_BATCH = f"""
SELECT count(*), (array_agg(txid ORDER BY txid, id))[1], (array_agg(id ORDER BY txid, id))[1],
       (array_agg(txid ORDER BY txid DESC, id DESC))[1],
       (array_agg(id ORDER BY txid DESC, id DESC))[1],
       sha256(string_agg(leaf, ''::bytea ORDER BY txid, id)),
       string_agg(substr(leaf, 1, 8), ''::bytea ORDER BY txid, id)
FROM (SELECT c.txid, c.id, {LEAF} AS leaf FROM core_change c
      WHERE c.at >= %s AND c.at < %s AND (c.txid, c.id) > (%s, %s)
        AND c.txid < {HORIZON}
      ORDER BY c.txid, c.id LIMIT {BATCH}) AS rows
"""


def seal(*, now: datetime | None = None) -> int:
    """Seal what is committed and unsealed; returns how many changes were sealed."""
    total = 0
    while sealed := _seal_round(now or timezone.now()):
        total += sealed
    if total:
        _anchor()
    return total


def _anchor() -> None:
    """Who cuts off the end of the chain and writes it anew is found by the heads in old logs."""
    head = Seal.objects.order_by("-number").first()
    if head is not None:
        logger.info("The history is sealed up to %s: %s", head, bytes(head.hash).hex())


@transaction.atomic
def _seal_round(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALER])
        if not cursor.fetchone()[0]:
            return 0
    return sum(_seal_month(month, head, now) for month, head in unsealed_months().items())


def _seal_month(month: date, head: Head, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_BATCH, [*rules.bounds(month), *head])
        count, first_txid, first_id, last_txid, last_id, rows_hash, leaves = cursor.fetchone()
    if not count:
        return 0
    last = Seal.objects.order_by("-number").first()
    seal = Seal(
        month=month,
        first_txid=first_txid,
        first_id=first_id,
        last_txid=last_txid,
        last_id=last_id,
        count=count,
        leaves=leaves,
        rows_hash=rows_hash,
        previous=bytes(last.hash) if last else b"",
        sealed_at=now,
    )
    seal.hash = hashes_of(seal)[0]
    seal.save(force_insert=True)
    return int(count)


def unsealed_months() -> dict[date, Head]:
    """The months in which a change lies above the last seal, oldest first, and where it ends."""
    last = Seal.objects.order_by("month", "-number").distinct("month")
    ends = {month: end for month, *end in last.values_list("month", "last_txid", "last_id")}
    heads = {month: ends.get(month, [rules.LOWEST, UUID(int=0)]) for month in months.there()}
    if not heads:
        return {}
    params: list[Any] = []
    for month, head in heads.items():
        params += [month, *rules.bounds(month), *head]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([_ABOVE] * len(heads)), params)
        found = {month for (month,) in cursor.fetchall()}
    return {month: head for month, head in heads.items() if month in found}


def hashes_of(seal: Seal) -> list[bytes]:
    """The hash that a seal must have by what it says, under each key of this installation."""
    batch = rules.Batch(
        month=seal.month.isoformat(),
        count=seal.count,
        first_id=str(UUID(str(seal.first_id))),
        last_id=str(UUID(str(seal.last_id))),
        rows_hash=bytes(seal.rows_hash),
        leaves=bytes(seal.leaves),
    )
    return [rules.seal_hash(key, bytes(seal.previous), batch) for key in marks.chain_keys()]
