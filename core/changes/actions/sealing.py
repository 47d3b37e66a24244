"""Sealing: batches of committed changes are hashed and chained, seconds after they happened.

Never inside a verb's transaction: the head of a chain would make verbs wait for each other. A
batch is a range of (transaction id, id) within one month; rows of transactions that still run
are left for the next round, so nothing can slip in below a seal.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.changes import rules
from core.changes.models import Seal

BATCH = 10_000
_SEALER = 7_202_601  # advisory lock: one sealer at a time

# Columns are named and times turned into numbers: the hash must not depend on the session's time
# zone, on date styles, or on columns that are added later.
LEAF = """sha256(convert_to(concat_ws(E'\\x1f', c.id, c.txid, extract(epoch FROM c.at),
  c.object_kind, c.object_id, coalesce(c.source_id::text, ''), c.revision, c.verb, c.by_id,
  c.by_label, c.reason, c.cause_kind, c.cause_id, encode(c.digest, 'hex')), 'UTF8'))"""

# A purge blanks the diff and keeps its digest; any other diff must still have the digest it had.
DIGEST_CHECK = "(c.diff IS NULL OR c.digest = sha256(convert_to(c.diff::text, 'UTF8')))"

# Partitions are named core_change_YYYY_MM; a month counts when a row lies above its last seal.
_UNSEALED_MONTHS = """
SELECT m.month, coalesce(s.last_txid, 0),
       coalesce(s.last_id, '00000000-0000-0000-0000-000000000000')
FROM (SELECT to_date(right(relname, 7), 'YYYY_MM') AS month FROM pg_class
      WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'core_change'::regclass)
        AND relname ~ '_\\d{4}_\\d{2}$') m
LEFT JOIN LATERAL (SELECT last_txid, last_id FROM core_seal WHERE month = m.month
                   ORDER BY number DESC LIMIT 1) s ON true
WHERE EXISTS (SELECT 1 FROM core_change c
              WHERE c.at >= m.month AT TIME ZONE 'UTC'
                AND c.at < (m.month + interval '1 month') AT TIME ZONE 'UTC'
                AND (c.txid, c.id) > (coalesce(s.last_txid, 0), coalesce(s.last_id,
                     '00000000-0000-0000-0000-000000000000')))
ORDER BY 1
"""

_NEXT_BATCH = f"""
SELECT count(*), (array_agg(txid ORDER BY txid, id))[1], (array_agg(id ORDER BY txid, id))[1],
       (array_agg(txid ORDER BY txid DESC, id DESC))[1],
       (array_agg(id ORDER BY txid DESC, id DESC))[1],
       sha256(string_agg(leaf, ''::bytea ORDER BY txid, id)),
       string_agg(substr(leaf, 1, 8), ''::bytea ORDER BY txid, id)
FROM (SELECT c.txid, c.id, {LEAF} AS leaf FROM core_change c
      WHERE c.at >= %s AND c.at < %s AND (c.txid, c.id) > (%s, %s)
        AND c.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
      ORDER BY c.txid, c.id LIMIT {BATCH}) AS rows
"""  # noqa: S608


def seal(*, now: datetime | None = None) -> int:
    """Seal what is committed and unsealed; returns how many changes were sealed."""
    total = 0
    while sealed := _seal_round(now or timezone.now()):
        total += sealed
    return total


@transaction.atomic
def _seal_round(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALER])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_UNSEALED_MONTHS)
        return sum(_seal_month(month, head, now) for month, *head in cursor.fetchall())


def _seal_month(month: date, head: list[object], now: datetime) -> int:
    first, after = month_bounds(month)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_BATCH, [first, after, *head])
        count, first_txid, first_id, last_txid, last_id, rows_hash, leaves = cursor.fetchone()
    if not count:
        return 0
    last = Seal.objects.order_by("-number").first()
    previous = bytes(last.hash) if last else b""
    Seal.objects.create(
        month=month,
        first_txid=first_txid,
        first_id=first_id,
        last_txid=last_txid,
        last_id=last_id,
        count=count,
        leaves=leaves,
        rows_hash=rows_hash,
        previous=previous,
        hash=rules.seal_hash(chain_key(), previous, bytes(rows_hash), count, month.isoformat()),
        sealed_at=now,
    )
    return int(count)


def chain_key() -> bytes:
    """The key of this installation's chain."""
    return rules.chain_key(settings.SECRET_KEY)


def month_bounds(month: date) -> tuple[str, str]:
    """First moment of a month and of the next one, in UTC, as SQL literals."""
    year, index = divmod(month.year * 12 + month.month, 12)
    return f"{month:%Y-%m}-01 00:00:00+00", f"{year:04d}-{index + 1:02d}-01 00:00:00+00"
