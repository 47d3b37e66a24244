"""Recording what changed. Every verb goes: hold → change the object → save.

The state before and after is computed by the database from one expression per table
(`engine.track`), so that verbs, scans and the proof cannot disagree about what a state is.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from core import cause
from core.changes import engine
from core.changes.rules import Stale
from core.events.actions import Actor
from core.ids import uuid7

# Columns of a change that a verb or a scan fills; `who` gives the values behind them.
ABOUT = "by_id, by_label, reason, cause_kind, cause_id"

DIGEST = "sha256(convert_to({diff}::text, 'UTF8'))"


@dataclass(frozen=True)
class Held:
    """The state of an object before a verb, with its row locked until the transaction ends."""

    state: str
    revision: int


def who(by: Actor) -> list[str]:
    """The values of ABOUT for this actor and the current cause."""
    why = cause.current()
    return [str(by.pk), str(by), why.reason, why.kind, why.id]


def hold(obj: Any, expected: int | None = None) -> Held:
    """Lock the row, refresh the object, and remember its state.

    Raises Stale when `expected` is given and is not the row's revision, DoesNotExist when the
    row is gone.
    """
    tracked = engine.tracked(obj._meta.label_lower)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ({tracked.state()})::text, t.revision FROM {tracked.table} t "
            "WHERE t.id = %s FOR UPDATE",
            [obj.pk],
        )
        row = cursor.fetchone()
    if row is None:
        raise type(obj).DoesNotExist
    if expected is not None and expected != row[1]:
        raise Stale(current=row[1], expected=expected)
    obj.refresh_from_db()
    return Held(state=row[0], revision=row[1])


def save(obj: Any, was: Held, *, by: Actor, verb: str) -> bool:
    """Save the object and record what differs; the revision rises only when something does."""
    obj.save()
    changed = _record(obj, was.state, by=by, verb=verb, revision=was.revision + 1)
    if changed:
        obj.revision = was.revision + 1
        type(obj).objects.filter(pk=obj.pk).update(revision=obj.revision)
    return changed


def create(obj: Any, *, by: Actor, verb: str) -> None:
    """Insert the object with revision 1 and record its first state."""
    obj.save(force_insert=True)
    _record(obj, "{}", by=by, verb=verb, revision=1)


def remove(obj: Any, was: Held, *, by: Actor, verb: str) -> None:
    """Delete the object; its last state stays in its history."""
    tracked = engine.tracked(obj._meta.label_lower)
    select = (
        f"SELECT t.id, {tracked.source}, core_diff(%s::jsonb, '{{}}') "
        f"FROM {tracked.table} t WHERE t.id = %s"
    )
    _insert(tracked, select, [was.state, obj.pk], by, verb, was.revision + 1)
    obj.delete()


def _record(obj: Any, was: str, *, by: Actor, verb: str, revision: int) -> bool:
    tracked = engine.tracked(obj._meta.label_lower)
    select = (
        f"SELECT t.id, {tracked.source}, core_diff(%s::jsonb, {tracked.state()}) "
        f"FROM {tracked.table} t WHERE t.id = %s"
    )
    return _insert(tracked, select, [was, obj.pk], by, verb, revision)


def _insert(
    tracked: engine.Tracked, select: str, params: list[Any], by: Actor, verb: str, revision: int
) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO core_change (id, at, object_kind, object_id, source_id, revision, verb,
                                     {ABOUT}, diff, digest)
            SELECT %s, now(), %s, d.id, d.source, %s, %s, %s, %s, %s, %s, %s,
                   d.diff, {DIGEST.format(diff="d.diff")}
            FROM ({select}) AS d(id, source, diff) WHERE d.diff <> '{{}}'
            """,
            [uuid7(), tracked.kind, revision, verb, *who(by), *params],
        )
        return cursor.rowcount == 1
