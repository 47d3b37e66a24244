"""Starting and cancelling jobs."""

import logging
from typing import Any, NamedTuple
from uuid import UUID

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import cause, push
from core.access import queries as access
from core.events import actions as events
from core.ids import uuid7
from core.jobs import engine, rules
from core.jobs.models import Job
from core.people.models import User
from core.refusals import Impossible

logger = logging.getLogger(__name__)


class About(NamedTuple):
    """What a job is about, by name: the object itself need not be loaded."""

    kind: str = ""
    id: UUID | None = None
    label: str = ""
    container_id: UUID | None = None

    @classmethod
    def object(cls, obj: Any) -> "About":
        """A model instance as the subject of a job."""
        container = getattr(obj, "container_id", None)
        return cls(obj._meta.label_lower, obj.pk, str(obj), container)


def start(
    *,
    kind: str,
    by: User,
    about: About = About(),
    plan: dict[str, Any] | None = None,
    unique: str | None = None,
    id: UUID | None = None,
) -> Job:
    """Queue work of a kind. The calling verb has checked the right.

    The reason of the request goes with the job, unless its plan names one. `id` is for a job that
    shares it with what it is about. Raises AlreadyRunning when a live job has the same `unique`
    key, UnknownKind for a kind that no code declares. The queue gets a hint after commit; if that
    is lost, the sweeper finds the row.
    """
    declared = engine.get(kind)
    why = cause.current().reason
    job = Job(
        id=id or uuid7(),
        kind=kind,
        unique_key=unique,
        by_id=by.pk,
        by_label=str(by),
        about_kind=about.kind,
        about_id=about.id,
        about_label=about.label,
        container_id=about.container_id,
        plan={**({"reason": why} if why else {}), **(plan or {})},
        created_at=timezone.now(),
    )
    _insert(job)
    job.refresh_from_db(fields=["number"])
    transaction.on_commit(lambda: hand_over(job, declared.queue))
    return job


def _insert(job: Job, tries: int = 3) -> None:
    """Insert the row unless the same work lives; what ended in between is no reason to refuse."""
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        live = Job.objects.filter(unique_key=job.unique_key, state__in=Job.LIVE).first()
        if live is not None:
            raise rules.AlreadyRunning(str(live.pk), live.receipt) from None
        if tries == 1:
            raise
        _insert(job, tries - 1)


def hand_over(job: Job, queue: str) -> None:
    """Put the job's id on the queue; a broker that is down only delays it."""
    push.tell(f"user.{job.by_id}", job=str(job.pk))
    try:
        current_app.tasks["core.jobs.run"].apply_async((str(job.pk),), queue=queue, retry=False)
    except Exception:
        logger.warning("The broker did not take %s; the sweeper will hand it over.", job.receipt)
        return
    Job.objects.filter(pk=job.pk).update(handed_at=timezone.now())


@transaction.atomic
def cancel(*, job: Job, by: User) -> Job:
    """Ask a job to stop: one that waits stops at once, one that runs at its next checkpoint.

    Its starter may, and whoever holds the kind's right on its container. Raises Impossible when
    it is over already.
    """
    if job.by_id != by.pk:
        access.require(by, engine.get(job.kind).cancel_right, job)
    job = Job.objects.select_for_update().get(pk=job.pk)
    if not job.is_live:
        raise Impossible("job_is_over", receipt=job.receipt)
    if job.cancel_requested_at is not None:
        return job
    job.cancel_requested_at = timezone.now()
    if job.state == Job.State.QUEUED:
        job.state, job.finished_at = Job.State.CANCELLED, job.cancel_requested_at
    job.save(update_fields=["cancel_requested_at", "state", "finished_at"])
    events.publish("core.job.cancelled", about=job, by=by)
    transaction.on_commit(lambda: push.tell(f"job.{job.pk}", job=str(job.pk)))
    return job
