"""What lineage says: edges between columns, the uses beside them, and a verdict a statement.

Codes and parameters only; doors render the sentences. An edge never claims more than was found:
what could not be followed is a reason of the statement's verdict, never a column left out.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["parsed", "partial", "failed"]
Kind = Literal["identity", "expression", "aggregate"]
Role = Literal["value", "filter", "join", "group", "order"]

VERSION = 1  # part of the cache key: raise it when the same text would be answered differently

REASON_PARAMS: Mapping[str, tuple[str, ...]] = {
    "unreadable": ("detail",),  # the parser does not understand it
    "too_large": ("limit",),
    "too_deep": (),  # nested beyond what is followed
    "too_slow": ("seconds",),
    "unfollowed": ("detail",),  # read, but following it went wrong
    "unsupported": ("statement",),  # read, but nothing follows what it does
    "unknown_columns": ("table",),  # a * over a relation whose columns nobody knows
    "unknown_column": ("column",),  # named, but in none of the relations it may come from
    "ambiguous_column": ("column",),  # may come from several relations; its edge has no table
    "ambiguous_table": ("table",),  # several schemas have one
    "unknown_target": ("table",),  # columns are written by position into a table nobody knows
    "column_count": ("table",),  # as many values as columns were expected, and are not
    "circular": ("table",),  # it reads what is defined by itself
}
FAILURES = frozenset({"unreadable", "too_large", "too_deep", "too_slow", "unfollowed"})


@dataclass(frozen=True, slots=True, order=True)
class Column:
    """`table` is "" where several relations might have it; `name` is "*" where nobody knows which
    columns there are."""

    table: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A value of `target` is made of values of `source`: unchanged, computed, or of many rows.

    The target of a query that writes nowhere has no table: it is the result.
    """

    source: Column
    target: Column
    kind: Kind


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A column that a statement reads, and what for; "value" also where it ends in no target."""

    column: Column
    role: Role


@dataclass(frozen=True, slots=True)
class Reason:
    code: str  # one of REASON_PARAMS
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one statement does. `columns` are those of a query that writes nowhere, or of the
    target; None where they are not all known."""

    ordinal: int
    action: str  # view, table, insert, update, merge, delete, copy, move, query, other
    reasons: tuple[Reason, ...] = ()
    targets: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    edges: tuple[Edge, ...] = ()
    uses: tuple[Use, ...] = ()
    columns: tuple[str, ...] | None = None

    @property
    def state(self) -> State:
        if any(reason.code in FAILURES for reason in self.reasons):
            return "failed"
        return "partial" if self.reasons else "parsed"

    @property
    def table_edges(self) -> tuple[tuple[str, str], ...]:
        """Every table that is read to every table that is written."""
        return tuple((source, target) for target in self.targets for source in self.sources)


@dataclass(frozen=True, slots=True)
class Checked:
    """Edges beside what the database itself knows a relation to read."""

    verified: tuple[Edge, ...]
    unverified: tuple[Edge, ...]
    missing: tuple[tuple[str, Column], ...]  # relation, a column it reads that no finding names


def coverage(findings: Iterable[Finding]) -> dict[str, int]:
    """How many statements ended in which state."""
    counts = Counter(finding.state for finding in findings)
    return {state: counts[state] for state in ("parsed", "partial", "failed")}


def cache_key(text: str, dialect: str, upstream: Mapping[str, Iterable[str]]) -> str:
    """Equal keys have equal findings: the text, its dialect and the columns of what it reads."""
    known = sorted((table, list(columns)) for table, columns in upstream.items())
    said = json.dumps([VERSION, dialect, text, known], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def checked(findings: Iterable[Finding], known: Iterable[tuple[str, str, str]]) -> Checked:
    """Compare with `known`: (relation, table it reads, column it reads), as the database says.

    Only relations that the database speaks of are compared; names are spelled alike in both.
    """
    facts = {(relation, Column(table, name)) for relation, table, name in known}
    spoken = {relation for relation, _ in facts}
    verified: list[Edge] = []
    unverified: list[Edge] = []
    seen: set[tuple[str, Column]] = set()
    for finding in findings:
        seen |= {(target, use.column) for target in finding.targets for use in finding.uses}
        for edge in finding.edges:
            if edge.target.table in spoken:
                found = (edge.target.table, edge.source) in facts
                (verified if found else unverified).append(edge)
    return Checked(tuple(verified), tuple(unverified), tuple(sorted(facts - seen)))
