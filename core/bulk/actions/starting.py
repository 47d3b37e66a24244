"""Starting a bulk operation: its selection is frozen in the same transaction."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from core.access import queries as access
from core.bulk import engine, queries, rules
from core.bulk.models import BulkOperation
from core.events import actions as events
from core.ids import uuid7
from core.jobs import actions as jobs
from core.jobs.models import Job
from core.people.models import User
from core.refusals import Impossible, Invalid

KIND = "core.bulk"
NOTHING: Mapping[str, Any] = {}


@transaction.atomic
def start(
    *,
    verb: engine.Verb,
    selection: Sequence[UUID] | QuerySet[Any],
    by: User,
    params: Mapping[str, Any] = NOTHING,
    dry_run: bool = False,
    reason: str = "",
) -> Job:
    """Queue a verb over many objects: those with these ids, or those that a queryset finds now.

    `selection` holds what the actor sees; an id that they do not see is refused as one that does
    not exist. Raises Invalid for bad parameters, an empty or too large selection.
    """
    _may(by, verb)
    operation = _open(verb, rules.taken(verb.options, params), by, dry_run, reason)
    if isinstance(selection, QuerySet):
        _check(selection[: rules.MOST_FOUND + 1].count(), rules.MOST_FOUND)
        sql, values = selection.order_by("pk").values_list("pk").query.sql_with_params()
        found = f"SELECT s.id, '{{}}'::jsonb, NULL::int FROM ({sql}) AS s(id)"
        return _frozen(operation, found, list(values), by)
    _check(len(selection), rules.MOST_NAMED)
    named = (
        "SELECT s.id, '{}'::jsonb, NULL::int FROM (SELECT id, min(n) AS n "
        "FROM unnest(%s::uuid[]) WITH ORDINALITY AS u(id, n) GROUP BY id) AS s ORDER BY s.n"
    )
    return _frozen(operation, named, [list(selection)], by)


@transaction.atomic
def carry_out(*, operation: BulkOperation, by: User, reason: str = "") -> Job:
    """Do in earnest what a trial has tried, to the very same objects."""
    verb = engine.get(operation.noun, operation.verb)
    _may(by, verb)
    if not operation.dry_run or operation.job.is_live:
        raise Impossible("not_a_trial", receipt=operation.job.receipt)
    again = _open(verb, operation.params, by, False, reason or _reason(operation))
    same = "SELECT object_id, own, expected FROM core_bulkitem WHERE operation_id = %s ORDER BY id"
    return _frozen(again, same, [operation.pk], by)


@transaction.atomic
def undo(*, operation: BulkOperation, by: User, reason: str = "") -> Job:
    """Do the inverse verb to everything that an operation has changed, the last one first.

    What somebody has changed since is left alone: its revision is another one.
    """
    verb = engine.get(operation.noun, operation.verb)
    _may(by, verb)
    Job.objects.select_for_update().get(pk=operation.pk)  # one of two who undo at the same time
    _check_undoable(operation, verb)
    inverse = engine.get(operation.noun, verb.inverse)
    back = _open(inverse, {}, by, False, reason, undoes=operation)
    done = (
        "SELECT object_id, memo, revision FROM core_bulkitem "
        "WHERE operation_id = %s AND state = 'done' ORDER BY id DESC"
    )
    return _frozen(back, done, [operation.pk], by)


def _may(by: User, verb: engine.Verb) -> None:
    """Whether on every single object is asked when its turn comes."""
    if not access.anywhere(by, verb.right):
        raise access.Refused(verb.right)


def _check_undoable(operation: BulkOperation, verb: engine.Verb) -> None:
    receipt = operation.job.receipt
    if operation.dry_run or operation.job.is_live or not verb.inverse or operation.undoes_id:
        raise Impossible("cannot_undo", receipt=receipt)
    if queries.undone(operation):
        raise Impossible("undone_already", receipt=receipt)


def _open(
    verb: engine.Verb,
    params: Mapping[str, Any],
    by: User,
    dry_run: bool,
    reason: str,
    undoes: BulkOperation | None = None,
) -> BulkOperation:
    id = uuid7()
    about = jobs.About("core.bulkoperation", id, str(verb.label))
    plan = {"reason": reason} if reason else {}
    job = jobs.start(id=id, kind=KIND, by=by, about=about, plan=plan)
    return BulkOperation.objects.create(
        job=job,
        noun=verb.noun.kind,
        verb=verb.slug,
        params=dict(params),
        dry_run=dry_run,
        undoes=undoes,
    )


def _frozen(operation: BulkOperation, select: str, values: list[Any], by: User) -> Job:
    """Write the selection down, in one statement, and say that the operation has begun."""
    columns = "operation_id, object_id, own, expected, state, code, params, memo"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO core_bulkitem ({columns}) "
            "SELECT %s, f.id, f.own, f.expected, '', '', '{}', '{}' "
            f"FROM ({select}) AS f(id, own, expected)",
            [operation.pk, *values],
        )
        operation.size = cursor.rowcount
    _check(operation.size, rules.MOST_FOUND)
    operation.save(update_fields=["size"])
    data = {"verb": operation.verb, "size": operation.size, "dry_run": operation.dry_run}
    events.publish("core.bulk.started", about=operation.job, by=by, data=data)
    return operation.job


def _check(size: int, most: int) -> None:
    if not size:
        raise Invalid("nothing_selected")
    if size > most:
        raise Invalid("too_many_selected", most=most)


def _reason(operation: BulkOperation) -> str:
    reason: str = operation.job.plan.get("reason", "")
    return reason
