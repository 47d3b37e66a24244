from django.utils.translation import gettext_lazy as _

from core.bulk import actions
from core.jobs import engine as kinds
from core.jobs.actions import Running


@kinds.kind(
    "core.bulk",
    label=_("Bulk operation"),
    queue="long",
    view_right="workflow.manage",
    cancel_right="workflow.manage",
    restartable=True,
)
def bulk(running: Running) -> None:
    """Do one verb to many objects."""
    actions.perform(running=running)
