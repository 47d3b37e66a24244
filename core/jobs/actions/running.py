"""Running one job: claim it, do its work, write its outcome. Never twice, never lost.

Whoever runs a job holds a database lock named after it for as long as it lives; the lock goes
with the connection, so a worker that was killed is noticed at once and without a clock.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from core import cause, push
from core.events import actions as events
from core.jobs import engine, rules
from core.jobs.models import Job, JobLog
from core.jobs.rules import Cancelled
from core.people.models import User
from core.refusals import database_trouble

logger = logging.getLogger(__name__)

TELL_EVERY = 0.4  # seconds between live updates of one job


class Superseded(Exception):
    """The job was given to somebody else (this process was thought dead); stop quietly."""


class Running:
    """What the work of a job holds in its hands: its plan, its actor, progress, counts, log."""

    def __init__(self, job: Job, by: User) -> None:
        self.job = job
        self.by = by
        self.plan: dict[str, Any] = job.plan
        self.outcome = Job.State.SUCCEEDED
        self._told = 0.0

    def progress(self, done: int, total: int | None = None, phase: str = "") -> None:
        """Say how far the work is; a checkpoint: raises Cancelled when that was asked for.

        Call it between transactions: what it writes must be seen by others at once.
        """
        now = time.monotonic()
        worth_telling = done == total or phase not in ("", self.job.phase)
        if now - self._told < TELL_EVERY and not worth_telling:
            return
        self._told = now
        self.job.progress_done, self.job.progress_total = done, total
        self.job.phase = phase or self.job.phase
        self._write(progress_done=done, progress_total=total, phase=self.job.phase)
        self.tell()
        self.check()

    def check(self) -> None:
        """Raise Cancelled when somebody asked to cancel this job."""
        row = Job.objects.filter(pk=self.job.pk)
        if row.filter(cancel_requested_at__isnull=False).exists():
            raise Cancelled

    def counts(self, **counts: int) -> None:
        """Set figures of the receipt (seen, stored, unchanged, filtered, failed and others)."""
        self.job.counts.update(counts)
        self._write(counts=self.job.counts)

    def log(self, level: str, code: str, **params: Any) -> None:
        """Add a line to the job's log: a code and plain parameters, never a secret."""
        JobLog.objects.create(
            job=self.job, at=timezone.now(), level=level, code=code, params=params
        )

    def tell(self) -> None:
        """Let open pages know that the row has moved."""
        push.tell(f"job.{self.job.pk}", job=str(self.job.pk))

    def _write(self, **fields: Any) -> None:
        mine = Job.objects.filter(
            pk=self.job.pk, state=Job.State.RUNNING, attempts=self.job.attempts
        )
        if not mine.update(**fields):
            raise Superseded

    def finish(self, state: str, code: str = "", params: dict[str, Any] | None = None) -> None:
        """Write the outcome. Called by the runner."""
        self._write(
            state=state,
            finished_at=timezone.now(),
            trouble_code=code,
            trouble_params=rules.plain(params or {}),
        )


def run(*, job_id: UUID) -> None:
    """Run a job that waits. A second call for the same job, now or later, changes nothing."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return
    with _lock(job) as mine:
        if mine and _claim(job):
            job.refresh_from_db()
            _work(Running(job, User.objects.get(pk=job.by_id)))


@contextmanager
def _lock(job: Job) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [job.lock])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [job.lock])


def _claim(job: Job) -> bool:
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    return bool(
        waiting.update(
            state=Job.State.RUNNING,
            attempts=F("attempts") + 1,
            started_at=timezone.now(),
            phase="",
            progress_done=0,
            progress_total=None,
            counts={},
        )
    )


class Outcome(NamedTuple):
    """How the work of a job ended."""

    state: str
    code: str = ""
    params: dict[str, Any] = {}


def _work(running: Running) -> None:
    job = running.job
    running.tell()
    try:
        _settle(running, _outcome(running))
    except Superseded:
        logger.warning("%s was taken over by another worker.", job.receipt)
    finally:
        running.tell()
        push.tell(f"user.{job.by_id}", job=str(job.pk))


def _outcome(running: Running) -> Outcome:
    """Do the work. An error that carries a code is an answer, any other one a fault of ours."""
    job = running.job
    try:
        with cause.because(cause.Cause("job", str(job.pk), job.plan.get("reason", ""))):
            engine.get(job.kind).run(running)
    except Superseded:
        raise
    except Cancelled:
        return Outcome(Job.State.CANCELLED)
    except Exception as error:
        code, params = getattr(error, "code", None), getattr(error, "params", None)
        if isinstance(code, str) and isinstance(params, dict):
            return Outcome(Job.State.FAILED, code, params)
        logger.exception("%s failed", job.receipt)
        if isinstance(error, OperationalError):
            return Outcome(Job.State.FAILED, database_trouble(error))
        return Outcome(Job.State.FAILED, "unexpected", {"error": type(error).__name__})
    return Outcome(running.outcome)


def _settle(running: Running, outcome: Outcome) -> None:
    """Write the outcome, over a new connection when the work has lost the old one."""
    if not connection.in_atomic_block and not connection.is_usable():
        connection.close()
    with transaction.atomic():
        running.finish(*outcome)
        if outcome.state == Job.State.FAILED:
            data = {"code": outcome.code}
            events.publish("core.job.failed", about=running.job, by=running.by, data=data)
