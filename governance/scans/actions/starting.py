"""Starting a scan."""

from typing import Any

from django.db import transaction

from core.access import queries as access
from core.events import actions as events
from core.jobs import actions as jobs
from core.jobs.models import Job
from core.people.models import User
from core.refusals import Impossible
from governance.scans.models import Scan
from governance.sources.models import Source
from governance.sources.rules import SCAN


@transaction.atomic
def start(*, source: Source, by: User, reason: str = "", accept_identity: bool = False) -> Job:
    """Queue a scan of a source. Two scans of one source never overlap.

    `accept_identity`: the source may answer as another database than the one scanned before (it
    was moved, or restored from a backup); otherwise such a scan fails and changes nothing.

    Raises Impossible when the source is paused or retired, AlreadyRunning (with the job's id)
    while a scan of it waits or runs.
    """
    access.require(by, "scans.manage", source)
    if source.state != Source.State.ACTIVE:
        raise Impossible(f"source_is_{source.state}", name=source.name)
    plan: dict[str, Any] = {"reason": reason} if reason else {}
    if accept_identity:
        plan["accept_identity"] = True
    job = jobs.start(
        kind=SCAN,
        by=by,
        about=jobs.About.object(source),
        plan=plan,
        unique=f"{SCAN}:{source.pk}",
    )
    Scan.objects.create(job=job, source=source)
    events.publish("governance.scan.started", about=source, by=by, data={"job": str(job.pk)})
    return job
