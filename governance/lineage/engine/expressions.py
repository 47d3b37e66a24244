"""From a name to the columns it means, and from an expression to the columns it is made of."""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from governance.lineage.engine.names import LATERAL_ALIASES, Index, Name, Names
from governance.lineage.engine.relations import (
    AGGREGATE,
    EXPRESSION,
    IDENTITY,
    Field,
    Relation,
    Scope,
    Sources,
    merge,
)
from governance.lineage.engine.schemas import Schemas
from governance.lineage.rules import Column, Reason, Role, Use

Env = dict[str, Relation]  # the common table expressions in sight

# Wrappers that leave a value what it is.
_TRANSPARENT = (exp.Alias, exp.Paren)
_OF_MANY_ROWS = (exp.AggFunc, exp.Window)


class TooSlow(Exception):
    """The budget of a statement is used up."""


class Expressions(ABC):
    """One statement being read: what it was found to use, and why that may not be all."""

    def __init__(self, names: Names, schemas: Schemas, deadline: float) -> None:
        self.names = names
        self.schemas = schemas
        self.uses: set[Use] = set()
        self.tables: dict[str, None] = {}
        self.windows: dict[str, exp.Expr] = {}
        self._reasons: dict[tuple[str, str], Reason] = {}
        self._deadline = deadline

    @abstractmethod
    def query(self, node: exp.Expr, env: Env, parent: Scope | None) -> Relation:
        """What a query offers."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(self._reasons.values())

    def doubt(self, code: str, **params: Any) -> None:
        """Note a reason, once."""
        self._reasons.setdefault((code, str(params)), Reason(code, params))

    def scope(self, parent: Scope | None) -> Scope:
        return Scope(parent, aliases_count=self.names.slug in LATERAL_ALIASES)

    def hurry(self) -> None:
        if time.monotonic() > self._deadline:
            raise TooSlow

    def sources(self, node: exp.Expr, env: Env, scope: Scope, role: Role = "value") -> Sources:
        """The columns an expression is made of, those of its conditions and windows included.

        count(*) reads no column, so it has none: it shows as an edge between tables alone.
        """
        self.hurry()
        found: Sources = {}
        todo: list[tuple[exp.Expr, int]] = [(node, IDENTITY)]
        while todo:
            one, kind = todo.pop()
            if isinstance(one, exp.Column):
                merge(found, self._column(one, scope, role), kind)
            elif isinstance(one, exp.Query):
                for offered in self.query(one, env, scope).fields:
                    merge(found, offered.sources, max(kind, EXPRESSION))
            else:
                todo.extend((child, _kind(one, kind)) for child in self._children(one))
        self.note(found, role)
        return found

    def note(self, sources: Sources, role: Role) -> None:
        """These columns are read."""
        self.uses |= {Use(column, role) for column in sources}

    def _children(self, node: exp.Expr) -> Iterator[exp.Expr]:
        yield from node.iter_expressions()
        if isinstance(node, exp.Window) and node.alias:
            named = self.windows.get(self.names.of(node.args["alias"]).want)
            if named is not None:
                yield from named.iter_expressions()

    def _column(self, node: exp.Column, scope: Scope, role: Role) -> Sources:
        if isinstance(node.this, exp.Star):
            return self._whole_rows(node, scope)
        qualifier = self._qualifier(node)
        name = self.names.of(node.this)
        found = self.qualified(qualifier, name, scope) if qualifier else self.plain(name, scope)
        if found is None:
            self.doubt("unknown_column", column=node.sql(dialect=self.names.dialect))
            return {}
        self.note(found.sources, role)
        return found.sources

    def _qualifier(self, node: exp.Column) -> tuple[Name, ...]:
        written = (node.args.get(part) for part in ("catalog", "db", "table"))
        return tuple(self.names.of(part) for part in written if part is not None)

    def _whole_rows(self, node: exp.Column, scope: Scope) -> Sources:
        """`t.*` inside an expression: every column, unless the rows are only counted."""
        relation = scope.named(self._qualifier(node))
        if relation is None or isinstance(node.parent, exp.Count):
            return {}
        return self._row(relation)

    def _row(self, relation: Relation) -> Sources:
        found: Sources = dict(relation.args or {})
        for offered in relation.fields:
            merge(found, offered.sources, EXPRESSION)
        merge(found, {Column(table, "*"): EXPRESSION for table in relation.open})
        for table in relation.open:
            self.doubt("unknown_columns", table=table)
        return found

    def qualified(self, qualifier: tuple[Name, ...], name: Name, scope: Scope) -> Field | None:
        """`t.c`, or `c.f` where c is a column of a structured type."""
        relation = scope.named(qualifier)
        if relation is not None:
            return self._in(relation, name)
        structured = self.plain(qualifier[0], scope)
        if structured is None and len(qualifier) > 1:
            structured = self.qualified(qualifier[:1], qualifier[1], scope)
        return _weakened(structured)

    def _in(self, relation: Relation, name: Name) -> Field | None:
        found = relation.find(name)
        return relation.guess(name) if found is None and relation.open else found

    def plain(self, name: Name, scope: Scope) -> Field | None:
        """A column without a qualifier, sought outwards; else a whole row by its table's name."""
        for one in scope.outwards():
            found = self._here(name, one)
            if found is not None:
                return found
        row = scope.named((name,))
        return None if row is None else Field(name, self._row(row))

    def _here(self, name: Name, scope: Scope) -> Field | None:
        merged = Index(scope.merged.items()).get(name.want) if scope.merged else None
        if merged is not None:
            return merged
        offered = [(one, one.find(name)) for one in scope.relations if one.args is None]
        known = [found for _, found in offered if found is not None]
        if known:
            return known[0] if len(known) == 1 else self._one_of(name, known)
        if name.want in scope.aliases:
            return scope.aliases[name.want]
        return self._guessed(name, scope)

    def _guessed(self, name: Name, scope: Scope) -> Field | None:
        """Nothing is known to have it: the only relation that may, else any of them."""
        loose = [one for one in scope.relations if one.open or one.args is not None]
        calls = [one for one in loose if one.label and one.label.want == name.want and not one.open]
        if calls:
            return Field(name, self._row(calls[0]))
        if len(loose) == 1:
            return self._in(loose[0], name)
        tables = {table for one in loose for table in one.open}
        if len(tables) == 1 and all(one.open for one in loose):
            return loose[0].guess(name)
        if not loose:
            return None
        self.doubt("ambiguous_column", column=name.text)
        return Field(name, {Column("", name.text): IDENTITY})

    def _one_of(self, name: Name, known: list[Field]) -> Field:
        if any(one.sources != known[0].sources for one in known):
            self.doubt("ambiguous_column", column=name.text)
        both: Sources = {}
        for one in known:
            merge(both, one.sources)
        return Field(name, both)


def _kind(node: exp.Expr, kind: int) -> int:
    """What becomes of the values below this node."""
    if isinstance(node, _OF_MANY_ROWS):
        return AGGREGATE
    alone = isinstance(node, exp.Tuple) and len(node.expressions) == 1
    return kind if alone or isinstance(node, _TRANSPARENT) else max(kind, EXPRESSION)


def _weakened(field: Field | None) -> Field | None:
    if field is None:
        return None
    return Field(
        field.name, {column: max(kind, EXPRESSION) for column, kind in field.sources.items()}
    )
