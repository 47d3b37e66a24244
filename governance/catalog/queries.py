"""The catalogue, limited to what the asker may see."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Sum, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from core.access import queries as access
from core.access.models import UNSORTED_ID, Container, DomainClosure
from core.changes import queries as changes
from core.changes.models import Change
from core.events.models import Event
from core.people.models import User
from core.refusals import Invalid
from core.timeline import queries as heard
from governance.catalog.models import Asset, AssetCount, Fact, Precedence, Retired, RetireGroup
from governance.catalog.rules import facts as rules
from governance.catalog.rules import naming, wording

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
KIND, FACT = "governance.asset", "governance.fact"
COUNT_EVENTS = 100  # events that are shown between two pages of changes
LONGEST_REVISION = 9  # digits

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


class Tally(NamedTuple):
    """How many assets there are of a kind and state in one (domain, source) pair."""

    kind: int
    state: int
    scope_id: int
    source_id: UUID
    domain_id: UUID
    n: int


def tallies(user: User) -> list[Tally]:
    """Of everything that one sees, from the counts that are kept: exact, whatever there is."""
    counts = access.limit(AssetCount.objects.all(), user, "catalog.view")
    of_each = ("kind", "state", "scope_id", "scope__source_id", "scope__domain_id")
    rows = counts.order_by().values_list(*of_each).annotate(n=Sum("n")).exclude(n=0)
    return [Tally(*row) for row in rows]


_PLACES = ("kind", "state", "scope_id", "source_id", "domain_id")
_TALLIED = f"SELECT {', '.join(_PLACES)}, count(*) FROM ({{hits}}) hit GROUP BY 1, 2, 3, 4, 5"


def tallied(assets: QuerySet[Asset]) -> tuple[list[Tally], bool]:
    """(of these assets, whether it is exact): counted one by one, the first 10,000 of them."""
    hits = assets.order_by().values(*_PLACES)[: COUNT_LIMIT + 1]
    rows = [Tally(*row) for row in over(_TALLIED, hits=hits)]
    return rows, sum(row.n for row in rows) <= COUNT_LIMIT


def hit_tallies(fitting: QuerySet[Asset]) -> tuple[list[Tally], list[int]]:
    """(of what fits some words, the kinds whose counting stopped): things and columns apart, or
    the columns would hide everything else."""
    things, all_things = tallied(fitting.filter(kind__in=THINGS))
    columns, all_columns = tallied(fitting.filter(kind=Asset.Kind.COLUMN))
    stopped = [*(() if all_things else THINGS), *(() if all_columns else (Asset.Kind.COLUMN,))]
    return [*things, *columns], stopped


def over(sql: str, *params: Any, hits: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement over a queryset, which stands in it as `{hits}`, before `params`."""
    try:
        inner, values = hits.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{hits}", inner), [*values, *params])
        return cursor.fetchall()


def fitting(assets: QuerySet[Asset], text: str) -> QuerySet[Asset]:
    """Those in which every word of a text begins one of theirs.

    Sort them behind a `fence`: an index that happens to have the right order would be read to its
    end for a rare word.
    """
    words = naming.words(text)[: wording.MOST_WORDS]
    asked = wording.tsquery([[f"{word}:*"] for word in words])
    query = SearchQuery(asked, config="simple", search_type="raw")
    return (assets.filter(search=query) if words else assets.none()).annotate(
        by_name=Concat("name_norm", Value("", TextField())),
        by_time=ExpressionWrapper(F("updated_at") + timedelta(0), DateTimeField()),
    )


def fence(order: Iterable[str]) -> list[str]:
    """The same order of assets that `fitting` gave, but so that no index offers it."""
    return [name.replace("name_norm", "by_name").replace("updated_at", "by_time") for name in order]


def drifts() -> list[tuple[int, int, int, int, int]]:
    """(scope, kind, state, counted, kept) wherever the kept counts are not true: never, we hope."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFTS)
        return cursor.fetchall()


DRIFTS = """
SELECT scope_id, kind, state, coalesce(c.n, 0) AS counted, coalesce(k.n, 0) AS kept
FROM (SELECT scope_id, kind, state, count(*) AS n FROM governance_asset GROUP BY 1, 2, 3) c
FULL JOIN (SELECT scope_id, kind, state, sum(n) AS n FROM governance_assetcount
           GROUP BY 1, 2, 3 HAVING sum(n) <> 0) k USING (scope_id, kind, state)
WHERE c.n IS DISTINCT FROM k.n ORDER BY 1, 2, 3
"""


def retirements(user: User) -> QuerySet[RetireGroup]:
    """What was retired together, of assets that one sees."""
    groups = RetireGroup.objects.select_related("asset")
    return access.limit(groups, user, "catalog.view", "asset__scope_id")


def retirement_of(asset: Asset, user: User) -> RetireGroup | None:
    """The group with which a retired asset went, when it can be restored."""
    if asset.state != Asset.State.RETIRED:
        return None
    last = Retired.objects.filter(asset_id=asset.pk).order_by("-id").values("group_id")[:1]
    return retirements(user).filter(pk__in=last, restored_at=None).first()


class Told(NamedTuple):
    """What one origin says of a field; `counts` when it is the word that counts."""

    field: str
    origin: str
    value: Any
    counts: bool
    note: str = ""
    by: str | None = None
    at: datetime | None = None


def facts(asset: Asset) -> list[Told]:
    """What every origin says of an asset, the source's word among them, by field and rank."""
    order = dict(Precedence.objects.values_list("field", "origins"))
    said = {(fact.field, fact.origin): fact for fact in asset.facts.filter(value__isnull=False)}
    source: dict[str, Any] = {
        Fact.Field.DESCRIPTION: asset.description,
        Fact.Field.DISPLAY_NAME: asset.name,
    }
    told = []
    for field in Fact.Field.values:
        origins = order[field]
        values = {origin: said[field, origin].value for f, origin in said if f == field}
        values[rules.SCAN] = source.get(field)
        best = rules.winner(values, origins)
        for origin in sorted(values, key=lambda one: origins.index(one) if one in origins else 99):
            fact = said.get((field, origin))
            more = (fact.note, fact.by_label, fact.at) if fact else ("", None, None)
            if values[origin] is not None:
                told.append(Told(field, origin, values[origin], origin == best, *more))
    return told


