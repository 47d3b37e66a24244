"""Running a job: once, watched, with an outcome whatever happens."""

import threading

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from core import cause
from core.events.models import Event
from core.jobs import actions
from core.jobs.actions import running as module
from core.jobs.models import Job, JobLog
from core.refusals import Impossible
from governance.connector import Trouble


def test_work_gets_its_plan_its_actor_and_its_cause(cast, declare, start, run):
    seen = {}

    def work(running):
        seen.update(plan=running.plan, by=running.by, why=cause.current())

    declare(work)
    job = run(start(by=cast.stef, plan={"reason": "weekly", "n": 1}))
    assert seen["plan"] == {"reason": "weekly", "n": 1}
    assert seen["by"] == cast.stef
    assert (seen["why"].kind, seen["why"].id, seen["why"].reason) == ("job", str(job.pk), "weekly")
    assert (job.state, job.attempts, bool(job.started_at), bool(job.finished_at)) == (
        "succeeded",
        1,
        True,
        True,
    )
    assert cause.current() == cause.Cause()


def test_a_second_call_changes_nothing(cast, declare, start, run):
    calls = []
    declare(lambda running: calls.append(1))
    job = run(start())
    before = Job.objects.values().get(pk=job.pk)
    run(job)
    assert calls == [1]
    assert Job.objects.values().get(pk=job.pk) == before


def test_a_job_that_is_gone_is_no_error(db):
    from core.ids import uuid7

    actions.run(job_id=uuid7())


def test_two_workers_run_it_once(transactional_db, declare, start, meanwhile):
    inside, go_on, calls = threading.Event(), threading.Event(), []

    def work(running):
        calls.append(threading.get_ident())
        inside.set()
        assert go_on.wait(10)

    declare(work)
    job = start()
    first = meanwhile(lambda: actions.run(job_id=job.pk))
    assert inside.wait(10)
    meanwhile(lambda: actions.run(job_id=job.pk)).result(10)  # a repeated message
    assert len(calls) == 1
    go_on.set()
    first.result(10)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("succeeded", 1)


def test_six_workers_claim_it_once(transactional_db, declare, start, meanwhile):
    calls, at_once = [], threading.Barrier(6)
    declare(lambda running: calls.append(1))
    job = start()

    def worker():
        connection.ensure_connection()
        at_once.wait(10)
        actions.run(job_id=job.pk)

    for future in [meanwhile(worker) for _ in range(6)]:
        future.result(10)
    assert calls == [1]


def full() -> OperationalError:
    """As Django tells that the disk under the database is full."""
    error = OperationalError("could not extend file")
    error.__cause__ = psycopg.errors.DiskFull()
    return error


class TestOutcome:
    @pytest.mark.parametrize(
        ("error", "code", "params"),
        [
            (Impossible("source_is_paused", name="shop"), "source_is_paused", {"name": "shop"}),
            (
                Trouble("unreachable", host="db", port=5432),
                "unreachable",
                {"host": "db", "port": 5432},
            ),
            (ZeroDivisionError("password=hunter2"), "unexpected", {"error": "ZeroDivisionError"}),
            (OperationalError("gone"), "unavailable", {}),
            (full(), "disk_full", {}),
        ],
    )
    def test_an_error_is_written_down_with_its_code(
        self, cast, declare, start, run, error, code, params
    ):
        def work(running):
            raise error

        declare(work)
        job = run(start())
        assert (job.state, job.trouble_code, job.trouble_params) == ("failed", code, params)
        assert job.finished_at is not None
        event = Event.objects.get(name="core.job.failed", about_id=job.pk)
        assert event.data == {"code": code}

    def test_work_may_say_that_it_is_incomplete(self, cast, declare, start, run):
        def work(running):
            running.outcome = Job.State.PARTIAL

        declare(work)
        assert run(start()).state == "partial"
        assert not Event.objects.filter(name="core.job.failed").exists()

    def test_outcome_and_news_are_written_together(self, cast, declare, start, monkeypatch):
        def work(running):
            raise ZeroDivisionError

        declare(work)
        job = start()
        monkeypatch.setattr(module.events, "publish", None)
        with pytest.raises(TypeError):
            actions.run(job_id=job.pk)
        job.refresh_from_db()
        assert job.state == "running", "the sweeper will find it"

    def test_an_outcome_is_written_after_the_connection_broke(
        self, transactional_db, declare, start, run, meanwhile
    ):
        """A database that was restarted in the middle fails the job, not the worker."""

        def work(running):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
            meanwhile(lambda: _terminate(pid)).result(10)
            Job.objects.count()

        declare(work)
        job = run(start())
        assert (job.state, job.trouble_code) == ("failed", "unavailable")


def _terminate(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])


