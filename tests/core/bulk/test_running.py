"""Running a bulk operation: every object has an outcome, whatever happens to the others."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import transaction

from core.access.models import ContainerUserPermission
from core.bulk import actions, engine, rules
from core.bulk.actions import running as module
from core.bulk.models import BulkOperation
from core.bulk.rules import Order, Outcome
from core.changes.models import Change
from core.events.models import Event
from core.ids import uuid7
from core.jobs import actions as jobs
from core.jobs.models import Job
from governance.sources import actions as sources
from governance.sources.models import Source
from governance.sources.tasks import SOURCES

pytestmark = pytest.mark.django_db
PAUSE = "governance.source", "pause"


class Died(BaseException):
    """The process is gone: nothing that it has not committed is there."""


def pause(shops, by, **more):
    return actions.start(verb=engine.get(*PAUSE), selection=[s.pk for s in shops], by=by, **more)


def states():
    return list(Source.objects.order_by("name").values_list("state", flat=True))


def balanced(operation):
    seen, *parts = (
        operation.job.counts[n] for n in ("seen", "stored", "unchanged", "filtered", "failed")
    )
    return seen == sum(parts) == operation.size


class TestOutcomes:
    def test_every_object_is_done(self, cast, shops, run, told):
        operation = run(pause(shops, cast.stef, reason="migration"))
        assert told(operation) == [("done", "")] * 5
        assert states() == ["paused"] * 5
        assert (operation.job.state, operation.job.counts["stored"]) == ("succeeded", 5)
        assert balanced(operation)

    def test_the_reason_is_kept_with_every_change(self, cast, shops, run):
        run(pause(shops, cast.stef, reason="migration"))
        reasons = Change.objects.filter(verb="pause").values_list("reason", "by_id")
        assert list(reasons) == [("migration", cast.stef.pk)] * 5

    def test_what_is_so_already_is_unchanged(self, cast, shops, run, told):
        sources.pause(source=shops[1], by=cast.ann)
        operation = run(pause(shops[:2], cast.ann))
        assert told(operation) == [("done", ""), ("unchanged", "")]
        assert balanced(operation)

    def test_a_refusal_is_told_for_its_object_alone(self, cast, shops, run, told):
        sources.retire(source=shops[0], by=cast.ann)
        operation = run(pause(shops[:2], cast.ann))
        assert told(operation) == [("refused", "source_is_retired"), ("done", "")]
        assert (operation.job.state, operation.job.counts["filtered"]) == ("partial", 1)
        assert balanced(operation)

    def test_what_is_not_there_and_what_is_hidden_look_alike(self, cast, shops, run, told, declare):
        hidden = shops[0].pk

        def apply(orders, by):
            assert hidden not in orders
            return {id: Outcome(rules.DONE) for id in orders}

        verb = declare(apply)
        seen = engine.Noun("governance.source", lambda user: Source.objects.exclude(pk=hidden))
        verb = replace(verb, noun=seen)
        engine._verbs[seen.kind, verb.slug] = verb
        chosen = [hidden, uuid7(), shops[1].pk]
        operation = run(actions.start(verb=verb, selection=chosen, by=cast.ann))
        assert told(operation) == [("refused", "nothing_there")] * 2 + [("done", "")]

    def test_a_right_lost_meanwhile_is_missing_for_each(self, cast, shops, run, told):
        job = pause(shops[:2], cast.stef)
        cast.stef.bindings.all().delete()
        ContainerUserPermission.objects.filter(user=cast.stef).delete()
        assert {state for state, _ in told(run(job))} == {"refused"}
        assert states() == ["active"] * 5

    def test_one_object_that_fails_spoils_no_other(self, cast, shops, run, told, declare):
        def apply(orders, by):
            done = {}
            for source in Source.objects.filter(pk__in=orders):
                if source.pk == shops[2].pk:
                    raise ZeroDivisionError
                sources.pause(source=source, by=by)
                done[source.pk] = Outcome(rules.DONE)
            return done

        operation = run(
            actions.start(verb=declare(apply), selection=[s.pk for s in shops], by=cast.ann)
        )
        assert told(operation)[2] == ("failed", "unexpected")
        assert states() == ["paused", "paused", "active", "paused", "paused"]
        assert (operation.job.state, balanced(operation)) == ("partial", True)

    def test_the_end_is_published_with_its_figures(self, cast, shops, run):
        run(pause(shops, cast.ann))
        told = Event.objects.get(name="core.bulk.finished")
        assert told.data == {"verb": "pause", "dry_run": False, "done": 5}

    def test_many_chunks_are_as_one(self, cast, shops, run, told, monkeypatch):
        monkeypatch.setattr(rules, "CHUNK", 2)
        operation = run(pause(shops, cast.ann))
        assert told(operation) == [("done", "")] * 5
        assert (operation.job.progress_done, operation.job.progress_total) == (5, 5)

    def test_a_chunk_costs_the_same_however_large_it_is(
        self, cast, shops, declare, run, django_assert_max_num_queries
    ):
        verb = declare(lambda orders, by: {id: Outcome(rules.DONE) for id in orders})
        job = actions.start(verb=verb, selection=[uuid7() for _ in range(400)], by=cast.ann)
        with django_assert_max_num_queries(32):
            assert run(job).job.counts["seen"] == 400


class TestTrial:
    def test_a_trial_changes_nothing_and_publishes_nothing_of_what_it_tried(
        self, cast, shops, run, told
    ):
        changes = Change.objects.count()
        operation = run(pause(shops, cast.ann, dry_run=True))
        assert told(operation) == [("done", "")] * 5
        assert states() == ["active"] * 5
        assert Change.objects.count() == changes
        assert not Event.objects.filter(name="governance.source.paused").exists()

    def test_the_report_of_a_trial_is_the_report_of_the_real_run(
        self, cast, shops, run, declare, monkeypatch
    ):
        monkeypatch.setattr(rules, "CHUNK", 2)

        def apply(orders, by):
            """What becomes of a source depends on what was done to the one before it."""
            told = {}
            for source in Source.objects.filter(pk__in=orders).order_by("name"):
                if source.name == "shop 3":
                    raise ZeroDivisionError
                followed = Source.objects.filter(name=f"shop {int(source.name[-1]) + 1}")
                if source.state == Source.State.PAUSED:
                    told[source.pk] = Outcome(rules.UNCHANGED)
                else:
                    sources.pause(source=source, by=by)
                    followed.update(state=Source.State.PAUSED)
                    told[source.pk] = Outcome(rules.DONE, revision=source.revision)
            return told

        chosen = [*(s.pk for s in shops), uuid7()]
        verb = declare(apply)
        trial = run(actions.start(verb=verb, selection=chosen, by=cast.ann, dry_run=True))
        real = run(actions.carry_out(operation=trial, by=cast.ann))
        fields = ("object_id", "state", "code", "params", "memo", "revision")
        assert list(trial.items.values(*fields)) == list(real.items.values(*fields))
        assert trial.job.counts == real.job.counts
        assert trial.job.state == real.job.state == "partial"
        assert {state for (state,) in real.items.values_list("state")} == set(rules.OUTCOMES)

    def test_a_trial_that_is_cancelled_has_tried_nothing(self, cast, shops, run, declare):
        def apply(orders, by):
            jobs.cancel(job=job, by=cast.ann)
            return {id: Outcome(rules.DONE) for id in orders}

        job = actions.start(
            verb=declare(apply), selection=[s.pk for s in shops], by=cast.ann, dry_run=True
        )
        operation = run(job)
        assert not operation.items.exclude(state="").exists()


class TestInterruptions:
    def test_cancelled_between_chunks_what_is_done_stays(self, cast, shops, run, monkeypatch):
        monkeypatch.setattr(rules, "CHUNK", 2)
        monkeypatch.setattr("core.jobs.actions.running.TELL_EVERY", 0)
        write = module._write

        def cancelling(items, outcomes):
            write(items, outcomes)
            jobs.cancel(job=job, by=cast.ann)

        job = pause(shops, cast.ann)
        monkeypatch.setattr(module, "_write", cancelling)
        operation = run(job)
        assert operation.job.state == "cancelled"
        assert states() == ["paused", "paused", "active", "active", "active"]
        assert operation.job.counts["seen"] == operation.job.counts["stored"] == 2

    def test_killed_it_goes_on_where_it_was_and_does_nothing_twice(
        self, cast, shops, run, told, monkeypatch
    ):
        monkeypatch.setattr(rules, "CHUNK", 2)
        write, chunks = module._write, []

        def dying(items, outcomes):
            write(items, outcomes)
            chunks.append(items)
            if len(chunks) == 2:
                raise Died

        monkeypatch.setattr(module, "_write", dying)
        job = pause(shops, cast.ann)
        with pytest.raises(Died):
            run(job)
        assert states() == ["paused", "paused", "active", "active", "active"]
        monkeypatch.setattr(module, "_write", write)
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)  # as the sweeper does
        operation = run(job)
        assert told(operation) == [("done", "")] * 5
        assert Event.objects.filter(name="governance.source.paused").count() == 5
        assert (operation.job.counts["stored"], balanced(operation)) == (5, True)


def test_of_two_who_do_something_to_the_same_objects_one_waits(cast, shops, meanwhile):
    ids, both_hold_one = [shop.pk for shop in shops[:2]], Barrier(2)

    def do(source, params):
        with suppress(BrokenBarrierError):
            both_hold_one.wait(0.5)

    def work(order):
        with transaction.atomic():
            return actions.each(SOURCES, dict.fromkeys(order, Order({})), cast.ann, do)

    for one in [meanwhile(partial(work, ids)), meanwhile(partial(work, ids[::-1]))]:
        assert {told.state for told in one.result(20).values()} == {rules.UNCHANGED}


def test_halves_lose_nothing():
    orders = {uuid7(): Order({}) for _ in range(7)}
    first, second = rules.halves(orders)
    assert {**first, **second} == orders
    assert not first.keys() & second.keys()


def test_no_operation_without_its_items(cast, shops):
    operation = BulkOperation.objects.get(pk=pause(shops, cast.ann).pk)
    assert operation.size == operation.items.count() == 5
