"""Verbs on more assets than anybody waits for: each job calls the verb that has started it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.access.models import Container
from core.jobs import engine as kinds
from core.jobs.actions import Running
from governance.catalog import actions
from governance.catalog.models import Asset, Precedence, RetireGroup
from governance.catalog.rules import trees


def _job(verb: str, label: Any) -> Callable[[kinds.Work], kinds.Work]:
    """Declare the work of the jobs of a verb."""
    return kinds.kind(
        trees.kind(verb),
        label=label,
        queue="long",
        view_right="catalog.view",
        cancel_right="catalog.manage",
        restartable=True,
    )


def _asset(running: Running) -> Asset:
    return Asset.objects.get(pk=str(running.job.about_id))


@_job(trees.MOVE, _("Move to another domain"))
def move(running: Running) -> None:
    """Put the asset, and everything in it, into the domain of the plan."""
    domain = Container.objects.get(pk=running.plan["domain"])
    done = actions.move(asset=_asset(running), domain=domain, by=running.by)
    running.counts(moved=done.count)


@_job(trees.RETIRE, _("Retire"))
def retire(running: Running) -> None:
    """Retire the asset with everything in it; of a source that went out of use as well."""
    asset, by = _asset(running), running.by
    if asset.kind == Asset.Kind.SOURCE:
        done = actions.retire_source(source=asset, by=by)
    else:
        done = actions.retire_tree(asset=asset, by=by)
    running.counts(retired=done.count)


@_job(trees.RESTORE, _("Restore"))
def restore(running: Running) -> None:
    """Bring back what the group of the plan retired."""
    group = RetireGroup.objects.get(pk=running.plan["group"])
    done = actions.restore(group=group, by=running.by)
    running.counts(restored=done.count)


@_job(trees.FOLLOW, _("New paths after a new name"))
def follow(running: Running) -> None:
    """Let what lies in the asset follow its new name."""
    done = actions.follow(asset=_asset(running), old=running.plan["old"], by=running.by)
    running.counts(changed=done.count)


@_job(trees.RANK, _("Settling whose word counts"))
def rank(running: Running) -> None:
    """Let every asset say what its facts come to by the ranking that the job is about."""
    precedence = Precedence.objects.get(pk=str(running.job.about_id))
    done = actions.settle_all(precedence=precedence, by=running.by)
    running.counts(changed=done.count)
