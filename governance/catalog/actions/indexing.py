"""The search documents of assets that people change; scans write theirs while they store.

A document has two halves. One is made of what the source says, and every scan makes it anew. The
other, `also`, holds what people say and what the asset was called before: it is kept in its own
column, so that a scan can append it (`FACTS_VECTOR`) and never loses it.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from governance.catalog.models import Asset
from governance.catalog.queries import RELATIONS
from governance.catalog.rules import naming

# Weights: the asset's own name, what it lies in, what is said of it, what lies in it.
VECTOR = """(setweight(to_tsvector('simple', {a}), 'A')
 || setweight(to_tsvector('simple', {b}), 'B')
 || setweight(to_tsvector('simple', {c}), 'C')
 || setweight(to_tsvector('simple', {d}), 'D'))"""
FACTS_VECTOR = "coalesce({t}.also, ''::tsvector)"
BATCH = 2_000


class _Words(NamedTuple):
    """The words of one asset's document, as text; the last three are the half that people make."""

    id: UUID
    own: str
    around: str
    said: str
    inside: str
    title: str
    former: str
    told: str


_READ = f"""
SELECT t.id, t.name, p.name, t.description, t.title, concat_ws(' ', t.said, t.otherwise),
  (SELECT array_agg(c.name) FROM governance_asset c WHERE t.kind IN ({{kinds}})
     AND c.parent_id = t.id AND c.kind = {Asset.Kind.COLUMN} AND c.state = 1),
  (SELECT array_agg(l.name) FROM governance_alias l WHERE l.asset_id = t.id)
FROM governance_asset t LEFT JOIN governance_asset p ON p.id = t.parent_id WHERE t.id = ANY(%s)
""".format(kinds=", ".join(str(int(kind)) for kind in RELATIONS))
_WRITE = f"""
UPDATE governance_asset t SET also = v.people, search = v.source || v.people FROM (
  SELECT w.id, {VECTOR.format(a="w.own", b="w.around", c="w.said", d="w.inside")} AS source,
    {VECTOR.format(a="w.title", b="w.former", c="w.told", d="''")} AS people
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[]) AS w(id, own, around, said, inside, title, former, told)) v
WHERE t.id = v.id
"""


def index(ids: Collection[UUID]) -> None:
    """Make the search documents of these assets anew, and learn their words."""
    every = list(ids)
    for start in range(0, len(every), BATCH):
        with connection.cursor() as cursor:
            cursor.execute(_READ, [every[start : start + BATCH]])
            rows = list(_words(cursor.fetchall()))
            cursor.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)] or [[]] * 8)
        learn(words={word for row in rows for text in row[1:] for word in text.split()})


def _words(found: Iterable[tuple[Any, ...]]) -> Iterator[_Words]:
    for id, name, parent, description, title, said, inside, former in found:
        yield _Words(
            id,
            naming.cut(naming.searchable(name), naming.MOST_OF_NAME),
            naming.cut(naming.searchable(parent or ""), naming.MOST_OF_NAME),
            naming.spoken(description or ""),
            naming.cut(" ".join(map(naming.searchable, inside or ())), naming.MOST_INSIDE),
            naming.searchable(title or ""),
            naming.cut(" ".join(map(naming.searchable, former or ())), naming.MOST_OF_NAME),
            naming.spoken(said or ""),
        )


def learn(*, words: set[str]) -> None:
    """Add words to the vocabulary that repairs typing errors. Sorted: two scans cannot deadlock."""
    if not words:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO governance_word (word) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
            [sorted(words)],
        )