class TestWatching:
    @pytest.fixture
    def clock(self, monkeypatch):
        times = [100.0]
        monkeypatch.setattr(module.time, "monotonic", lambda: times[0])
        return times

    def test_progress_is_written_and_told_at_most_so_often(
        self, cast, declare, start, run, clock, told
    ):
        seen = []

        def work(running):
            del told[:]
            for done in range(1, 101):
                clock[0] += 0.01
                running.progress(done, 200)
                seen.append(Job.objects.get(pk=running.job.pk).progress_done)
            seen.append(list(told))

        declare(work)
        job = run(start())
        assert seen.pop() == [f"job.{job.pk}"] * len(set(seen))
        assert len(set(seen)) <= 4, "a hundred steps in one second"

    def test_the_end_and_a_new_phase_are_always_told(self, cast, declare, start, run, clock):
        def work(running):
            running.progress(1, 10, "reading")
            running.progress(2, 10, "reading")
            running.progress(0, 5, "writing")
            running.progress(5, 5, "writing")

        declare(work)
        job = run(start())
        assert (job.progress_done, job.progress_total, job.phase) == (5, 5, "writing")

    def test_unknown_total(self, cast, declare, start, run):
        declare(lambda running: running.progress(7, None, "counting"))
        job = run(start())
        assert (job.progress_done, job.progress_total) == (7, None)

    def test_counts_add_up_call_by_call(self, cast, declare, start, run):
        def work(running):
            running.counts(seen=3, stored=2)
            running.counts(stored=3, failed=0)

        declare(work)
        assert run(start()).counts == {"seen": 3, "stored": 3, "failed": 0}

    def test_log_keeps_codes_in_order(self, cast, declare, start, run):
        def work(running):
            running.log("info", "begun")
            running.log("warning", "count_disagrees", seen=3, counted=4)

        declare(work)
        job = run(start())
        assert [(line.level, line.code, line.params) for line in job.log.all()] == [
            ("info", "begun", {}),
            ("warning", "count_disagrees", {"seen": 3, "counted": 4}),
        ]

    def test_pages_are_told_at_start_and_end(self, cast, declare, start, run, told):
        declare(lambda running: None)
        job = run(start())
        assert told == [f"job.{job.pk}", f"job.{job.pk}", f"user.{job.by_id}"]

    def test_a_channel_layer_that_is_down_costs_liveliness_only(
        self, cast, declare, start, run, monkeypatch
    ):
        monkeypatch.setattr("core.push.get_channel_layer", lambda: None)
        declare(lambda running: running.progress(1, 1))
        assert run(start()).state == "succeeded"


class TestSuperseded:
    """A process that was thought dead comes back: it may write nothing any more."""

    @pytest.mark.parametrize("now", ["queued", "running", "succeeded", "cancelled"])
    @pytest.mark.parametrize("write", ["progress", "counts", "end", "failure"])
    def test_it_writes_nothing(self, cast, declare, start, run, now, write):
        def work(running):
            other = {"attempts": 2} if now == "running" else {}
            Job.objects.filter(pk=running.job.pk).update(state=now, **other)
            if write == "progress":
                running.progress(5, 9)
            elif write == "counts":
                running.counts(seen=5)
            elif write == "failure":
                raise ZeroDivisionError

        declare(work)
        job = run(start())
        assert (job.state, job.progress_done, job.counts) == (now, 0, {})
        assert (job.trouble_code, job.finished_at) == ("", None)
        assert not Event.objects.filter(name="core.job.failed").exists()

    def test_a_new_attempt_starts_from_nothing(self, cast, declare, start, run):
        first = []

        def work(running):
            if not first:
                first.append(1)
                running.progress(5, 9, "reading")
                running.counts(seen=5)
                Job.objects.filter(pk=running.job.pk).update(state="queued")
                running.check()
                running.counts(seen=6)

        declare(work)
        job = run(start())
        assert (job.state, job.attempts) == ("queued", 1)
        run(job)
        assert (job.state, job.attempts, job.counts) == ("succeeded", 2, {})
        assert (job.progress_done, job.progress_total, job.phase) == (0, None, "")

    def test_attempts_are_counted_from_the_row(self, cast, declare, start, monkeypatch):
        """The row may have been claimed and taken back since this worker read it."""
        declare(lambda running: None)
        job = start()
        stale = Job.objects.get(pk=job.pk)
        Job.objects.filter(pk=job.pk).update(attempts=2)
        assert module._claim(stale)
        job.refresh_from_db()
        assert job.attempts == 3


def test_the_lock_is_gone_when_the_work_is_done(transactional_db, declare, start, run, meanwhile):
    declare(lambda running: None)
    job = run(start())

    def take():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [job.lock])
            return cursor.fetchone()[0]

    assert meanwhile(take).result(10) is True


def test_log_goes_with_its_job(cast, declare, start, run):
    declare(lambda running: running.log("info", "begun"))
    run(start()).delete()
    assert not JobLog.objects.exists()
