"""Assets, limited to what the asker may see."""

from django.db.models import QuerySet

from core.access import queries as access
from core.people.models import User
from governance.catalog.models import Asset

RELATIONS = (
    Asset.Kind.TABLE,
    Asset.Kind.VIEW,
    Asset.Kind.MATERIALIZED_VIEW,
    Asset.Kind.FOREIGN_TABLE,
    Asset.Kind.PARTITIONED_TABLE,
    Asset.Kind.FILE,
)
# What no scan finds: it lies in a domain, and in no source.
BY_HAND = (
    Asset.Kind.DASHBOARD,
    Asset.Kind.JOB,
    Asset.Kind.MODEL,
    Asset.Kind.TOPIC,
    Asset.Kind.REPORT,
    Asset.Kind.API,
)
THINGS = tuple(kind for kind in Asset.Kind if kind != Asset.Kind.COLUMN)
COUNT_LIMIT = 10_000

# The search columns are for the database alone: they are as long as the text that they index.
_ROW = Asset.objects.defer("search", "also", "fingerprint", "labels")


def visible(user: User) -> QuerySet[Asset]:
    """Every asset one sees with `catalog.view`, retired ones included."""
    return access.limit(_ROW.all(), user, "catalog.view")


def with_size(user: User) -> QuerySet[Asset]:
    """The same with what the source estimates of their size."""
    return visible(user).select_related("size")


def active(user: User) -> QuerySet[Asset]:
    """What is there now and one sees."""
    return visible(user).filter(state=Asset.State.ACTIVE)


def lineup(asset: Asset, user: User) -> list[Asset]:
    """The path from the source down to the asset's parent, as far as one sees it."""
    above: list[Asset] = []
    parent_id = asset.parent_id
    while parent_id is not None:
        parent = visible(user).filter(pk=parent_id).first()
        if parent is None:
            break
        above.append(parent)
        parent_id = parent.parent_id
    return above[::-1]


def children(asset: Asset, user: User) -> QuerySet[Asset]:
    """What lies directly in an asset, in the source's own order."""
    return active(user).filter(parent_id=asset.pk).order_by("ordinal", "name_norm", "id")
