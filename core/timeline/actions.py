"""What can be done with the past: prove it, take it along, take values out of it."""

from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core import cause
from core.access import queries as access
from core.changes import actions as changes
from core.changes import engine
from core.changes.models import Retention
from core.changes.rules import HARMLESS
from core.events import actions as events
from core.jobs import actions as jobs
from core.jobs.models import Job
from core.people.models import User
from core.refusals import Invalid
from core.schedules import actions as schedules
from core.schedules.models import Schedule
from core.timeline import rules

engine.track("core.retention", "core_retention", ("history", "months"))


@transaction.atomic
def prove(*, by: User) -> Job:
    """Queue a proof of the whole history. Raises AlreadyRunning while one waits or runs."""
    access.require(by, "audit.view")
    job = jobs.start(kind=rules.PROOF, by=by, unique=rules.PROOF)
    events.publish("core.history.proof_started", by=by, data={"job": str(job.pk)})
    return job


def run_proof(*, running: jobs.Running) -> None:
    """Name in the log whatever does not prove. Raises HistoryBroken when there is something."""
    findings = changes.verify_history(tell=running.progress)
    faults = [finding for finding in findings if finding.code not in HARMLESS]
    for finding in findings:
        running.log("error" if finding in faults else "info", finding.code, **finding.params)
    running.counts(changes=running.job.progress_done, findings=len(faults))
    if faults:
        raise rules.HistoryBroken(len(faults))
    running.log("info", "history_proven")


@transaction.atomic
def keep(
    *, retention: Retention, months: int | None, by: User, expected: int | None = None
) -> Retention:
    """Keep the values of a class of history for so many months; for ever without a number.

    The first limit plans the job that looks every night for what is past its time, which needs
    the right to plan as well.
    """
    access.require(by, "history.purge")
    if months is not None and not 1 <= months <= rules.LONGEST_MONTHS:
        raise Invalid("bad_months", "months", longest=rules.LONGEST_MONTHS)
    was = changes.hold(retention, expected)
    retention.months = months
    if changes.save(retention, was, by=by, verb="change"):
        events.publish(
            "core.history.retention_changed", about=retention, by=by, data={"months": months}
        )
    if months is not None and not Schedule.objects.filter(kind=rules.RETENTION).exists():
        name = "Retention of the history"
        schedules.plan(name=name, kind=rules.RETENTION, cron=rules.NIGHTLY, by=by)
    return retention


def run_retention(*, running: jobs.Running) -> None:
    """Take away what is past its time, from a history that proves. Raises HistoryBroken."""
    if not Retention.objects.exclude(months=None).exists():
        running.log("info", "all_is_kept")
        return
    run_proof(running=running)
    gone = asdict(changes.retire())
    running.counts(**gone)
    running.log("info", "history_retired", **gone)
    if any(gone.values()):
        events.publish("core.history.retired", by=running.by, data=gone)


@transaction.atomic
def purge(
    *,
    kind: str,
    object_id: UUID,
    reason: str,
    by: User,
    before: datetime | None = None,
    dry_run: bool = False,
) -> int:
    """Blank the values in the history of one object, up to a moment; how many changes said some.

    The history of a person is that of their account (`core.user`): what they did stays told, with
    their name. A dry run does the same and undoes it. Raises Unproven when the object is not what
    its changes add up to: the values are then the evidence.
    """
    access.require(by, "history.purge")
    if not reason.strip():
        raise Invalid("blank", "reason")
    if kind not in {tracked.kind for tracked in engine.ledger()}:
        raise Invalid("no_history", "kind", kind=kind)
    with transaction.atomic(), cause.because(replace(cause.current(), reason=reason)):
        limit = before or timezone.now()
        count = changes.purge(kind=kind, object_id=object_id, before=limit, by=by)
        told = {"kind": kind, "object": str(object_id), "changes": count}
        events.publish("core.history.purged", by=by, data=told)
        transaction.set_rollback(dry_run)
    return count


@transaction.atomic
def export(*, format: str, by: User) -> None:
    """Note that somebody takes the events that they see out of the portal."""
    if not access.anywhere(by, "audit.view"):
        raise access.Refused("audit.view")
    events.publish("core.history.exported", by=by, data={"format": format})
