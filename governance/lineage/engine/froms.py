"""What stands behind FROM and JOIN: tables, subqueries, functions, values, pivots."""

from collections.abc import Iterable

from sqlglot import exp

from governance.lineage.engine.expressions import Env, Expressions
from governance.lineage.engine.names import Name
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
from governance.lineage.rules import Column


class Froms(Expressions):
    """Adds the relations of a FROM clause to the scope of its SELECT, one after the other."""

    def join_in(self, node: exp.Expr, env: Env, scope: Scope) -> None:
        """A relation of FROM with all that hangs on it."""
        scope.relations.append(self.relation(node, env, scope))
        self._hanging(node, env, scope)

    def joined(self, joins: Iterable[exp.Expr], env: Env, scope: Scope) -> None:
        for join in joins:
            before = list(scope.relations)
            relation = self.relation(join.this, env, scope)
            relation.hidden = str(join.args.get("kind") or "").upper() in ("SEMI", "ANTI")
            scope.relations.append(relation)
            self._hanging(join.this, env, scope)
            self._matched(join, env, scope, before, relation)

    def relation(self, node: exp.Expr, env: Env, scope: Scope) -> Relation:
        """One item of FROM, under its alias."""
        made = self._bare(node, env, scope)
        alias = node.args.get("alias")
        alias = alias if isinstance(alias, exp.TableAlias) else None
        columns = [self.names.of(column) for column in alias.columns] if alias else []
        label = self.names.of(alias.this) if alias and alias.this is not None else None
        if made.args is not None:
            made = self._function(made, label, columns)
        elif label is not None or columns:
            made = made.labelled(label, columns)
        for pivot in node.args.get("pivots") or ():
            made = self._pivoted(made, pivot, env)
        return made

    def stored(self, node: exp.Table) -> Relation:
        """A table or view of the database, noted as read."""
        path = self.names.path(node)
        known = self.schemas.find(path)
        if not known.certain:
            self.doubt("ambiguous_table", table=known.table)
        self.tables[known.table] = None
        wants = tuple(part.want for part in path)
        if known.columns is None:
            return Relation([], (known.table,), path[-1], wants, known.table)
        columns = ((name, Column(known.table, name.text)) for name in known.columns)
        fields = [Field(name, {column: IDENTITY}) for name, column in columns]
        return Relation(fields, (), path[-1], wants, known.table)

    def _bare(self, node: exp.Expr, env: Env, scope: Scope) -> Relation:
        if isinstance(node, exp.Table):
            return self._table(node, env, scope)
        if isinstance(node, exp.Values):
            return self.values(node, env, scope)
        if isinstance(node, exp.Lateral):
            return self._bare(node.this, env, scope)
        if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table | exp.Subquery):
            return self._wrapped(node, env, scope)
        if isinstance(node, exp.Query):
            return self.query(node, env, scope)
        return Relation([], args=self.sources(node, env, scope))

    def _table(self, node: exp.Table, env: Env, scope: Scope) -> Relation:
        if isinstance(node.this, exp.Func):
            return Relation([], args=self.sources(node.this, env, scope))
        own = env.get(self.names.of(node.this).want) if len(node.parts) == 1 else None
        return self.stored(node) if own is None else own.labelled(self.names.of(node.this))

    def _wrapped(self, node: exp.Subquery, env: Env, scope: Scope) -> Relation:
        """Joined tables in brackets: seen one by one unless the brackets have an alias."""
        inner = self.scope(scope)
        self.join_in(node.this, env, inner)
        if isinstance(node.args.get("alias"), exp.TableAlias):
            fields = [one for relation in inner.relations for one in relation.fields]
            opened = tuple(table for relation in inner.relations for table in relation.open)
            return Relation(fields, opened)
        scope.relations.extend(inner.relations[:-1])
        scope.merged.update(inner.merged)
        return inner.relations[-1]

    def values(self, node: exp.Values, env: Env, scope: Scope) -> Relation:
        """Rows written down: as many columns as the first has."""
        fields: list[Field] = []
        for row in node.expressions:
            cells = row.expressions if isinstance(row, exp.Tuple) else [row]
            for place, cell in enumerate(cells):
                if place == len(fields):
                    fields.append(Field(self.names.of(f"column{place + 1}"), {}))
                merge(fields[place].sources, self.sources(cell, env, scope))
        return Relation(fields)

    def _function(self, made: Relation, label: Name | None, columns: list[Name]) -> Relation:
        """A function in FROM: its columns are what the alias lists, else whatever is asked for."""
        args: Sources = {}
        merge(args, made.args or {}, EXPRESSION)
        if columns:
            return Relation([Field(name, dict(args)) for name in columns], (), label)
        return Relation([Field(label, args)] if label else [], (), label, args=args)

    def _hanging(self, node: exp.Expr, env: Env, scope: Scope) -> None:
        for lateral in node.args.get("laterals") or ():
            scope.relations.append(self.relation(lateral, env, scope))
        if not isinstance(node, exp.Select):
            self.joined(node.args.get("joins") or (), env, scope)

    def _matched(
        self,
        join: exp.Expr,
        env: Env,
        scope: Scope,
        before: list[Relation],
        relation: Relation,
    ) -> None:
        """The condition of a join, and the columns it makes one of two."""
        condition = join.args.get("on")
        if condition is not None:
            self.sources(condition, env, scope, "join")
        using = [self.names.of(column) for column in join.args.get("using") or ()]
        if str(join.args.get("method") or "").upper() == "NATURAL":
            using += self._shared(before, relation)
        side = str(join.args.get("side") or "").upper()
        for name in using:
            self._merge(name, scope, before, relation, side)

    def _shared(self, before: list[Relation], relation: Relation) -> list[Name]:
        for one in (*before, relation):
            for table in one.open:
                self.doubt("unknown_columns", table=table)
        return [own.name for own in relation.fields if any(one.find(own.name) for one in before)]

    def _merge(
        self, name: Name, scope: Scope, before: list[Relation], relation: Relation, side: str
    ) -> None:
        left = self._here(name, Scope(relations=before, merged=scope.merged))
        right = self._in(relation, name)
        for one in (left, right):
            if one is None:
                self.doubt("unknown_column", column=name.text)
            else:
                self.note(one.sources, "join")
        chosen = {"RIGHT": [right], "FULL": [left, right]}.get(side, [left])
        kind = EXPRESSION if side == "FULL" else IDENTITY
        sources: Sources = {}
        for one in chosen:
            merge(sources, one.sources if one else {}, kind)
        own = left.name if left else name  # as the left table spells it
        scope.merged[own.want] = Field(own, sources)

    def _pivoted(self, relation: Relation, pivot: exp.Expr, env: Env) -> Relation:
        scope = Scope(relations=[relation])
        asked = [self.names.of(column.this) for column in pivot.find_all(exp.Column)]
        gone = [relation.find(name) for name in asked]
        for one in pivot.args.get("fields") or ():
            self.sources(one, env, scope, "group")
        made = (self._unpivoted if pivot.args.get("unpivot") else self._spread)(pivot, env, scope)
        kept = [one for one in relation.fields if not any(one is other for other in gone)]
        alias = pivot.args.get("alias")
        label = self.names.of(alias.this) if alias is not None and alias.this else relation.label
        columns = [self.names.of(column) for column in alias.columns] if alias is not None else []
        return Relation(kept + made, relation.open).labelled(label, columns)

    def _spread(self, pivot: exp.Expr, env: Env, scope: Scope) -> list[Field]:
        """PIVOT: every new column is one of the aggregates, which take turns."""
        values = [self.sources(one, env, scope) for one in pivot.expressions]
        strong = [dict.fromkeys(value, AGGREGATE) for value in values]
        names = [self.names.of(column) for column in pivot.args.get("columns") or ()]
        if not names or not strong:
            self.doubt("unsupported", statement="PIVOT")
        return [Field(name, strong[place % len(strong)]) for place, name in enumerate(names)]

    def _unpivoted(self, pivot: exp.Expr, env: Env, scope: Scope) -> list[Field]:
        """UNPIVOT: one column holds the values of several, another says of which."""
        together: Sources = {}
        named: list[Field] = []
        for one in pivot.args.get("fields") or ():
            for cell in one.expressions:
                merge(together, self.sources(cell, env, scope), EXPRESSION)
            named.append(Field(self.names.of(_last(one.this)), {}))
        values = [Field(self.names.of(_last(one)), dict(together)) for one in pivot.expressions]
        return named + values


def _last(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Column) else node
