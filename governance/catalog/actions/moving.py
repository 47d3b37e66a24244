"""Putting an asset, with everything in it, into another domain by hand.

Whoever sees the domain sees the asset: the scope of every row is rewritten. Scans keep it, and what
they find in it later comes into the same domain. With a source moves all but what was put elsewhere
by hand.
"""

from uuid import UUID

from django.db import transaction

from core.access import actions as scopes
from core.access import queries as access
from core.access.models import Container
from core.changes import actions as changes
from core.events import actions as events
from core.people.models import User
from core.refusals import Invalid
from governance.catalog import queries
from governance.catalog.actions import adding, recording, renaming, retiring, trees
from governance.catalog.actions.trees import Done
from governance.catalog.models import Asset
from governance.catalog.rules.trees import MOVE


@transaction.atomic
def move(*, asset: Asset, domain: Container, by: User, expected: int | None = None) -> Done:
    """Put an asset and everything in it into a domain: now, or by a job where that is much.

    To move a source is to change who has rights on it: that needs `access.manage` as well.
    Raises Impossible when the new path is taken.
    """
    access.require(by, "catalog.manage", asset)
    recording.lock([asset.pk])
    changes.hold(asset, expected)
    _check(domain, by)
    return trees.later(MOVE, asset, by, domain=str(domain.pk)) or _move(asset, domain, by)


def _move(asset: Asset, domain: Container, by: User) -> Done:
    ids = _moving(asset, domain, by)
    retiring.require_all(by, ids)
    scope_id = scopes.scope_of(domain_id=domain.pk, source_id=asset.source_id)
    count = recording.alter(
        ids=ids,
        sets="domain_id = %s, scope_id = %s, domain_by_hand = %s",
        params=[domain.pk, scope_id, asset.kind != Asset.Kind.SOURCE],
        verb="move",
        by=by,
    )
    asset.refresh_from_db()
    if asset.kind in queries.BY_HAND:
        _follow_path(asset)
    data = {"to": domain.name, "count": count}
    events.publish("governance.asset.moved", about=asset, by=by, data=data)
    return Done(count)


def _moving(asset: Asset, domain: Container, by: User) -> list[UUID]:
    """What moves with an asset. With a source its container does, on which rights are held."""
    ids = queries.below(asset.pk)
    if asset.kind != Asset.Kind.SOURCE:
        return ids
    scopes.move_container(container=Container.objects.get(pk=asset.pk), domain=domain, by=by)
    stay = Asset.objects.filter(source_id=asset.pk, domain_by_hand=True)
    return list(set(ids) - set(stay.values_list("pk", flat=True)))


def _check(domain: Container, by: User) -> None:
    access.require(by, "catalog.manage", domain)
    if domain.kind != Container.Kind.DOMAIN:
        raise Invalid("unknown_domain", "domain", id=str(domain.pk))


def _follow_path(asset: Asset) -> None:
    """The path of what was added by hand begins with its domain."""
    asset.fqn = adding.path(asset.domain_id, asset.kind, asset.name)
    renaming.require_free(asset)
    asset.save(update_fields=["fqn"])
