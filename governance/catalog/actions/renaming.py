"""Giving an asset another name: what lies in it follows, and the former name still finds it."""

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from core.access import queries as access
from core.changes import actions as changes
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid
from governance.catalog import queries
from governance.catalog.actions import indexing, recording, trees
from governance.catalog.actions.trees import Done
from governance.catalog.models import Alias, Asset
from governance.catalog.rules import naming
from governance.catalog.rules.trees import FOLLOW

# Former paths of an asset that still begin those of what lies in it.
_LEFT_BEHIND = """
SELECT l.fqn FROM governance_alias l WHERE l.asset_id = %s
AND l.fqn <> (SELECT fqn FROM governance_asset WHERE id = l.asset_id) AND EXISTS (
  SELECT FROM governance_asset c WHERE c.parent_id = l.asset_id AND c.fqn ^@ (l.fqn || '.'))
"""


@transaction.atomic
def rename(
    *,
    asset: Asset,
    name: str,
    by: User,
    external_id: str | None = None,
    expected: int | None = None,
) -> Asset:
    """Give an asset another name; what lies in it follows.

    The history gets one change. Raises Impossible when the new path is taken, Invalid for a blank
    name.
    """
    access.require(by, "catalog.manage", asset)
    if not name.strip():
        raise Invalid("blank", "name")
    recording.lock([asset.pk])
    was = changes.hold(asset, expected)
    if asset.kind == Asset.Kind.SOURCE:
        raise Impossible("asset_is_source")
    if asset.name == name:
        return asset
    former, old = asset.name, asset.fqn
    remember(asset)
    asset.name, asset.name_norm = name, naming.normalised(name)
    asset.fqn = naming.renamed(old, name)
    asset.external_id = external_id or asset.external_id
    asset.updated_at = timezone.now()
    require_free(asset)
    changes.save(asset, was, by=by, verb="rename")
    indexing.index([asset.pk])
    follow(asset=asset, old=old, by=by)
    _index_above(asset)
    events.publish("governance.asset.renamed", about=asset, by=by, data={"was": former})
    return asset


def require_free(asset: Asset) -> None:
    """Raise Impossible when another active asset has the path of this one."""
    others = Asset.objects.filter(fqn=asset.fqn, state=Asset.State.ACTIVE).exclude(pk=asset.pk)
    if asset.state == Asset.State.ACTIVE and others.exists():
        raise Impossible("path_taken", path=asset.fqn)


def remember(asset: Asset) -> None:
    """Keep the name that an asset has until now."""
    Alias.objects.create(asset=asset, name=asset.name, fqn=asset.fqn, until=timezone.now())


@transaction.atomic
def follow(*, asset: Asset, old: str, by: User) -> Done:
    """Let what lies in an asset follow its new name: now, or by a job where that is much.

    Part of verbs that give another name, which have checked the right. Until the job is done, what
    lies in the asset has paths that begin with the former one, `old`.
    """
    if asset.fqn == old:
        return Done()
    if started := trees.later(FOLLOW, asset, by, alone=False, old=old):
        return started
    asset.refresh_from_db(from_queryset=Asset.objects.select_for_update())
    count = rewrite_paths(asset, old)
    inside = Asset.objects.filter(parent_id=asset.pk)
    indexing.index(inside.values_list("pk", flat=True))
    return Done(count)


def catch_up(*, asset_id: UUID, by: User) -> None:
    """Let what lies in an asset follow a new name that waits for its job.

    For scans, which know assets by their paths: they would find nothing, and add it all again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_BEHIND, [asset_id])
        former = [row[0] for row in cursor.fetchall()]
    for old in former:
        follow(asset=Asset.objects.get(pk=asset_id), old=old, by=by)


def rewrite_paths(root: Asset, old: str) -> int:
    """Let the paths of everything in an asset begin with its own, which was `old` before."""
    if root.fqn == old:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE governance_asset SET fqn = %s || substr(fqn, %s) "
            "WHERE id = ANY(%s) AND id <> %s AND fqn ^@ %s",
            [root.fqn, len(old) + 1, queries.below(root.pk), root.pk, f"{old}."],
        )
        return cursor.rowcount


def _index_above(asset: Asset) -> None:
    """A table is found by the names of its columns."""
    if asset.kind == Asset.Kind.COLUMN and asset.parent_id is not None:
        indexing.index([asset.parent_id])
