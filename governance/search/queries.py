"""Finding assets: exact name first, then dotted path, then words and prefixes, then typing errors.

Every step is limited to what the asker sees, and ranking to the first matches, so that a word that
is in every second column costs no more than others. Suggestions come from the shared vocabulary
but are only ever shown as results, which are limited again: nothing hidden can be guessed.
"""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet

from core.access import queries as access
from core.people.models import User
from governance.catalog import queries as catalog
from governance.catalog.models import Asset, Word
from governance.catalog.rules import naming
from governance.search import rules

RANKED = 2_000
REPAIRS = 8
SHORTEST_REPAIRED = 3


@dataclass(frozen=True)
class Hit:
    """One thing that was found, and which field matched: name, path, words or repaired."""

    asset: Asset
    matched: str


@dataclass(frozen=True)
class Found:
    """The answer to a query; `repaired` names what was searched for instead of a misspelt word."""

    hits: list[Hit]
    repaired: dict[str, list[str]]
    more: bool


@dataclass(frozen=True)
class Narrowed:
    """A search within these kinds and sources only; empty means all."""

    kinds: tuple[int, ...] = ()
    sources: tuple[UUID, ...] = ()

    def within(self, assets: QuerySet[Asset]) -> QuerySet[Asset]:
        """These assets, narrowed."""
        if self.kinds:
            assets = assets.filter(kind__in=self.kinds)
        return assets.filter(source_id__in=self.sources) if self.sources else assets

    def sql(self) -> str:
        """The same as SQL over typed values, put in as literals (see `access.visible`)."""
        kinds = f" AND kind = ANY('{{{','.join(map(str, self.kinds))}}}')" if self.kinds else ""
        sources = ",".join(map(str, self.sources))
        return kinds + (f" AND source_id = ANY('{{{sources}}}')" if sources else "")


ANYWHERE = Narrowed()


def search(user: User, text: str, *, limit: int = 20, narrowed: Narrowed = ANYWHERE) -> Found:
    """What the user sees that fits the text, best first."""
    query = rules.understand(text)
    if not query.normalised:
        return Found([], {}, False)
    seen = narrowed.within(catalog.active(user)).select_related("size")
    hits: dict[object, Hit] = {}
    for asset in _by_name(seen, query)[: limit + 1]:
        hits.setdefault(asset.pk, Hit(asset, "name"))
    for asset in _by_path(seen, query)[: limit + 1] if query.path else ():
        hits.setdefault(asset.pk, Hit(asset, "path"))
    repaired: dict[str, list[str]] = {}
    if len(hits) <= limit and query.words:
        repaired = _repair(user, query.words)
        groups = [repaired.get(word, [word]) for word in query.words]
        matched = "repaired" if repaired else "words"
        for asset in _by_words(user, groups, narrowed, limit + 1):
            hits.setdefault(asset.pk, Hit(asset, matched))
    best = list(hits.values())
    return Found(best[:limit], repaired, len(best) > limit)


def matching(user: User, text: str) -> QuerySet[Asset]:
    """Everything the user sees that fits the text, unranked: for counts and facets."""
    query = rules.understand(text)
    if not query.normalised:
        return catalog.active(user).none()
    fits = Q(name_norm=query.normalised)
    if query.words:
        repaired = _repair(user, query.words)
        groups = [repaired.get(word, [word]) for word in query.words]
        begun = rules.tsquery(groups, prefix_last=True)
        fits |= Q(search=SearchQuery(begun, config="simple", search_type="raw"))
    return catalog.active(user).filter(fits)


def _by_name(seen: QuerySet[Asset], query: rules.Query) -> QuerySet[Asset]:
    """Assets of exactly this name; sources and tables before columns."""
    return seen.filter(name_norm=query.normalised).order_by("kind", "fqn", "id")


def _by_path(seen: QuerySet[Asset], query: rules.Query) -> QuerySet[Asset]:
    """Assets whose last names are these: `table.column`, `schema.table`, `source.schema.table`."""
    names = [naming.normalised(part) for part in reversed(query.path)]
    chain = {"__".join(["parent"] * depth + ["name_norm"]): n for depth, n in enumerate(names[:4])}
    return seen.filter(Q(**chain)).order_by("kind", "fqn", "id")


def _repair(user: User, words: tuple[str, ...]) -> dict[str, list[str]]:
    """For each word that nobody knows: the known words one typing error away.

    The last word may still be being typed: it is left alone when known words begin with it.
    """
    known = set(Word.objects.filter(word__in=words).values_list("word", flat=True))
    unknown = [word for word in words if word not in known and len(word) >= SHORTEST_REPAIRED]
    if unknown and unknown[-1] == words[-1] and _begins_a_word(words[-1]):
        unknown.pop()
    candidates = {word: rules.edits(word) for word in unknown}
    every = set().union(*candidates.values()) if candidates else set()
    found = set(Word.objects.filter(word__in=every).values_list("word", flat=True))
    found = _seen_words(user, found) if found else found
    repairs = {word: sorted(found & near)[:REPAIRS] for word, near in candidates.items()}
    return {word: near for word, near in repairs.items() if near}


def _begins_a_word(word: str) -> bool:
    after = word[:-1] + chr(ord(word[-1]) + 1)
    return Word.objects.filter(word__gte=word, word__lt=after).exists()


def _seen_words(user: User, words: set[str]) -> set[str]:
    """Those that stand in something the user sees: a suggestion must not betray a hidden name."""
    condition = _visible_sql(user)
    if condition is None:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w FROM unnest(%s::text[]) w WHERE EXISTS (SELECT 1 FROM governance_asset "
            f"WHERE state = 1 AND search @@ to_tsquery('simple', quote_literal(w)) {condition})",
            [sorted(words)],
        )
        return {row[0] for row in cursor.fetchall()}


def _visible_sql(user: User) -> str | None:
    """The condition of visibility as a literal; None when nothing is seen."""
    visible = access.visible(user, "catalog.view")
    if visible.everything:
        return ""
    if not visible.scopes:
        return None
    return f"AND scope_id = ANY('{{{','.join(map(str, visible.scopes))}}}')"


_RANKED = """
SELECT a.id FROM (
  SELECT id, kind, search, name_norm FROM governance_asset
  WHERE state = 1 AND search @@ to_tsquery('simple', %s) {seen} {narrowed} LIMIT {ranked}
) a ORDER BY (ts_rank_cd('{{0.05, 0.1, 0.3, 1.0}}', a.search, to_tsquery('simple', %s))
   + ts_rank_cd('{{0.05, 0.1, 0.3, 1.0}}', a.search, to_tsquery('simple', %s)) / 2)
   * CASE WHEN a.kind = 8 THEN 1 ELSE 1.5 END DESC, a.name_norm, a.id LIMIT %s
"""


def _by_words(user: User, groups: list[list[str]], narrowed: Narrowed, limit: int) -> list[Asset]:
    seen = _visible_sql(user)
    if seen is None:
        return []
    sql = _RANKED.format(seen=seen, narrowed=narrowed.sql(), ranked=RANKED)
    whole = rules.tsquery(groups, prefix_last=False)
    begun = rules.tsquery(groups, prefix_last=True)
    with connection.cursor() as cursor:
        cursor.execute(sql, [begun, whole, begun, limit])
        ids = [row[0] for row in cursor.fetchall()]
    assets = catalog.with_size(user).in_bulk(ids)
    return [assets[id] for id in ids if id in assets]
