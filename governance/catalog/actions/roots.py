"""The assets that sources themselves are. Parts of the verbs of sources, which check the rights."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.access import actions as access
from core.changes import actions as changes
from core.people.models import User
from governance.catalog.actions import indexing, renaming, retiring, trees
from governance.catalog.actions.trees import Done
from governance.catalog.models import Asset
from governance.catalog.rules import naming
from governance.catalog.rules.trees import RETIRE


def add_root(*, source: Any, by: User) -> None:
    """The asset that a source itself is: same id, parent of everything found in it.

    Part of registering a source, whose verb has checked the right.
    """
    domain_id = source.container.parent_id
    now = timezone.now()
    root = Asset(
        id=source.pk,
        kind=Asset.Kind.SOURCE,
        scope_id=access.scope_of(domain_id=domain_id, source_id=source.pk),
        domain_id=domain_id,
        source_id=source.pk,
        name=source.name,
        name_norm=naming.normalised(source.name),
        fqn=_free_fqn(naming.dotted(source.name), source.pk),
        description=source.description or None,
        created_at=now,
        updated_at=now,
        search="",
    )
    changes.create(root, by=by, verb="add")
    indexing.index([root.pk])


def follow_root(*, source: Any, by: User) -> None:
    """Follow what a source is now called and said to be.

    With its name the dotted path of everything in it is rewritten.
    """
    root = Asset.objects.get(pk=source.pk)
    was = changes.hold(root)
    renamed = root.name != source.name
    if renamed:
        renaming.remember(root)
    old = root.fqn
    root.name, root.name_norm = source.name, naming.normalised(source.name)
    root.description = source.description or None
    root.fqn = _free_fqn(naming.dotted(source.name), source.pk)
    root.updated_at = timezone.now()
    changes.save(root, was, by=by, verb="rename" if renamed else "change")
    indexing.index([root.pk])
    renaming.follow(asset=root, old=old, by=by)


def _free_fqn(fqn: str, source_id: UUID) -> str:
    """Names of sources are unique but for case and retired ones; paths must be unique always.

    Where a source got another name a moment ago, what lies in it may still have paths of before.
    """
    others = Asset.objects.filter(state=Asset.State.ACTIVE).exclude(source_id=source_id)
    own = Q(fqn=fqn) | Q(fqn__startswith=f"{fqn}.", source_id__isnull=False)
    return f"{fqn}-{source_id.hex[-6:]}" if others.filter(own).exists() else fqn


@transaction.atomic
def retire_source(*, source: Any, by: User) -> Done:
    """Retire everything in a source that goes out of use: now, or by a job where that is much. Its
    verb has checked the right."""
    root = Asset.objects.get(pk=source.pk)
    if started := trees.later(RETIRE, root, by):
        return started
    live = Asset.objects.filter(source_id=source.pk, state=Asset.State.ACTIVE)
    return Done(retiring.retire(asset_ids=list(live.values_list("id", flat=True)), by=by))
