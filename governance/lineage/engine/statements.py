"""What one statement does to which table: the edges of everything that writes."""

from collections.abc import Callable, Iterable

from sqlglot import exp

from governance.catalog.rules import naming
from governance.lineage.engine.expressions import Env
from governance.lineage.engine.moving import Moving
from governance.lineage.engine.names import Name
from governance.lineage.engine.relations import (
    KINDS,
    Field,
    Relation,
    Scope,
)
from governance.lineage.rules import Edge, Finding

Path = tuple[Name, ...]

# Statements without any lineage, as the parser calls them, and those it leaves as a line of text.
_MOVES_NOTHING = (
    exp.Analyze,
    exp.Comment,
    exp.Commit,
    exp.Declare,
    exp.Describe,
    exp.Grant,
    exp.Pragma,
    exp.Refresh,
    exp.Revoke,
    exp.Rollback,
    exp.Semicolon,
    exp.Set,
    exp.Show,
    exp.Transaction,
    exp.TruncateTable,
    exp.Uncache,
    exp.Use,
)
_WORDS_THAT_MOVE_NOTHING = frozenset(
    {"CHECKPOINT", "EXPLAIN", "GRANT", "LOCK", "MSCK", "OPTIMIZE", "RESET", "REVOKE", "SET", "SHOW"}
    | {"UNLOCK", "VACUUM"}
)


