"""Retention: what is past its time goes, month by month; seals stay, and so does what they prove.

A month whose changes are all past their time is dropped as a whole. In the others the values of
expired classes are blanked. Checkpoints are set first, so that what remains still proves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from core.changes import engine, rules
from core.changes.actions import checkpoints, marks, months, sealing
from core.changes.models import Retention, RetiredMonth, Seal

BATCH = 10_000
PATIENCE = "5s"  # dropping a month waits for whoever writes, and everybody else waits behind it

_TOUCHED = """SELECT DISTINCT object_id FROM core_change
WHERE object_kind = %(kind)s AND at < %(cut)s AND diff IS NOT NULL AND verb <> 'purge'"""
_KINDS = "SELECT DISTINCT object_kind FROM core_change WHERE at >= %s AND at < %s"
# One batch, in the order of the seals: the next one goes on behind it, and reads nothing again.
_BLANK = f"""
WITH due AS (
  SELECT o.id, o.at, o.txid FROM core_change o
  LEFT JOIN core_checkpoint k USING (object_kind, object_id)
  WHERE o.at >= %s AND o.at < %s AND o.object_kind = ANY(%s) AND o.diff IS NOT NULL
    AND (o.revision <= k.revision OR o.verb = '{rules.PURGE}') AND (o.txid, o.id) > (%s, %s)
  ORDER BY o.txid, o.id LIMIT {BATCH})
UPDATE core_change c SET diff = NULL FROM due WHERE (c.id, c.at) = (due.id, due.at)
RETURNING due.txid, due.id
"""


@dataclass
class Gone:
    """What one round of retention took away: whole months and their changes, and values."""

    months: int = 0
    changes: int = 0
    values: int = 0


def retire(*, now: datetime | None = None) -> Gone:
    """Take away what is past its time. Raises Unproven for a history that does not prove."""
    expired = _expired((now or timezone.now()).astimezone(UTC).date())
    for kind, until in sorted(expired.items()):
        with transaction.atomic():
            checkpoints.keep(engine.tracked(kind), _TOUCHED, _midnight(until))
    gone = Gone()
    for month in months.there():
        _retire_month(month, {kind for kind, until in expired.items() if month < until}, gone)
    return gone


def _expired(today: date) -> dict[str, date]:
    """The first month that is kept, by kind of object; kinds that are kept for ever are absent."""
    kept = dict(Retention.objects.values_list("history", "months"))
    found = {}
    for tracked in engine.ledger():
        limit = kept.get(tracked.history)
        if limit is not None:
            found[tracked.kind] = rules.before(today.replace(day=1), limit)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _retire_month(month: date, expired: set[str], gone: Gone) -> None:
    if not expired or month in sealing.unsealed_months():
        return
    if _kinds(month) <= expired:
        gone.changes += _drop(month)
        gone.months += 1
    else:
        gone.values += _blank(month, expired)


def _kinds(month: date) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, [*rules.bounds(month)])
        return {kind for (kind,) in cursor.fetchall()}


def _blank(month: date, kinds: Iterable[str]) -> int:
    total, last = 0, (rules.LOWEST, UUID(int=0))
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_BLANK, [*rules.bounds(month), sorted(kinds), *last])
            done = cursor.fetchall()
            total += len(done)
            if len(done) < BATCH:
                return total
            last = max(done)


@transaction.atomic
def _drop(month: date) -> int:
    """The month's mark says that its rows went by this way, and how many there were."""
    last = Seal.objects.filter(month=month).order_by("-number").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        count = months.drop(cursor, month)
    number = last.number if last else 0
    known = RetiredMonth.objects.filter(month=month).first()
    total = count + (known.changes if known else 0)
    RetiredMonth.objects.update_or_create(
        month=month,
        defaults={
            "last_seal": number,
            "changes": total,
            "retired_at": timezone.now(),
            "mark": marks.of_month(month, number, total)[0],
        },
    )
    return count


def retired() -> dict[date, int]:
    """Up to which seal the changes of a month were dropped; only marks of our own keys count."""
    return {
        row.month: row.last_seal
        for row in RetiredMonth.objects.all()
        if bytes(row.mark) in marks.of_month(row.month, row.last_seal, row.changes)
    }
