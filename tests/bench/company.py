"""The catalogue of a large company, made set-based: one COPY, one INSERT.

60 sources whose sizes follow Zipf's law, tables of 110 columns, names of made-up words that follow
it too, a tree of a thousand domains, a third of the tables in another domain than their schema.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count

from core.access import actions as access
from core.access.models import Container, DomainClosure, Role, Scope
from core.ids import uuid7
from core.people import queries as people
from core.people.models import User
from governance.catalog import actions as catalog
from governance.catalog.models import Asset
from governance.catalog.rules import naming
from governance.search import actions as chores

SOURCES, COLUMNS, VOCABULARY, DOMAINS = 60, 110, 21_000, 1_000
CONSONANTS, VOWELS = "bdklmnprstvz", "aeiou"
WEIGHTS = list(accumulate(1 / (rank + 8) for rank in range(VOCABULARY)))
SHARES = {"all": 1.0, "tenth": 0.1, "thousandth": 0.001}


class Row(NamedTuple):
    """One asset on its way into the catalogue."""

    id: UUID
    parent_id: UUID | None
    kind: int
    scope_id: int
    domain_id: UUID
    source_id: UUID
    ordinal: int
    name: str
    name_norm: str
    fqn: str
    description: str | None
    own: str
    around: str
    inside: str


_HEAP = """
CREATE TEMP TABLE heap (id uuid, parent_id uuid, kind int, scope_id int, domain_id uuid,
  source_id uuid, ordinal int, name text, name_norm text, fqn text, description text,
  own text, around text, inside text)
"""
_FILL = f"""
INSERT INTO governance_asset (id, parent_id, kind, state, scope_id, domain_id, source_id, revision,
  ordinal, created_at, updated_at, name, name_norm, fqn, description, labels, details, search)
SELECT id, parent_id, kind, 1, scope_id, domain_id, source_id, 1, ordinal, now(),
  now() - random() * interval '300 days', name, name_norm, fqn, description, '{{}}',
  CASE WHEN kind = 8 THEN '{{"type": "text", "nullable": true}}'::jsonb ELSE '{{}}' END,
  {catalog.VECTOR.format(a="own", b="around", c="coalesce(description, '')", d="inside")}
