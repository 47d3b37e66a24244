"""What can be done with the past: prove it, take it along."""

from django.db import transaction

from core.access import queries as access
from core.changes import actions as changes
from core.changes.rules import HARMLESS
from core.events import actions as events
from core.jobs import actions as jobs
from core.jobs.models import Job
from core.people.models import User
from core.timeline import rules


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
def export(*, format: str, by: User) -> None:
    """Note that somebody takes the events that they see out of the portal."""
    if not access.anywhere(by, "audit.view"):
        raise access.Refused("audit.view")
    events.publish("core.history.exported", by=by, data={"format": format})
