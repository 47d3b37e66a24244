"""Moving a tree that is too large for a request."""

from django.utils.translation import gettext_lazy as _

from core.access.models import Container
from core.jobs import engine as kinds
from core.jobs.actions import Running
from governance.catalog import actions
from governance.catalog.models import Asset
from governance.catalog.rules.adding import MOVE


@kinds.kind(
    MOVE,
    label=_("Move to another domain"),
    queue="long",
    view_right="catalog.view",
    cancel_right="catalog.manage",
    restartable=True,
)
def move(running: Running) -> None:
    """Put the asset that the job is about, and everything in it, into the domain of its plan."""
    asset = Asset.objects.get(pk=str(running.job.about_id))
    domain = Container.objects.get(pk=running.job.plan["domain"])
    moved = actions.move_tree(asset=asset, domain=domain, by=running.by)
    running.counts(moved=moved)
