"""Publishing what happened, and bringing it to everyone who listens.

`publish` writes one row inside the verb's own transaction; delivery happens after commit. Each
subscriber keeps a cursor (transaction id, event id) and reads only events of transactions older
than the oldest one still running: an event that commits late can therefore not be skipped, which
it would be by a cursor on ids or times.
"""

import logging
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from core import cause
from core.events import engine, rules
from core.events.models import HORIZON, Cursor, Event

logger = logging.getLogger(__name__)

BATCH = 200
LONGEST_WAIT = timedelta(minutes=10)


class Actor(Protocol):
    """Whoever does something: a person or a service account."""

    @property
    def pk(self) -> Any: ...


def publish(
    name: str, *, about: Any = None, by: Actor, data: dict[str, Any] | None = None
) -> Event:
    """Say that something happened, in the transaction in which it happens.

    `about` is the object (it may carry `container_id` or `scope_id`, which decide who may hear of
    it), `data` plain values without secrets. Raises UnknownEvent for a name without an entry.
    """
    rules.known(name)
    why = cause.current()
    event = Event(
        at=timezone.now(),
        name=name,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None and isinstance(about.pk, UUID) else None,
        about_label=str(about) if about is not None else "",
        container_id=getattr(about, "container_id", None),
        scope_id=getattr(about, "scope_id", None),
        by_id=by.pk,
        by_label=str(by),
        data=data or {},
        reason=why.reason,
        cause_kind=why.kind,
        cause_id=why.id,
    )
    event.save(force_insert=True)
    transaction.on_commit(_hint)
    return event


def _hint() -> None:
    """Ask a worker to deliver now. Losing the message costs seconds: a tick delivers as well."""
    try:
        current_app.tasks["core.events.deliver"].delay()
    except Exception:
        logger.warning("The broker did not take the delivery hint; the next tick delivers.")


def enrol() -> None:
    """Let subscribers that are new hear from now on, not of all that ever happened. Runs with
    migrations."""
    newest = Event.objects.order_by("-txid", "-id").first()
    start = {"txid": newest.txid, "event_id": newest.pk} if newest else {}
    for subscriber in engine.subscribers():
        Cursor.objects.get_or_create(subscriber=subscriber.name, defaults=start)


def deliver(*, now: datetime | None = None) -> int:
    """Bring new events to every subscriber; returns how many were handled."""
    moment = now or timezone.now()
    return sum(_deliver_to(subscriber, moment) for subscriber in engine.subscribers())


def _deliver_to(subscriber: engine.Subscriber, now: datetime) -> int:
    Cursor.objects.get_or_create(subscriber=subscriber.name)
    handled = 0
    while True:
        done, more = _deliver_batch(subscriber, now)
        handled += done
        if not more:
            return handled


def _deliver_batch(subscriber: engine.Subscriber, now: datetime) -> tuple[int, bool]:
    """One batch in one transaction: effects and cursor move together or not at all."""
    try:
        with transaction.atomic():
            cursor = (
                Cursor.objects.select_for_update(skip_locked=True)
                .filter(subscriber=subscriber.name)
                .exclude(retry_at__gt=now)
                .first()
            )
            if cursor is None:
                return 0, False
            events = _after(cursor)
            wanted = [event for event in events if subscriber.wants(event.name)]
            for event in wanted:
                subscriber.handle(event)
            if events:
                _advance(cursor, events[-1])
            return len(wanted), len(events) == BATCH
    except Exception as error:
        logger.exception("Subscriber %s failed", subscriber.name)
        _postpone(subscriber.name, error, now)
        return 0, False


def _after(cursor: Cursor) -> list[Event]:
    return list(
        Event.objects.raw(
            f"""
            SELECT * FROM core_event WHERE (txid, id) > (%s, %s) AND txid < {HORIZON}
            ORDER BY txid, id LIMIT %s
            """,
            [cursor.txid, cursor.event_id or UUID(int=0), BATCH],
        )
    )


def _advance(cursor: Cursor, last: Event) -> None:
    cursor.txid, cursor.event_id = last.txid, last.pk
    cursor.failures, cursor.retry_at, cursor.trouble = 0, None, ""
    cursor.save()


def _postpone(subscriber: str, error: Exception, now: datetime) -> None:
    """Try a failing subscriber again later, ever more rarely; the others are not held up.

    The position is left alone: another process may have moved it since.
    """
    if connection.needs_rollback:
        return
    cursor = Cursor.objects.filter(subscriber=subscriber)
    failures = cursor.values_list("failures", flat=True).get() + 1
    cursor.update(
        failures=failures,
        retry_at=now + min(timedelta(seconds=2 ** min(failures, 16)), LONGEST_WAIT),
        trouble=f"{type(error).__name__}: {error}".replace("\0", "")[:500],
    )