FROM heap
"""


@dataclass
class Company:
    """What was made, and what measurements ask for; filled by `make`."""

    chance: random.Random = field(default_factory=lambda: random.Random(7))
    users: dict[str, User] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    tables: list[tuple[str, str]] = field(default_factory=list)  # schema, name
    columns: list[tuple[str, str]] = field(default_factory=list)  # table, name
    scopes: dict[tuple[UUID, UUID], int] = field(default_factory=dict)
    domains: list[UUID] = field(default_factory=list)

    def pick(self, count: int) -> list[str]:
        """Words, the first ones of the vocabulary most often."""
        return self.chance.choices(self.words, cum_weights=WEIGHTS, k=count)

    def name(self, *lengths: int) -> str:
        """A name of one of so many words; the longest ones are in camel case."""
        words = self.pick(self.chance.choice(lengths))
        return words[0] + "".join(map(str.title, words[1:])) if len(words) == 4 else "_".join(words)

    def scope(self, domain: UUID, source: UUID) -> int:
        """The scope of a (domain, source) pair; its row is written at the end."""
        return self.scopes.setdefault((domain, source), len(self.scopes) + 1_000_000)


def make(assets: int) -> Company:
    """Fill an empty catalogue with about so many assets, and let three users see shares of it."""
    company = Company()
    _invent_words(company)
    _make_domains(company)
    sources = _make_sources(company)
    with connection.cursor() as cursor:
        cursor.execute(_HEAP)
        with cursor.copy(f"COPY heap ({', '.join(Row._fields)}) FROM STDIN") as copy:
            for row in _rows(company, sources, assets):
                copy.write_row(row)
        cursor.execute(_FILL)
        cursor.execute("DROP TABLE heap")
    Scope.objects.bulk_create(
        Scope(id=id, domain_id=domain, source_id=source)
        for (domain, source), id in company.scopes.items()
    )
    chores.weigh_words()
    chores.fold()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    _let_in(company)
    return company


def _invent_words(company: Company) -> None:
    syllables = [a + b for a in CONSONANTS for b in VOWELS]
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        made["".join(company.chance.choices(syllables, k=company.chance.choice((2, 3, 3, 4))))] = (
            None
        )
    company.words = list(made)


def _make_domains(company: Company) -> None:
    made: list[Container] = []
    closure: list[DomainClosure] = []
    above: dict[UUID, list[UUID]] = {}
    for number in range(DOMAINS):
        parent = made[company.chance.randrange(number)].pk if number > 20 else None
        one = Container(kind="domain", name=f"domain {number}", parent_id=parent)
        made.append(one)
        above[one.pk] = [one.pk, *(above[parent] if parent else ())]
        for depth, ancestor in enumerate(above[one.pk]):
            closure.append(DomainClosure(ancestor_id=ancestor, descendant=one, depth=depth))
    Container.objects.bulk_create(made)
    DomainClosure.objects.bulk_create(closure)
    company.domains = [one.pk for one in made]


def _make_sources(company: Company) -> list[Container]:
    return Container.objects.bulk_create(
        Container(id=uuid7(), kind="source", name=f"{word}_{number}", parent_id=home)
        for number, (word, home) in enumerate(
            zip(
                company.pick(SOURCES),
                company.chance.choices(company.domains, k=SOURCES),
                strict=True,
            )
        )
    )


@dataclass(frozen=True)
class Place:
    """Where something lies."""

    source: UUID
    domain: UUID
    parent: UUID | None
    path: str
    around: str = ""


def _row(
    company: Company, place: Place, kind: int, name: str, *, ordinal: int = 0, inside: str = "",
    said: str | None = None, mark: str = "",
) -> Row:  # fmt: skip
    """An asset at a place; `mark` makes its path differ where names repeat."""
    path = f"{place.path}.{name}{mark}".lstrip(".")
    scope = company.scope(place.domain, place.source)
    return Row(
        uuid7(), place.parent, kind, scope, place.domain, place.source, ordinal, name,
        naming.normalised(name), path, said, naming.searchable(name), place.around, inside,
    )  # fmt: skip


def _rows(company: Company, sources: list[Container], assets: int) -> Iterator[Row]:
    """Sources, their schemas, tables and columns; thirty tables a schema."""
    shares = [1 / (rank + 1) for rank in range(len(sources))]
    for source, share in zip(sources, shares, strict=True):
        assert source.parent_id is not None
        home = Place(source.pk, source.parent_id, None, "")
        yield _row(company, home, 1, source.name)._replace(id=source.pk)
        tables = max(1, round(assets / (COLUMNS + 1) * share / sum(shares)))
        for number in range(0, tables, 30):
            domain = company.chance.choice(company.domains)
            around = naming.searchable(source.name)
            place = Place(source.pk, domain, source.pk, source.name, around)
            schema = _row(company, place, 2, f"{company.pick(1)[0]}_{number // 30}")
            yield schema
            for mark in range(number, min(number + 30, tables)):
                yield from _table(company, schema, mark)


def _table(company: Company, schema: Row, mark: int) -> Iterator[Row]:
    chance = company.chance
    domain = chance.choice(company.domains) if chance.random() < 0.3 else schema.domain_id
    name = company.name(1, 2, 2, 3, 4) + (str(mark) if chance.random() < 0.5 else "")
    names = ["id", *(company.name(1, 2, 2, 3) for _ in range(COLUMNS - 1))]
    place = Place(schema.source_id, domain, schema.id, schema.fqn, naming.searchable(schema.name))
    said = " ".join(company.pick(6))
    inside = " ".join(map(naming.searchable, names))
    table = _row(company, place, 3, name, inside=inside, said=said, mark=f"~{mark}")
    yield table
    company.tables.append((schema.name, name))
    company.columns.append((name, names[1]))
    within = Place(schema.source_id, domain, table.id, table.fqn, table.own)
    for ordinal, column in enumerate(names):
        said = " ".join(company.pick(5)) if chance.random() < 0.3 else None
        yield _row(company, within, 8, column, ordinal=ordinal, said=said, mark=f"~{ordinal}")


def _let_in(company: Company) -> None:
    by, viewer = people.system(), Role.objects.get(slug="viewer")
    for name, share in SHARES.items():
        user = access.add_person(username=name, by=by)
        containers = (
            [None] if share == 1 else Container.objects.filter(pk__in=_share(company, share))
        )
        for container in containers:
            access.bind(user=user, role=viewer, container=container, by=by)
        company.users[name] = User.objects.get(pk=user.pk)


def _share(company: Company, share: float) -> list[UUID]:
    """Domains without others below, which hold about this share of the assets together."""
    held = dict(Asset.objects.order_by().values_list("domain_id").annotate(n=Count("id")))
    parents = set(Container.objects.exclude(parent=None).values_list("parent_id", flat=True))
    leaves = [domain for domain in company.domains if domain in held and domain not in parents]
    company.chance.shuffle(leaves)
    wanted, chosen = share * sum(held.values()), []
    for leaf in leaves:
        if held[leaf] <= wanted:
            chosen.append(leaf)
            wanted -= held[leaf]
    return chosen
