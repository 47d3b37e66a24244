"""The catalogue, limited to what the asker may see."""

from uuid import UUID

from django.db.models import Count, QuerySet

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
COUNT_LIMIT = 10_000

# The search column is for the database alone: it is as long as the text that it indexes.
_ROW = Asset.objects.defer("search", "fingerprint", "labels")


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


def counted(assets: QuerySet[Asset]) -> tuple[int, bool]:
    """(number, whether it is exact): counting stops above 10,000."""
    found = assets.order_by()[: COUNT_LIMIT + 1].count()
    return min(found, COUNT_LIMIT), found <= COUNT_LIMIT


def facets(assets: QuerySet[Asset]) -> dict[tuple[int, UUID], int]:
    """How many of these there are of each (kind, source)."""
    rows = assets.order_by().values_list("kind", "source_id").annotate(n=Count("id"))
    return {(kind, source_id): n for kind, source_id, n in rows}
