from django.utils.translation import gettext_lazy as _

from core.jobs import engine as kinds
from core.jobs.actions import Running
from core.timeline import actions
from core.timeline.rules import PROOF


@kinds.kind(
    PROOF,
    label=_("Proof of the history"),
    queue="long",
    view_right="audit.view",
    cancel_right="audit.manage",
    restartable=True,
)
def prove(running: Running) -> None:
    """Prove the whole history."""
    actions.run_proof(running=running)
