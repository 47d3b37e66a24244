"""Finding assets, best first: exact name, dotted path, how it begins, words, typing errors.

Every step reads a bounded number of rows, whatever is asked: ranking stops at the first 2,000
matches, and a word that is nearly everywhere is looked for by name only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, F, Func, QuerySet

from core.access import queries as access
from core.people.models import User
from governance.catalog import queries as catalog
from governance.catalog.models import Asset
from governance.catalog.rules import naming
from governance.search import rules
from governance.search.queries import explaining, repairing
from governance.search.queries.explaining import Hit
from governance.search.queries.repairing import Meaning

RANKED = 2_000
COMMON = 150_000  # assets that hold a word, above which reading the index alone takes too long


@dataclass(frozen=True)
class Found:
    """The answer to a query; `repaired` names what was searched for instead of a misspelt word."""

    hits: list[Hit]
    repaired: dict[str, list[str]]
    more: bool


@dataclass(frozen=True)
class Narrowed:
    """A search within these kinds, sources and scopes only; empty means all."""

    kinds: tuple[int, ...] = ()
    sources: tuple[UUID, ...] = ()
    scopes: tuple[int, ...] = ()

    def within(self, assets: QuerySet[Asset]) -> QuerySet[Asset]:
        """These assets, narrowed."""
        said = {"kind": self.kinds, "source_id": self.sources, "scope_id": self.scopes}
        return assets.filter(**{f"{name}__in": some for name, some in said.items() if some})


ANYWHERE = Narrowed()
Ids = Iterable[UUID]


def search(user: User, text: str, *, limit: int = 20, narrowed: Narrowed = ANYWHERE) -> Found:
    """What the user sees that fits the text, best first."""
    query = rules.understand(text)
    if not query.normalised or not access.anywhere(user, "catalog.view"):
        return Found([], {}, False)
    seen = narrowed.within(catalog.active(user))
    ids = dict.fromkeys(_by_name(seen, query, limit + 1))
    meaning = repairing.understood(query.words)
    if len(ids) <= limit and query.words:
        ids |= dict.fromkeys(_by_words(seen, meaning, limit + 1))
    if not ids and query.words:
        everything = access.visible(user, "catalog.view").everything
        meaning = repairing.repaired(query.words, seen, everything)
        if meaning.repaired:
            meant = rules.understand(" ".join(group[0] for group in meaning.ways[0]))
            ids = dict.fromkeys(_by_name(seen, meant, limit + 1))
        if meaning.repaired or len(meaning.ways) > 1:
            ids |= dict.fromkeys(_by_words(seen, meaning, limit + 1))
    if not ids and query.path:  # a step of the path may be misspelt, or the source named in part
        return search(user, naming.dotted(*query.path[1:]), limit=limit, narrowed=narrowed)
    rows = catalog.with_size(user).in_bulk(list(ids)[:limit])
    best = [rows[id] for id in list(ids)[:limit] if id in rows]
    repaired = meaning.repaired if best else {}
    hits = explaining.hits(catalog.active(user), best, meaning)
    return Found(hits, repaired, len(ids) > limit)


def matching(user: User, text: str) -> QuerySet[Asset]:
    """Everything the user sees that fits the text, unranked: for counts and facets."""
    query, seen = rules.understand(text), catalog.active(user)
    if not query.words:
        return seen.filter(name_norm=query.normalised) if query.normalised else seen.none()
    meaning = repairing.understood(query.words)
    found = _holding(seen, meaning).order_by()  # by name, an index would be read for 2,000 of them
    if meaning.commonness or found.exists():
        return found
    everything = access.visible(user, "catalog.view").everything
    return _holding(seen, repairing.repaired(query.words, seen, everything))


def _by_name(seen: QuerySet[Asset], query: rules.Query, limit: int) -> Iterator[UUID]:
    """Assets of exactly this name, of this path, and things that begin so."""
    things = seen.filter(kind__in=catalog.THINGS)
    columns = seen.filter(kind=Asset.Kind.COLUMN)
    exactly = {"name_norm": query.normalised}
    yield from _sorted(things.filter(**exactly), limit)
    # A column's name may stand in every table: it leaves room for what comes after it.
    yield from _sorted(columns.filter(**exactly), limit // 2)
    if query.path:
        yield from _sorted(seen.filter(**_path(query.path, "name_norm")), limit)
        yield from _sorted(seen.filter(**_path(query.path, "name_norm__startswith")), limit)
    yield from _sorted(things.filter(name_norm__startswith=query.normalised), limit)


def _path(path: tuple[str, ...], last: str) -> dict[str, str]:
    """The filter of an asset by its last names, the very last one as `last` says."""
    names = [naming.normalised(part) for part in reversed(path)][:4]
    above = {"__".join(["parent"] * n + ["name_norm"]): name for n, name in enumerate(names)}
    return {last: names[0], **dict(list(above.items())[1:])}


_SORTED = """
SELECT id FROM ({hits}) hit ORDER BY kind = 8, length(name_norm), name_norm, kind, fqn, id LIMIT %s
"""


def _sorted(assets: QuerySet[Asset], limit: int) -> Ids:
    """The ids of the first: things before columns, short names before long ones, then by path."""
    inner = assets.order_by("name_norm", "id").values("id", "kind", "name_norm", "fqn")[:RANKED]
    return [id for (id,) in catalog.over(_SORTED, limit, hits=inner)]


def _holding(seen: QuerySet[Asset], meaning: Meaning) -> QuerySet[Asset]:
    return seen.filter(search=_query(meaning.tsquery()))


def _query(text: str) -> SearchQuery:
    return SearchQuery(text, config="simple", search_type="raw")


_RANK = "ts_rank_cd('{{0.05, 0.1, 0.3, 1.0}}', hit.search, to_tsquery('simple', %s))"
_RANKED = f"""
SELECT id FROM ({{hits}}) hit ORDER BY ({_RANK} + {_RANK} / 2)
  * CASE WHEN kind = 8 THEN 1 ELSE 1.5 END DESC, name_norm, fqn, id LIMIT %s
""".replace("{{", "{").replace("}}", "}")


def _by_words(seen: QuerySet[Asset], meaning: Meaning, limit: int) -> Ids:
    """Assets that hold the words, the best of the first 2,000; whole words before beginnings."""
    begun, whole = meaning.tsquery(), meaning.whole()
    found = _holding(seen, meaning).order_by()  # by name, an index would be read for 2,000 of them
    if meaning.commonness > COMMON:  # read the names of things rather than half of the index
        holds: Any = Func(
            F("search"), _query(begun), function="ts_match_vq", output_field=BooleanField()
        )
        things = seen.filter(kind__in=catalog.THINGS)
        found = things.filter(holds).order_by("name_norm", "id")
    inner = found.values("id", "kind", "name_norm", "fqn", "search")[:RANKED]
    return [id for (id,) in catalog.over(_RANKED, whole, begun, limit, hits=inner)]
