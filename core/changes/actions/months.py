"""Partitions of the history: one a month, made ahead of time.

A change whose month has no partition yet lands in the default one, so that a beat that is down can
never stop a verb. Such rows are moved as soon as somebody looks: only months are sealed.
"""

from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.changes import rules

_LOCK = 7_202_602  # advisory lock: one opener at a time
# Partitions are named core_change_YYYY_MM.
PARTITIONS = """(
  SELECT to_date(right(relname, 7), 'YYYY_MM') AS month FROM pg_class
  WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'core_change'::regclass)
    AND relname ~ '_\\d{4}_\\d{2}$') AS m"""
_STRAYED = "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM core_change_rest"


@transaction.atomic
def open_months(*, now: datetime | None = None, ahead: int = 2) -> list[str]:
    """Make the partitions of this month, the next ones, and of rows in the default partition.

    Returns the names of those that are new.
    """
    month = (now or timezone.now()).astimezone(UTC).date().replace(day=1)
    wanted = {month}
    for _ in range(ahead):
        wanted.add(month := rules.following(month))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_STRAYED)
        wanted.update(row[0] for row in cursor.fetchall())
        return [_open(cursor, month) for month in sorted(wanted) if not _exists(cursor, month)]


def there() -> list[date]:
    """The months that have a partition, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT month FROM {PARTITIONS} ORDER BY month")
        return [row[0] for row in cursor.fetchall()]


def drop(cursor: Any, month: date) -> int:
    """Drop a month; how many changes went with it."""
    cursor.execute(f"SELECT count(*) FROM {_name(month)}")
    count = int(cursor.fetchone()[0])
    cursor.execute(f"DROP TABLE {_name(month)}")
    return count


def _name(month: date) -> str:
    return f"core_change_{month:%Y_%m}"


def _exists(cursor: Any, month: date) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [_name(month)])
    return bool(cursor.fetchone()[0])


def _open(cursor: Any, month: date) -> str:
    """Attaching locks the history less than creating a partition in place would."""
    name, (first, after) = _name(month), rules.bounds(month)
    cursor.execute(
        f"""
        LOCK TABLE core_change_rest IN ACCESS EXCLUSIVE MODE;
        CREATE TABLE {name} (LIKE core_change INCLUDING ALL);
        WITH moved AS (
          DELETE FROM core_change_rest WHERE at >= '{first}' AND at < '{after}' RETURNING *)
        INSERT INTO {name} SELECT * FROM moved;
        ALTER TABLE core_change ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{after}')
        """
    )
    return name
