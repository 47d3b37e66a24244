"""Nothing that was accepted is lost: not by a broker, not by a worker that is killed."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from core.events.models import Event
from core.jobs import actions, rules
from core.jobs.actions import sweeping
from core.jobs.models import Job
from core.people import queries as people

ROOT = Path(__file__).parents[3]
WORKER = """
import sys, threading, time
from uuid import UUID
import django
django.setup()
from core.jobs import actions, engine

def work(running):
    running.progress(1, 9)
    sys.stdout.write("running\\n")  # in one piece, whatever the other thread writes
    sys.stdout.flush()
    time.sleep(60)

for slug, restartable in (("test.work", True), ("test.once", False)):
    engine.kind(slug, label="", view_right="scans.view", cancel_right="scans.manage",
                restartable=restartable)(work)
threads = [threading.Thread(target=actions.run, kwargs={"job_id": UUID(id)}) for id in sys.argv[1:]]
for thread in threads:
    thread.start()
"""


def seconds(n):
    return timedelta(seconds=n)


class TestLostMessages:
    """What waits too long is handed over again."""

    @pytest.fixture
    def job(self, cast, declare, start, queued):
        declare(print, queue="long")
        return start()

    def test_a_message_that_never_came(self, job, queued):
        now = job.created_at
        assert actions.sweep(now=now + sweeping.PATIENCE) == []
        assert actions.sweep(now=now + sweeping.PATIENCE + seconds(1)) == [job]
        assert queued == [(str(job.pk), "long")]

    def test_behind_a_busy_worker_messages_do_not_pile_up(self, job, queued):
        """Half an hour of sweeping every ten seconds hands a job over a handful of times."""
        now = job.created_at
        for _ in range(180):
            now += seconds(10)
            for swept in actions.sweep(now=now):
                Job.objects.filter(pk=swept.pk).update(handed_at=now)
        assert 6 <= len(queued) <= 12

    def test_a_message_lost_late_is_found_within_minutes(self, job, queued):
        handed = job.created_at + timedelta(hours=5)
        Job.objects.filter(pk=job.pk).update(handed_at=handed)
        assert actions.sweep(now=handed + sweeping.LONGEST_PATIENCE - seconds(1)) == []
        assert actions.sweep(now=handed + sweeping.LONGEST_PATIENCE + seconds(1)) == [job]

    def test_what_runs_or_has_ended_is_left_alone(self, job, queued, run):
        run(job)
        later = timezone.now() + timedelta(days=1)
        assert actions.sweep(now=later) == []
        assert queued == []

    def test_work_that_nobody_declares_any_more_still_ends(self, job, run, declare, queued):
        Job.objects.filter(pk=job.pk).update(kind="test.removed")
        assert actions.sweep(now=job.created_at + seconds(60)) == [job]
        assert queued == [(str(job.pk), "short")]
        assert run(job).trouble_code == "unknown_job_kind"


class TestDeadWorkers:
    """A running job whose lock nobody holds."""

    @pytest.fixture
    def orphan(self, cast, declare, start, queued):
        def make(restartable, **fields):
            declare(print, restartable=restartable, queue="long")
            job = start()
            state = {"state": "running", "attempts": 1, **fields}
            Job.objects.filter(pk=job.pk).update(**state)
            return job

        return make

    def test_restartable_work_waits_again(self, orphan, queued, django_capture_on_commit_callbacks):
        job = orphan(True)
        with django_capture_on_commit_callbacks(execute=True):
            assert actions.sweep() == [job]
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("queued", 1)
        assert queued == [(str(job.pk), "long")]

    def test_other_work_has_failed(self, orphan):
        job = orphan(False)
        assert actions.sweep() == [job]
        job.refresh_from_db()
        assert (job.state, job.trouble_code, bool(job.finished_at)) == (
            "failed",
            "worker_died",
            True,
        )
        event = Event.objects.get(name="core.job.failed", about_id=job.pk)
        assert (event.data, event.by_id) == ({"code": "worker_died"}, people.system().pk)

    def test_work_that_kills_its_worker_is_given_up(self, orphan):
        job = orphan(True, attempts=rules.ATTEMPTS)
        actions.sweep()
        job.refresh_from_db()
        assert (job.state, job.trouble_code) == ("failed", "worker_died")

    def test_cancelled_work_is_not_begun_again(self, orphan):
        job = orphan(True, cancel_requested_at=timezone.now())
        actions.sweep()
        job.refresh_from_db()
        assert (job.state, bool(job.finished_at)) == ("cancelled", True)

    def test_a_second_sweep_finds_nothing(self, orphan):
        orphan(False)
        actions.sweep()
        assert actions.sweep() == []

    def test_what_somebody_else_took_meanwhile_is_left_alone(self, orphan):
        job = orphan(False)
        stale = Job.objects.get(pk=job.pk)
        Job.objects.filter(pk=job.pk).update(attempts=2)
        assert not sweeping._take_back(stale, timezone.now())
        job.refresh_from_db()
        assert job.state == "running"


def test_a_living_worker_keeps_its_job(transactional_db, declare, start, meanwhile):
    inside, go_on = threading.Event(), threading.Event()

    def work(running):
        inside.set()
        assert go_on.wait(10)

    declare(work, restartable=True)
    job = start()
    running = meanwhile(lambda: actions.run(job_id=job.pk))
    assert inside.wait(10)
    assert actions.sweep(now=timezone.now() + timedelta(days=1)) == []
    go_on.set()
    running.result(10)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("succeeded", 1)


@pytest.mark.fault
def test_a_killed_worker_loses_nothing(transactional_db, declare, start, run, eventually):
    """A real process, killed without warning in the middle of two jobs."""
    declare(lambda running: running.counts(seen=1), restartable=True)
    declare(print, "test.once")
    restartable, once = start(), start("test.once")
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(restartable.pk), str(once.pk)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": _url(), "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert [worker.stdout.readline() for _ in range(2)] == ["running\n"] * 2
        assert actions.sweep() == [], "its worker lives"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    swept = []
    assert eventually(lambda: swept.extend(actions.sweep()) or len(swept) == 2)
    for job in (restartable, once):
        job.refresh_from_db()
    assert (once.state, once.trouble_code) == ("failed", "worker_died")
    assert (restartable.state, restartable.attempts) == ("queued", 1)
    run(restartable)
    assert (restartable.state, restartable.attempts) == ("succeeded", 2)
    assert (restartable.counts, restartable.progress_done) == ({"seen": 1}, 0)


def _url():
    """The test's own database as a URL."""
    at = connection.settings_dict
    user = quote(at["USER"]) + (":" + quote(at["PASSWORD"]) if at["PASSWORD"] else "")
    port = f":{at['PORT']}" if at["PORT"] else ""
    if at["HOST"].startswith("/"):
        return f"postgresql://{user}@{port}/{at['NAME']}?host={quote(at['HOST'], safe='')}"
    return f"postgresql://{user}@{at['HOST']}{port}/{at['NAME']}"
