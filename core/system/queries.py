"""How the portal itself is: what it needs to be ready, and figures for monitoring."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache as once
from typing import Any
from uuid import UUID

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.utils import timezone

from core.changes import queries as changes
from core.events import engine
from core.events.models import Cursor
from core.jobs.models import Job

HEARTBEAT = "worker-heartbeat"
PULSE = timedelta(seconds=5)
PATIENCE = timedelta(seconds=30)
QUEUES = ("short", "long")
COUNTED = 10_000  # backlogs are counted up to here: more is just as bad
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Check:
    """One thing that the portal needs."""

    name: str
    passed: bool


def readiness() -> list[Check]:
    """Whether everything is there that work needs; never raises, and names no secrets."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _database_answers,
        "migrations": _migrated,
        "broker": _broker_answers,
        "worker": worker_lives,
    }
    return [Check(name, _passes(check)) for name, check in checks.items()]


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrated() -> bool:
    """Whether no migration is pending: once true, it stays so for this process's code."""
    return bool(_no_migration_pending())


@once
def _no_migration_pending() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError  # not remembered: the next question looks again
    return True


def _broker_answers() -> bool:
    with current_app.connection_for_read(transport_options=_QUICK) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return True


_QUICK = {"socket_connect_timeout": 1, "socket_timeout": 2}


def worker_lives() -> bool:
    """Whether some worker has given a sign of life lately."""
    return cache.get(HEARTBEAT) is not None


def beat() -> None:
    """A worker's sign of life; the cache forgets it when no other follows."""
    cache.set(HEARTBEAT, timezone.now().isoformat(), int(PATIENCE.total_seconds()))


def jobs_by_state() -> dict[str, int]:
    """How many jobs are in which state."""
    found = dict(Job.objects.order_by().values_list("state").annotate(n=Count("*")))
    return {state: found.get(state, 0) for state in Job.State.values}


def queue_depths() -> dict[str, int]:
    """How many messages wait in each queue."""
    with current_app.connection_for_read() as broker:
        channel: Any = broker.default_channel
        return {name: int(channel._size(name)) for name in QUEUES}  # noqa: SLF001


def undelivered() -> dict[str, int]:
    """How many events each subscriber has not heard yet, up to COUNTED."""
    cursors = {cursor.subscriber: cursor for cursor in Cursor.objects.all()}
    return {one.name: _behind(cursors.get(one.name)) for one in engine.subscribers()}


def _behind(cursor: Cursor | None) -> int:
    txid, last = (cursor.txid, cursor.event_id or NOBODY) if cursor else (0, NOBODY)
    with connection.cursor() as sql:
        sql.execute(
            "SELECT count(*) FROM (SELECT 1 FROM core_event WHERE (txid, id) > (%s, %s) "
            f"LIMIT {COUNTED}) AS backlog",
            [txid, last],
        )
        return int(sql.fetchone()[0])


def failing_subscribers() -> dict[str, int]:
    """How often each subscriber has failed since it last went well."""
    return dict(Cursor.objects.values_list("subscriber", "failures"))


@dataclass(frozen=True)
class Figure:
    """A gauge of the metrics: name, meaning, and its values by one label."""

    name: str
    help: str
    label: str
    values: Mapping[str, int]


def figures() -> Iterator[Figure]:
    """What monitoring reads."""
    yield Figure("jobs", "Jobs by state.", "state", jobs_by_state())
    yield Figure("queue_messages", "Messages that wait for a worker.", "queue", queue_depths())
    yield Figure(
        "events_undelivered", "Events that a subscriber has not heard.", "subscriber", undelivered()
    )
    yield Figure("subscriber_failures", "Failures in a row.", "subscriber", failing_subscribers())
    yield Figure(
        "changes_unsealed", "Changes that no seal covers yet.", "", {"": changes.unsealed()}
    )
    yield Figure("worker_alive", "1 while a worker gives signs of life.", "", {"": worker_lives()})
