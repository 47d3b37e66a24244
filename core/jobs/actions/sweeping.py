"""Finding jobs that nobody runs: lost messages and dead workers."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from core.events import actions as events
from core.jobs import engine, rules
from core.jobs.actions.starting import hand_over
from core.jobs.models import Job
from core.people import queries as people

PATIENCE = timedelta(seconds=15)


def sweep(*, now: datetime | None = None) -> list[Job]:
    """Hand over what waits too long and take back what dead workers held; returns those jobs."""
    moment = now or timezone.now()
    lost = list(Job.objects.filter(state=Job.State.QUEUED, created_at__lt=moment - PATIENCE)[:500])
    orphans = [job for job in Job.objects.filter(state=Job.State.RUNNING) if _take_back(job)]
    for job in lost:
        hand_over(job, _queue(job))
    return lost + orphans


def _queue(job: Job) -> str:
    known = engine.kinds().get(job.kind)
    return known.queue if known else "short"


@transaction.atomic
def _take_back(job: Job) -> bool:
    """Requeue or fail a job whose runner's lock is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [job.lock])
        if not cursor.fetchone()[0]:
            return False
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    known = engine.kinds().get(job.kind)
    if known and known.restartable and job.attempts < rules.ATTEMPTS:
        if not mine.update(state=Job.State.QUEUED):
            return False
        transaction.on_commit(lambda: hand_over(job, _queue(job)))
        return True
    if not mine.update(
        state=Job.State.FAILED, finished_at=timezone.now(), trouble_code="worker_died"
    ):
        return False
    events.publish("core.job.failed", about=job, by=people.system(), data={"code": "worker_died"})
    return True
