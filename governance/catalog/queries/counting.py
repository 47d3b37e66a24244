"""How many assets there are, and those that fit some words."""

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    QuerySet,
    Sum,
)

from core.access import queries as access
from core.people.models import User
from governance.catalog.models import Asset, AssetCount
from governance.catalog.queries.seeing import COUNT_LIMIT, THINGS
from governance.catalog.rules import naming, wording


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

    Sort them behind a fence: the planner takes a rare word for a common one.
    """
    words = naming.words(text)[: wording.MOST_WORDS]
    asked = wording.tsquery([[f"{word}:*"] for word in words])
    query = SearchQuery(asked, config="simple", search_type="raw")
    return assets.filter(search=query) if words else assets.none()


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