class Then(NamedTuple):
    """An asset at a moment: its state (None before it existed), and what lay in it by id."""

    state: dict[str, Any] | None
    contents: list[tuple[UUID, dict[str, Any]]]
    more: bool


def as_of(asset: Asset, at: datetime, user: User) -> Then:
    """An asset as it was, with what lay directly in it and was in use, as far as one sees it now.

    What has moved elsewhere since is not shown; what was retired since is.
    """
    inside = visible(user).filter(parent_id=asset.pk).order_by("ordinal", "name_norm", "id")
    ids = list(inside.values_list("pk", flat=True)[: COUNT_LIMIT + 1])
    shown = ids[:COUNT_LIMIT]
    states = changes.as_of(kind=KIND, object_ids=[asset.pk, *shown], at=at)
    contents = [
        (id, state)
        for id in shown
        if (state := states.get(id))
        and state["state"] == Asset.State.ACTIVE
        and state.get("parent_id") == str(asset.pk)
    ]
    return Then(states.get(asset.pk), contents, len(ids) > COUNT_LIMIT)


def moment_of(asset: Asset, revision: str) -> datetime | None:
    """When an asset got this revision."""
    if len(revision) > LONGEST_REVISION:
        return None
    found = changes.of(asset.pk, KIND).filter(revision=int(revision))
    return found.values_list("at", flat=True).first()


def differences(
    asset: Asset, start: datetime | None, end: datetime | None, user: User
) -> list[changes.Difference]:
    """What an asset and what one sees directly in it differ by; the asset itself comes first."""
    inside = visible(user).filter(parent_id=asset.pk).order_by("ordinal", "name_norm", "id")
    ids = [asset.pk, *inside.values_list("pk", flat=True)[:COUNT_LIMIT]]
    found = {one.object_id: one for one in between(ids, start, end)}
    return [found[id] for id in ids if id in found]


def between(
    ids: Collection[UUID], start: datetime | None, end: datetime | None
) -> list[changes.Difference]:
    """What these assets differ by between two moments, in either order; None is now."""
    now = timezone.now()
    first, last = sorted((start or now, end or now))
    return changes.between(kind=KIND, start=first, end=last, object_ids=ids, limit=len(ids))


def changed_in(
    user: User, source_id: UUID, start: datetime, end: datetime | None
) -> QuerySet[Asset]:
    """The assets of a source, as far as one sees them, that changed between two moments."""
    within = Change.objects.filter(
        source_id=source_id, object_kind=KIND, at__gt=start, at__lte=end or timezone.now()
    )
    seen = visible(user).filter(source_id=source_id)
    return seen.filter(pk__in=within.order_by().values("object_id"))


def paths(user: User, ids: Collection[UUID]) -> dict[UUID, str]:
    """The paths of those that one sees."""
    return dict(visible(user).filter(pk__in=list(ids)).values_list("pk", "fqn"))


def in_timeline(asset: Asset, user: User) -> dict[UUID, str]:
    """What belongs into an asset's timeline, by name: itself and, of a table, its columns."""
    below = (
        visible(user).filter(parent_id=asset.pk)
        if asset.kind in RELATIONS
        else Asset.objects.none()
    )
    return {asset.pk: asset.name, **dict(below.values_list("pk", "name"))}


def timeline(
    asset: Asset, ids: Collection[UUID], *, verbs: Sequence[str] = (), fields: Sequence[str] = ()
) -> QuerySet[Change]:
    """The changes of these, and of what was said of the asset; of some verbs or fields only."""
    said = asset.facts.values_list("pk", flat=True)
    found = changes.of([*ids, *said]).filter(object_kind__in=(KIND, FACT))
    found = found.filter(verb__in=verbs) if verbs else found
    return found.filter(diff__has_any_keys=list(fields)) if fields else found


def versions(asset: Asset, user: User) -> QuerySet[Change]:
    """One change of each moment at which an asset or something directly in it changed."""
    inside = visible(user).filter(parent_id=asset.pk).values_list("pk", flat=True)
    found = changes.of([asset.pk, *inside[:COUNT_LIMIT]], KIND)
    return found.order_by("-at", "-id").distinct("at")


def events_of(
    asset: Asset, user: User, older: datetime | None, newer: datetime | None
) -> list[Event]:
    """What happened to an asset besides its own changes, between two moments, newest first."""
    found = heard.visible(user).filter(about_id=asset.pk).exclude(name__startswith=f"{KIND}.")
    found = found.filter(at__gte=older) if older else found
    found = found.filter(at__lt=newer) if newer else found
    return list(found.order_by("-at", "-id")[:COUNT_EVENTS])
