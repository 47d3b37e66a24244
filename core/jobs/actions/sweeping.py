"""Finding jobs that nobody runs: lost messages and dead workers."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import DurationField, F, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from core.events import actions as events
from core.jobs import engine, rules
from core.jobs.actions.starting import hand_over
from core.jobs.models import Job
from core.people import queries as people

PATIENCE = timedelta(seconds=15)
LONGEST_PATIENCE = timedelta(minutes=5)


def sweep(*, now: datetime | None = None) -> list[Job]:
    """Hand over what waits too long and take back what dead workers held; returns those jobs."""
    moment = now or timezone.now()
    lost = list(_lost(moment)[:500])
    running = Job.objects.filter(state=Job.State.RUNNING)
    orphans = [job for job in running if _take_back(job, moment)]
    for job in lost:
        hand_over(job, _queue(job))
    return lost + orphans


def _lost(now: datetime) -> QuerySet[Job]:
    """Waiting jobs whose message may be lost.

    Each is handed over again ever more rarely: behind a busy worker, jobs wait for long without
    anything being lost, and their repeated messages must not pile up.
    """
    waited = Greatest(F("handed_at") - F("created_at"), Value(PATIENCE))
    patience = Least(waited, Value(LONGEST_PATIENCE), output_field=DurationField())
    never = Q(handed_at=None, created_at__lt=now - PATIENCE)
    again = Q(handed_at__lt=Value(now) - F("patience"))
    waiting = Job.objects.filter(state=Job.State.QUEUED).annotate(patience=patience)
    return waiting.filter(never | again).order_by("created_at", "id")


def _queue(job: Job) -> str:
    known = engine.kinds().get(job.kind)
    return known.queue if known else "short"


@transaction.atomic
def _take_back(running: Job, now: datetime) -> bool:
    """Requeue, cancel or fail a job whose runner's lock is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [running.lock])
        if not cursor.fetchone()[0]:
            return False
    same = Job.objects.filter(pk=running.pk, state=Job.State.RUNNING, attempts=running.attempts)
    job = same.select_for_update().first()
    if job is None:
        return False
    known = engine.kinds().get(job.kind)
    if job.cancel_requested_at is not None:
        job.state, job.finished_at = Job.State.CANCELLED, now
    elif known and known.restartable and job.attempts < rules.ATTEMPTS:
        job.state = Job.State.QUEUED
        transaction.on_commit(lambda: hand_over(job, known.queue))
    else:
        job.state, job.finished_at, job.trouble_code = Job.State.FAILED, now, "worker_died"
        data = {"code": "worker_died"}
        events.publish("core.job.failed", about=job, by=people.system(), data=data)
    job.save(update_fields=["state", "finished_at", "trouble_code"])
    return True
