from django.utils.translation import gettext_lazy as _

from core.jobs import engine as kinds
from core.jobs.actions import Running
from core.timeline import actions
from core.timeline.rules import PROOF, RETENTION


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


@kinds.kind(
    RETENTION,
    label=_("Retention of the history"),
    queue="long",
    view_right="audit.view",
    cancel_right="history.purge",
    restartable=True,
)
def retire(running: Running) -> None:
    """Prove the history, and take away what is past its time."""
    actions.run_retention(running=running)
