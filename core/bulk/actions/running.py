"""Running a bulk operation: chunk by chunk, each in one transaction with its outcomes.

A worker that is killed loses the chunk that it was at, and nothing else: what has an outcome is not
done again. A trial is the same work in one transaction that is rolled back: its report is the one
that the real run would give.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import QuerySet

from core.bulk import engine, queries, rules
from core.bulk.models import BulkItem, BulkOperation
from core.bulk.rules import Order, Outcome
from core.changes.rules import Stale
from core.events import actions as events
from core.jobs import rules as jobs
from core.jobs.actions import Running
from core.jobs.models import Job
from core.people.models import User
from core.refusals import Refusal

logger = logging.getLogger(__name__)

Outcomes = Mapping[UUID, Outcome]
Do = Callable[[Any, Mapping[str, Any]], Mapping[str, Any] | None]


def perform(*, running: Running) -> None:
    """Do what is left of the operation of this job."""
    operation = BulkOperation.objects.get(pk=running.job.pk)
    verb = engine.get(operation.noun, operation.verb)
    (_try if operation.dry_run else _do)(operation, verb, running)
    counted = queries.counted(operation)
    running.counts(**rules.receipt(counted))
    if counted.get(rules.REFUSED) or counted.get(rules.FAILED):
        running.outcome = Job.State.PARTIAL
    data = {"verb": operation.verb, "dry_run": operation.dry_run, **counted}
    events.publish("core.bulk.finished", about=running.job, by=running.by, data=data)


def _do(operation: BulkOperation, verb: engine.Verb, running: Running) -> None:
    counted = queries.counted(operation)
    done = sum(counted.values())
    for items in _chunks(operation):
        with transaction.atomic():
            outcomes = _tried(verb, _orders(operation, items), running.by)
            _write(items, outcomes)
        for outcome in outcomes.values():
            counted[outcome.state] = counted.get(outcome.state, 0) + 1
        done += len(items)
        running.counts(**rules.receipt(counted))
        running.progress(done, operation.size, phase="bulk_doing")


def _try(operation: BulkOperation, verb: engine.Verb, running: Running) -> None:
    """Do all of it, look, and take it back. What it writes about itself is written afterwards."""
    running.progress(0, phase="bulk_trying")
    tried = []
    with transaction.atomic():
        for items in _chunks(operation):
            tried.append((items, _tried(verb, _orders(operation, items), running.by)))
            running.check()
        transaction.set_rollback(True)
    with transaction.atomic():
        for items, outcomes in tried:
            _write(items, outcomes)
    running.progress(operation.size, operation.size)


def _chunks(operation: BulkOperation) -> Iterator[list[BulkItem]]:
    """What waits, in the order of the selection."""
    waiting = operation.items.filter(state=BulkItem.State.WAITING).order_by("id")
    last = 0
    while items := list(waiting.filter(id__gt=last)[: rules.CHUNK]):
        yield items
        last = items[-1].pk


def _orders(operation: BulkOperation, items: Sequence[BulkItem]) -> dict[UUID, Order]:
    return {i.object_id: Order({**operation.params, **i.own}, i.expected) for i in items}


def _tried(verb: engine.Verb, orders: dict[UUID, Order], by: User) -> dict[UUID, Outcome]:
    """What becomes of these objects; one that the actor does not see is not there for the verb."""
    seen = set(verb.noun.visible(by).filter(pk__in=list(orders)).values_list("pk", flat=True))
    there = {id: order for id, order in orders.items() if id in seen}
    return {**dict.fromkeys(orders, rules.NOTHING_THERE), **_applied(verb, there, by)}


def _applied(verb: engine.Verb, orders: dict[UUID, Order], by: User) -> dict[UUID, Outcome]:
    """Apply a verb; when it raises, to each half alone, so that one object spoils no other's."""
    if not orders:
        return {}
    try:
        with transaction.atomic():
            return dict(verb.apply(orders, by))
    except Exception as error:
        if not connection.is_usable():
            raise
        if len(orders) == 1:
            return dict.fromkeys(orders, _outcome_of(error))
    return {
        id: told for half in rules.halves(orders) for id, told in _applied(verb, half, by).items()
    }


def _outcome_of(error: Exception) -> Outcome:
    """An error that carries a code is an answer, any other one a fault of ours."""
    code, params = getattr(error, "code", None), getattr(error, "params", None)
    if isinstance(code, str) and isinstance(params, dict):
        state = rules.REFUSED if isinstance(error, Refusal) else rules.FAILED
        return Outcome(state, code, jobs.plain(params))
    logger.error("A bulk verb failed", exc_info=error)
    return Outcome(rules.FAILED, "unexpected", {"error": type(error).__name__})


def _write(items: Sequence[BulkItem], outcomes: Outcomes) -> None:
    """Write what became of these items, in one statement."""
    told = [{"id": item.pk, **asdict(outcomes[item.object_id])} for item in items]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_bulkitem i SET state = o.state, code = o.code, params = o.params, "
            "memo = o.memo, revision = o.revision FROM jsonb_to_recordset(%s::jsonb) "
            "AS o(id bigint, state text, code text, params jsonb, memo jsonb, revision int) "
            "WHERE i.id = o.id",
            [json.dumps(told, default=str)],
        )


def each(noun: engine.Noun, orders: Mapping[UUID, Order], by: User, do: Do) -> dict[UUID, Outcome]:
    """Do something to one object after the other, for a verb that no statement does to many.

    `do` gets each as it is when its turn comes, and may give back the memo that undoing needs. An
    object is unchanged if its revision is. All are locked first, in one order whatever that of the
    selection: of two who do something to the same ones, one waits for the other.
    """
    those = noun.visible(by).filter(pk__in=list(orders)).order_by("pk").select_related(None)
    list(those.select_for_update(of=("self",)).only("pk"))
    return {id: _one(noun.visible(by), id, order, do) for id, order in orders.items()}


def _one(visible: QuerySet[Any], id: UUID, order: Order, do: Do) -> Outcome:
    try:
        with transaction.atomic():
            obj = visible.select_for_update(of=("self",)).get(pk=id)
            before = obj.revision
            if order.expected not in (None, before):
                raise Stale(current=before, expected=order.expected)
            memo = do(obj, order.params)
    except ObjectDoesNotExist:
        return rules.NOTHING_THERE
    except Refusal as refusal:
        return _outcome_of(refusal)
    state = rules.UNCHANGED if obj.revision == before else rules.DONE
    return Outcome(state, memo=memo or {}, revision=obj.revision)
