from django.utils.translation import gettext_lazy as _

from core.jobs import engine as kinds
from core.jobs.actions import Running
from governance.scans import actions
from governance.scans.models import Rename, Scan
from governance.sources.models import Source
from governance.sources.rules import ACCEPT, ROLL_BACK, SCAN


@kinds.kind(
    SCAN,
    label=_("Scan of a source"),
    queue="long",
    view_right="scans.view",
    cancel_right="scans.manage",
    restartable=True,
)
def scan(running: Running) -> None:
    """Scan the source that the job is about."""
    actions.scan(source=Source.objects.get(pk=str(running.job.about_id)), running=running)


@kinds.kind(
    ROLL_BACK,
    label=_("Taking back a scan"),
    queue="long",
    view_right="scans.view",
    cancel_right="scans.manage",
    restartable=True,
)
def roll_back(running: Running) -> None:
    """Take back the scan that the plan names."""
    actions.undo(scan=Scan.objects.get(pk=running.plan["scan"]), running=running)


@kinds.kind(
    ACCEPT,
    label=_("Taking over renames"),
    queue="long",
    view_right="scans.view",
    cancel_right="scans.manage",
    restartable=True,
)
def accept(running: Running) -> None:
    """Accept the rename that the plan names, or all of its scan that are sure."""
    if "scan" in running.plan:
        scan = Scan.objects.get(pk=running.plan["scan"])
        done = actions.accept_sure_renames(scan=scan, by=running.by)
    else:
        rename = Rename.objects.get(pk=running.plan["rename"])
        done = actions.accept_rename(rename=rename, by=running.by)
    running.counts(accepted=done.count)
