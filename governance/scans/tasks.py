from django.utils.translation import gettext_lazy as _

from core.jobs import engine as kinds
from core.jobs.actions import Running
from governance.scans import actions
from governance.scans.models import Scan
from governance.sources.models import Source
from governance.sources.rules import ROLL_BACK, SCAN


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
