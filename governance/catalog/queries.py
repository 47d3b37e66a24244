"""The catalogue, limited to what the asker may see."""

from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from core.access import queries as access
from core.access.models import UNSORTED_ID, Container, DomainClosure
from core.people.models import User
from core.refusals import Invalid
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


def below(asset_id: UUID) -> list[UUID]:
    """An asset and everything in it, retired ones included; for verbs, which check the rights."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE tree AS (
              SELECT id FROM governance_asset WHERE id = %s
              UNION SELECT c.id FROM governance_asset c JOIN tree ON c.parent_id = tree.id)
            SELECT id FROM tree
            """,
            [asset_id],
        )
        return [row[0] for row in cursor.fetchall()]


def domain(id: UUID | None, user: User, right: str) -> Container:
    """A domain by id, or the one of what is not sorted yet. Raises Invalid; one that the user
    neither sees nor may use is unknown to them."""
    found = Container.objects.filter(pk=id or UNSORTED_ID, kind=Container.Kind.DOMAIN).first()
    known = id is None or any(access.can(user, r, found) for r in ("catalog.view", right))
    if found is None or not known:
        raise Invalid("unknown_domain", "domain", id=str(id))
    return found


def domain_path(id: UUID) -> list[str]:
    """The names of a domain and those above it, the topmost first."""
    above = DomainClosure.objects.filter(descendant_id=id).order_by("-depth")
    return list(above.values_list("ancestor__name", flat=True))


def children(asset: Asset, user: User) -> QuerySet[Asset]:
    """What lies directly in an asset, in the source's own order."""
    return active(user).filter(parent_id=asset.pk).order_by("ordinal", "name_norm", "id")


def counted(assets: QuerySet[Asset]) -> tuple[int, bool]:
    """(number, whether it is exact): counting stops above 10,000."""
    found = assets.order_by()[: COUNT_LIMIT + 1].count()
    return min(found, COUNT_LIMIT), found <= COUNT_LIMIT


def facets(assets: QuerySet[Asset]) -> dict[tuple[int, UUID | None], int]:
    """How many of these there are of each (kind, source)."""
    rows = assets.order_by().values_list("kind", "source_id").annotate(n=Count("id"))
    return {(kind, source_id): n for kind, source_id, n in rows}
