"""Edges: from what a query offers, or an assignment computes, to the columns of a table."""

from collections.abc import Sequence

from sqlglot import exp

from governance.lineage.engine.expressions import Env
from governance.lineage.engine.names import Index, Name, Names
from governance.lineage.engine.queries import Queries
from governance.lineage.engine.relations import IDENTITY, Relation, Scope, Sources
from governance.lineage.engine.schemas import Schemas
from governance.lineage.rules import Column


class Writing(Queries):
    """What one statement writes where, collected while it is read."""

    def __init__(self, names: Names, schemas: Schemas, deadline: float) -> None:
        super().__init__(names, schemas, deadline)
        self._targets: dict[str, None] = {}
        self._edges: dict[tuple[Column, Column], int] = {}
        self._spelled: dict[str, Index[Name]] = {}  # the columns of targets, where they are known

    def _assign(self, node: exp.Expr, env: Env, scope: Scope, target: str) -> None:
        """`column = expression`, or `(a, b) = (SELECT …)`."""
        if not isinstance(node, exp.EQ | exp.PropertyEQ):
            return
        left, right = node.this, node.expression
        if isinstance(left, exp.Tuple | exp.Paren):
            self._assign_row(left, right, env, scope, target)
            return
        sources = self.sources(right, env, scope)
        self._edge(sources, *self._place(left, scope, target))

    def _assign_row(
        self,
        left: exp.Expr,
        right: exp.Expr,
        env: Env,
        scope: Scope,
        target: str,
    ) -> None:
        cells = left.expressions if isinstance(left, exp.Tuple) else [left.this]
        if isinstance(right, exp.Query):
            values = [one.sources for one in self.query(right, env, scope).fields]
        else:
            items = right.expressions if isinstance(right, exp.Tuple) else [right]
            values = [self.sources(item, env, scope) for item in items]
        for cell, value in zip(cells, values, strict=False):
            self._edge(value, *self._place(cell, scope, target))

    def _place(self, left: exp.Expr, scope: Scope, target: str) -> tuple[str, Name]:
        """The table and column an assignment writes; a qualifier may name another table."""
        name = self.names.of(left.this if isinstance(left, exp.Column) else left)
        qualifier = self._qualifier(left) if isinstance(left, exp.Column) else ()
        relation = scope.named(qualifier) if qualifier else None
        return self._aim(relation) or target, name

    def _write(
        self,
        table: exp.Table,
        columns: Sequence[Name] | None,
        offered: Relation,
        made: bool = False,
        by_name: bool = False,
    ) -> None:
        """Edges from what a query offers to the columns of a table, by position or by name."""
        target = self._target(table)
        if columns is None and not (made or by_name or offered.open):
            columns = self._in_order(table, offered)
        names = [one.name for one in offered.fields]
        if columns is not None and not offered.open:
            if len(columns) < len(names) or (made and len(columns) > len(names) > 0):
                self.doubt("column_count", table=target)
            names = [*columns, *names[len(columns) :]]
        for one, name in zip(offered.fields, names, strict=False):
            self._edge(one.sources, target, name)
        for opened in offered.open:
            self._edge({Column(opened, "*"): IDENTITY}, target, Name("*", "*"))

    def _in_order(self, table: exp.Table, offered: Relation) -> list[Name] | None:
        """The columns that values go to by their position."""
        known = self._known(table)
        if known is not None:
            return self._without_partition(known, table)
        if any(one.sources for one in offered.fields):
            self.doubt("unknown_target", table=self._target(table))
        return None

    def _without_partition(self, known: tuple[Name, ...], table: exp.Table) -> list[Name]:
        """Columns in the order in which values come: partitions last, fixed ones not at all."""
        partition = table.args.get("partition")
        if partition is None:
            return list(known)
        all_of_it = {self.names.of(one.this).want for one in partition.find_all(exp.Column)}
        free = [
            self.names.of(one.this) for one in partition.expressions if isinstance(one, exp.Column)
        ]
        return [name for name in known if name.want not in all_of_it] + free

    def _edge(self, sources: Sources, target: str, name: Name) -> None:
        known = self._spelled.get(target)
        name = (known.get(name.want) if known else None) or name
        for source, kind in sources.items():
            key = source, Column(target, name.text)
            self._edges[key] = max(self._edges.get(key, IDENTITY), kind)

    def _send(self, address: str, offered: Relation) -> None:
        """Out of the database, into a file."""
        self._targets[address] = None
        self._whole(offered, address)

    def _result(self, offered: Relation) -> None:
        """To whoever asked: the target of these edges has no table."""
        self._whole(offered, "")

    def _whole(self, offered: Relation, target: str) -> None:
        for one in offered.fields:
            self._edge(one.sources, target, one.name)
        for opened in offered.open:
            self._edge({Column(opened, "*"): IDENTITY}, target, Name("*", "*"))

    def _target(self, table: exp.Table) -> str:
        known = self.schemas.find(self.names.path(table))
        self._targets[known.table] = None
        if known.columns is not None and known.table not in self._spelled:
            self._spelled[known.table] = Index((one.want, one) for one in known.columns)
        return known.table

    def _aim(self, relation: Relation | None) -> str:
        """A target that is named as a relation of the statement, "" for what is none."""
        if relation is None or not relation.table:
            return ""
        self._targets[relation.table] = None
        names = ((one.name.want, one.name) for one in relation.fields)
        self._spelled.setdefault(relation.table, Index(names))
        return relation.table

    def _known(self, table: exp.Table) -> tuple[Name, ...] | None:
        return self.schemas.find(self.names.path(table)).columns

    def _itself(self, table: exp.Table) -> Relation:
        """The table that is written, as its own statement sees it; this is not reading it."""
        before = dict(self.tables)
        relation = self.stored(table)
        self.tables = before
        alias = table.args.get("alias")
        return relation.labelled(self.names.of(alias.this)) if alias is not None else relation
