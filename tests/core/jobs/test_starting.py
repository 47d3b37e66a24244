"""Starting and cancelling."""

import threading

import pytest
from django.db import IntegrityError, transaction

from core.access import actions as access
from core.access.models import Container, Role
from core.access.queries import Refused
from core.events.models import Event
from core.jobs import actions, queries
from core.jobs.actions import About
from core.jobs.models import Job
from core.jobs.rules import AlreadyRunning, UnknownKind
from core.people import queries as people
from core.refusals import Impossible


def test_a_job_waits_with_all_that_is_known_of_it(cast, declare, start):
    declare(print)
    domain = access.make_domain(name="Sales", by=cast.ann)
    job = start(by=cast.stef, about=About.object(domain), plan={"reason": "weekly"})
    job.refresh_from_db()
    assert (job.state, job.by_id, job.by_label) == ("queued", cast.stef.pk, "Stef")
    assert (job.about_kind, job.about_id, job.about_label) == (
        "core.container",
        domain.pk,
        "Sales",
    )
    assert (job.container_id, job.plan, job.attempts) == (domain.pk, {"reason": "weekly"}, 0)


def test_unknown_work_is_not_queued(cast, start):
    with pytest.raises(UnknownKind):
        start("test.nothing")
    assert not Job.objects.exists()


def test_the_queue_is_told_after_the_commit(
    cast, declare, start, queued, django_capture_on_commit_callbacks
):
    declare(print, queue="long")
    with django_capture_on_commit_callbacks(execute=True):
        job = start()
        assert queued == []
    assert queued == [(str(job.pk), "long")]
    job.refresh_from_db()
    assert job.handed_at is not None


def test_a_broker_that_is_down_loses_nothing(
    cast, declare, start, monkeypatch, django_capture_on_commit_callbacks
):
    from celery import current_app

    monkeypatch.setattr(current_app.tasks["core.jobs.run"], "apply_async", None)
    declare(print)
    with django_capture_on_commit_callbacks(execute=True):
        job = start()
    job.refresh_from_db()
    assert (job.state, job.handed_at) == ("queued", None)


class TestUnique:
    def test_same_work_is_not_queued_twice(self, cast, declare, start):
        declare(print)
        first = start(unique="scan:shop")
        with pytest.raises(AlreadyRunning) as running:
            start(unique="scan:shop")
        assert running.value.params == {"receipt": first.receipt, "job": str(first.pk)}
        start(unique="scan:crm")
        start()
        start()

    def test_what_has_ended_does_not_count(self, cast, declare, start, run):
        declare(lambda running: None)
        run(start(unique="scan:shop"))
        assert start(unique="scan:shop").state == "queued"

    def test_two_at_once_are_one(self, transactional_db, declare, start, meanwhile):
        declare(print)
        inserted, may_commit = threading.Event(), threading.Event()

        def first():
            with transaction.atomic():
                start(unique="scan:shop")
                inserted.set()
                assert may_commit.wait(10)

        one = meanwhile(first)
        assert inserted.wait(10)
        other = meanwhile(lambda: start(unique="scan:shop"))
        may_commit.set()
        one.result(10)
        assert isinstance(other.exception(10), AlreadyRunning)
        assert Job.objects.count() == 1


class TestReceipts:
    def test_numbers_are_given_once(self, transactional_db, declare, start, meanwhile):
        declare(print)

        def ten():
            return [start().number for _ in range(10)]

        futures = [meanwhile(ten), meanwhile(ten)]
        numbers = [number for future in futures for number in future.result(10)]
        assert len(set(numbers)) == 20
        assert start().receipt == f"J-{max(numbers) + 1:06d}"

    def test_the_database_itself_holds_them_unique(self, cast, declare, start):
        declare(print)
        one, other = start(), start()
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=one.pk).update(number=other.number)


class TestCancel:
    def test_waiting_job_stops_at_once(self, cast, declare, start, run):
        declare(pytest.fail)
        job = actions.cancel(job=start(), by=people.system())
        assert (job.state, bool(job.finished_at)) == ("cancelled", True)
        assert run(job).state == "cancelled"
        assert Event.objects.filter(name="core.job.cancelled", about_id=job.pk).count() == 1

    def test_running_job_stops_at_its_next_checkpoint(self, cast, declare, start, run):
        reached = []

        def work(running):
            running.progress(1, 3)
            actions.cancel(job=running.job, by=people.system())
            reached.append("asked")
            running.check()
            reached.append("too far")

        declare(work)
        job = run(start())
        assert (job.state, reached) == ("cancelled", ["asked"])
        assert (job.trouble_code, bool(job.finished_at)) == ("", True)

    def test_a_second_request_changes_nothing(self, cast, declare, start, run):
        def work(running):
            for _ in range(2):
                actions.cancel(job=running.job, by=people.system())

        declare(work)
        job = run(start())
        assert Event.objects.filter(name="core.job.cancelled", about_id=job.pk).count() == 1

    def test_what_is_over_cannot_be_cancelled(self, cast, declare, start, run):
        declare(lambda running: None)
        job = run(start())
        with pytest.raises(Impossible) as impossible:
            actions.cancel(job=job, by=people.system())
        assert impossible.value.params == {"receipt": job.receipt}

    def test_starter_and_who_may_others_not(self, cast, declare, start):
        declare(print)
        about = About(container_id=Container.objects.get(name="Unsorted").pk)
        with pytest.raises(Refused):
            actions.cancel(job=start(about=about), by=cast.vera)
        actions.cancel(job=start(about=about, by=cast.vera), by=cast.vera)
        actions.cancel(job=start(about=about, by=cast.vera), by=cast.stef)

    def test_running_and_cancelling_at_once_has_one_outcome(
        self, transactional_db, declare, start, meanwhile
    ):
        """Between looking at a waiting job and stopping it, a worker may take it."""
        started, go_on = threading.Event(), threading.Event()

        def work(running):
            started.set()
            assert go_on.wait(10)
            running.check()
            pytest.fail("the request was lost")

        declare(work)
        job = start()
        running = meanwhile(lambda: actions.run(job_id=job.pk))
        assert started.wait(10)
        asked = actions.cancel(job=job, by=people.system())
        assert asked.state == "running"
        go_on.set()
        running.result(10)
        job.refresh_from_db()
        assert job.state == "cancelled"


class TestVisible:
    def test_own_jobs_and_those_of_containers_one_sees(self, cast, declare, start, fresh):
        declare(print)
        declare(print, "test.secret", view_right="security.manage")
        sales = access.make_domain(name="Sales", by=cast.ann)
        viewer = Role.objects.get(slug="viewer")
        access.bind(user=cast.nobody, role=viewer, container=sales, by=cast.ann)
        about = About.object(sales)
        mine = start(by=cast.nobody)
        theirs = start(about=about)
        secret = start("test.secret", about=about)
        elsewhere = start(about=About.object(Container.objects.get(name="Unsorted")))
        nowhere = start()
        assert set(queries.visible(fresh(cast.nobody))) == {mine, theirs}
        assert set(queries.visible(fresh(cast.vera))) == {mine, theirs, elsewhere, nowhere}
        assert set(queries.visible(fresh(cast.ann))) == {mine, theirs, elsewhere, nowhere, secret}

    def test_count_of_what_waits_and_runs(self, cast, declare, start, run):
        declare(lambda running: None)
        run(start(by=cast.stef))
        start(by=cast.stef)
        start(by=cast.ann)
        assert queries.running_count(cast.stef) == 1