class Statements(Moving):
    """Reads one statement to its finding, and leaves in the schema what it made."""

    def find(self, ordinal: int, node: exp.Expr) -> Finding:
        self._columns: tuple[str, ...] | None = None
        action = self._act(node)
        edges = (
            Edge(source, target, KINDS[kind]) for (source, target), kind in self._edges.items()
        )
        return Finding(
            ordinal,
            action,
            self.reasons,
            tuple(self._targets),
            tuple(self.tables),
            tuple(sorted(edges)),
            tuple(sorted(self.uses)),
            self._columns,
        )

    def _act(self, node: exp.Expr) -> str:
        for kind, act in self._ACTS:
            if isinstance(node, kind):
                return act(self, node)
        if not isinstance(node, _MOVES_NOTHING):
            said = str(node.this) if isinstance(node, exp.Command) else node.key
            if said.upper() not in _WORDS_THAT_MOVE_NOTHING:
                self.doubt("unsupported", statement=said.upper())
        return "other"

    def _asked(self, node: exp.Expr) -> str:
        offered = self.query(node, {}, None)
        into = node.args.get("into")
        if into is not None and isinstance(into.this, exp.Table):
            self._define(into.this, None, offered)
            return "table"
        self._columns = _titles(offered)
        self._result(offered)
        return "query"

    def _created(self, node: exp.Expr) -> str:
        kind = str(node.args.get("kind") or "").upper()
        if kind not in ("VIEW", "TABLE"):
            if kind in ("PROCEDURE", "TRIGGER"):
                self.doubt("unsupported", statement=kind)
            return "other"
        schema = node.this if isinstance(node.this, exp.Schema) else None
        table = schema.this if schema is not None else node.this
        columns = (
            [
                self.names.of(_plain(one))
                for one in schema.expressions
                if not isinstance(one, exp.Constraint | exp.PrimaryKey)
            ]
            if schema
            else None
        )
        if not isinstance(table, exp.Table):
            return "other"
        query = node.args.get("expression")
        if isinstance(query, exp.Query | exp.Values | exp.Table):
            env = self.common(node, {}, None)
            self._define(table, columns, self.query(query, env, None))
        elif (model := _model(node)) is not None:
            self._define(table, None, self.stored(model))
        else:
            self._target(table)
            self.schemas.define(self.names.path(table), columns)
            self._columns = tuple(name.text for name in columns) if columns else None
        return kind.lower()

    def _define(self, table: exp.Table, columns: list[Name] | None, offered: Relation) -> None:
        """A new table or view: its columns are what the query offers, under these names."""
        known = self._known(table)
        if columns is None and known and not offered.open and len(known) == len(offered.fields):
            columns = list(known)
        self._write(table, columns, offered, made=True)
        names = columns or [one.name for one in offered.fields]
        self.schemas.define(self.names.path(table), None if offered.open else names)
        self._columns = None if offered.open else tuple(name.text for name in names)

    def _inserted(self, node: exp.Expr) -> str:
        env = self.common(node, {}, None)
        self._insert(node, env, Scope())
        return "insert"

    def _insert(self, node: exp.Expr, env: Env, around: Scope) -> None:
        schema = node.this if isinstance(node.this, exp.Schema) else None
        table = schema.this if schema is not None else node.this
        body = node.args.get("expression") or node.args.get("source")
        if isinstance(body, exp.Values):
            offered = self.values(body, env, around)
        else:
            offered = self._body(body, env, around)
        columns = [self.names.of(_plain(one)) for one in schema.expressions] if schema else None
        if isinstance(table, exp.Directory):
            self._send(table.name, offered)
        elif isinstance(table, exp.Table):
            by_name = bool(node.args.get("by_name"))
            self._write(table, columns, offered, by_name=by_name)
            self._conflict(node, table, offered, columns, env)

    def _conflict(
        self,
        node: exp.Expr,
        table: exp.Table,
        offered: Relation,
        columns: list[Name] | None,
        env: Env,
    ) -> None:
        """ON CONFLICT … DO UPDATE SET: `excluded` is the row that was to be written."""
        conflict = node.args.get("conflict")
        if conflict is None:
            return
        row = offered.labelled(self.names.of("excluded"), columns or self._known(table) or ())
        scope = Scope(relations=[row, self._itself(table)])
        for one in conflict.expressions:
            self._assign(one, env, scope, self._target(table))

    def _several(self, node: exp.Expr) -> str:
        """INSERT ALL, or several INSERTs behind one FROM."""
        source = node.args["source"]
        scope = self.scope(None)
        self.join_in(source, {}, scope)
        for one in node.expressions:
            insert = one.this if isinstance(one, exp.ConditionalInsert) else one
            if isinstance(insert.args.get("expression"), exp.Expr):
                self._insert(insert, {}, scope)
            elif isinstance(insert, exp.Insert):
                self._write(insert.this, None, scope.relations[0])
            if isinstance(one, exp.ConditionalInsert) and one.args.get("expression") is not None:
                self.sources(one.args["expression"], {}, scope, "filter")
        return "insert"

    def _updated(self, node: exp.Expr) -> str:
        env = self.common(node, {}, None)
        scope = self._written_scope(node, env)
        target = self._aliased(node.this, scope)
        for one in node.expressions:
            self._assign(one, env, scope, target)
        self._filtered(node, env, scope)
        return "update"

    def _written_scope(self, node: exp.Expr, env: Env) -> Scope:
        """What an UPDATE or a DELETE sees: its target, then what it is joined with."""
        scope = self.scope(None)
        from_ = node.args.get("from_")
        using = list(node.args.get("using") or ())
        others = [from_.this] if from_ is not None else using
        if isinstance(node.this, exp.Table) and not self._is_alias(node.this, others):
            scope.relations.append(self._itself(node.this))
            self._hanging(node.this, env, scope)
        for other in others:
            self.join_in(other, env, scope)
        return scope

    def _is_alias(self, table: exp.Table, others: Iterable[exp.Expr]) -> bool:
        """`UPDATE x SET … FROM t x`: the target is named by an alias."""
        want = self.names.of(table.this).want
        return len(table.parts) == 1 and any(
            one.alias and self.names.of(one.args["alias"].this).want == want
            for other in others
            for one in other.find_all(exp.Table)
        )

    def _aliased(self, node: exp.Expr, scope: Scope) -> str:
        """The table an UPDATE writes, behind whatever alias."""
        if not isinstance(node, exp.Table):
            return ""
        relation = scope.named((self.names.of(node.this),)) if len(node.parts) == 1 else None
        return self._aim(relation) or self._target(node)

    def _filtered(self, node: exp.Expr, env: Env, scope: Scope) -> None:
        where = node.args.get("where")
        if where is not None:
            self.sources(where, env, scope, "filter")

    def _merged(self, node: exp.Expr) -> str:
        env = self.common(node, {}, None)
        scope = self.scope(None)
        scope.relations.append(self._itself(node.this))
        self.join_in(node.args["using"], env, scope)
        target = self._target(node.this)
        if node.args.get("on") is not None:
            self.sources(node.args["on"], env, scope, "join")
        whens = node.args.get("whens")
        for when in whens.expressions if whens is not None else ():
            if when.args.get("condition") is not None:
                self.sources(when.args["condition"], env, scope, "filter")
            self._when(when.args.get("then"), node.this, env, scope, target)
        return "merge"

    def _when(
        self,
        then: exp.Expr | None,
        table: exp.Table,
        env: Env,
        scope: Scope,
        target: str,
    ) -> None:
        source = scope.relations[1]
        if isinstance(then, exp.Update):
            for one in then.expressions:
                if isinstance(one, exp.Star):
                    self._write(table, None, source, by_name=True)
                self._assign(one, env, scope, target)
        elif isinstance(then, exp.Insert):
            if not isinstance(then.args.get("expression"), exp.Expr):
                self._write(table, None, source, by_name=True)
                return
            self._merge_insert(then, table, env, Scope(relations=[source]))

    def _merge_insert(self, then: exp.Expr, table: exp.Table, env: Env, scope: Scope) -> None:
        values = then.args["expression"]
        cells = values.expressions if isinstance(values, exp.Tuple) else [values]
        fields = [Field(self._title(cell), self.sources(cell, env, scope)) for cell in cells]
        listed = then.this
        columns = None
        if isinstance(listed, exp.Expr):
            columns = [self.names.of(_plain(one)) for one in listed.expressions or [listed]]
        self._write(table, columns, Relation(fields))

    def _deleted(self, node: exp.Expr) -> str:
        env = self.common(node, {}, None)
        scope = self._written_scope(node, env)
        self._aliased(node.this, scope)
        self._filtered(node, env, scope)
        return "delete"

    def _cached(self, node: exp.Expr) -> str:
        query = node.args.get("expression")
        if isinstance(query, exp.Query):
            self._define(node.this, None, self.query(query, {}, None))
            return "view"
        return "other"

    def returning(self, node: exp.Expr, env: Env) -> Relation:
        """A statement that writes inside a query: what it writes counts, and RETURNING is read."""
        given = node.args.get("returning")
        if isinstance(node, exp.Insert):
            self._insert(node, self.common(node, env, None), Scope())
        else:
            self._act(node)
        if given is None:
            return Relation([])
        table = node.this.this if isinstance(node.this, exp.Schema) else node.this
        scope = Scope(relations=[self._itself(table)])
        fields = [one for item in given.expressions for one in self._returned(item, env, scope)]
        return Relation(fields)

    def _returned(self, item: exp.Expr, env: Env, scope: Scope) -> list[Field]:
        return self._star(item, env, scope)[0] if item.is_star else self._item(item, env, scope)

    _ACTS: "tuple[tuple[type[exp.Expr], Callable[..., str]], ...]" = (
        (exp.Create, _created),
        (exp.Insert, _inserted),
        (exp.MultitableInserts, _several),
        (exp.Update, _updated),
        (exp.Merge, _merged),
        (exp.Delete, _deleted),
        (exp.Copy, Moving.copied),
        (exp.LoadData, Moving.loaded),
        (exp.Alter, Moving.altered_table),
        (exp.Drop, Moving.dropped),
        (exp.Cache, _cached),
        (exp.Query, _asked),
    )


def _titles(offered: Relation) -> tuple[str, ...] | None:
    return None if offered.open else tuple(one.name.text for one in offered.fields)


def _plain(node: exp.Expr) -> exp.Expr:
    """The identifier of a column, however it is wrapped."""
    return node.this if isinstance(node, exp.Column | exp.ColumnDef) else node


def _model(node: exp.Expr) -> exp.Table | None:
    """The table a new one is made like: CLONE or LIKE."""
    clone = node.args.get("clone")
    if clone is not None and isinstance(clone.this, exp.Table):
        return clone.this
    like = node.find(exp.LikeProperty)
    return like.this if like is not None and isinstance(like.this, exp.Table) else None


def table_named(text: str) -> exp.Table:
    """A table by a dotted name that stands in a string."""
    names = [exp.to_identifier(part, quoted=True) for part in naming.parts(text)][-3:]
    keys = ("this", "db", "catalog")
    return exp.Table(**dict(zip(keys, reversed(names), strict=False)))
