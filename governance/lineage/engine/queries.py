"""What a query offers: SELECT, set operations, common table expressions."""

from collections.abc import Iterator

from sqlglot import exp

from governance.lineage.engine.expressions import Env
from governance.lineage.engine.froms import Froms
from governance.lineage.engine.names import CASTS_KEEP_NAMES, SILENT_RECURSION, Index, Name
from governance.lineage.engine.relations import (
    Field,
    Relation,
    Scope,
    merge,
)
from governance.lineage.rules import Role

ROUNDS = 20  # a recursion whose columns go round finds every source within as many steps

_CLAUSES: tuple[tuple[str, Role], ...] = (
    ("where", "filter"),
    ("prewhere", "filter"),
    ("having", "filter"),
    ("qualify", "filter"),
    ("connect", "filter"),
    ("group", "group"),
    ("distinct", "group"),
    ("windows", "order"),
    ("order", "order"),
    ("sort", "order"),
    ("cluster", "order"),
    ("distribute", "order"),
)


class Queries(Froms):
    """Reads queries from the inside out; each gives the relation that it is to those around it."""

    def query(self, node: exp.Expr, env: Env, parent: Scope | None) -> Relation:
        self.hurry()
        env = self.common(node, env, parent)
        if isinstance(node, exp.Subquery):
            return self._bracketed(node, env, parent)
        if isinstance(node, exp.SetOperation):
            return self._united(node, env, parent)
        if isinstance(node, exp.Select):
            return self._selected(node, env, parent)
        if isinstance(node, exp.Values):
            return self.values(node, env, self.scope(parent))
        if isinstance(node, exp.Table):
            return self.relation(node, env, self.scope(parent))
        self.doubt("unsupported", statement=node.key.upper())
        return Relation([])

    def common(self, node: exp.Expr, env: Env, parent: Scope | None) -> Env:
        """What is in sight of a query: the common table expressions around it and its own."""
        with_ = node.args.get("with_")
        if with_ is None:
            return env
        env = dict(env)
        recursive = bool(with_.args.get("recursive")) or self.names.slug in SILENT_RECURSION
        for one in with_.expressions:
            name = self.names.of(one.args["alias"].this)
            columns = [self.names.of(column) for column in one.args["alias"].columns]
            env[name.want] = self._cte(one.this, name, columns, recursive, env, parent)
        return env

    def returning(self, node: exp.Expr, env: Env) -> Relation:
        """What a statement that writes gives back; only those that write know how."""
        self.doubt("unsupported", statement=node.key.upper())
        return Relation([])

    def _cte(
        self,
        body: exp.Expr,
        name: Name,
        columns: list[Name],
        recursive: bool,
        env: Env,
        parent: Scope | None,
    ) -> Relation:
        if isinstance(body, exp.DML):
            return self.returning(body, env).labelled(name, columns)
        if not isinstance(body, exp.Query | exp.Values):  # ClickHouse: WITH expression AS name
            return Relation([Field(name, self.sources(body, env, self.scope(parent)))], label=name)
        if recursive and isinstance(body, exp.SetOperation) and self._names_itself(body, name):
            return self._recursive(body, name, columns, env, parent)
        return self.query(body, env, parent).labelled(name, columns)

    def _names_itself(self, body: exp.Expr, name: Name) -> bool:
        return any(
            len(table.parts) == 1 and self.names.of(table.this).want == name.want
            for table in body.find_all(exp.Table)
        )

    def _recursive(
        self,
        body: exp.SetOperation,
        name: Name,
        columns: list[Name],
        env: Env,
        parent: Scope | None,
    ) -> Relation:
        """Begin with the branches that do not name it, go round until nothing is added."""
        env = self.common(body, env, parent)
        branches = list(_branches(body))
        first = [one for one in branches if not self._names_itself(one, name)] or branches[:1]
        rest = [one for one in branches if one not in first]
        found = self._stacked([self.query(one, env, parent) for one in first])
        found = found.labelled(name, columns)
        for _ in range(ROUNDS):
            before = [dict(one.sources) for one in found.fields]
            steps = [self.query(one, {**env, name.want: found}, parent) for one in rest]
            found = self._stacked([found, *steps]).labelled(name, columns)
            if [one.sources for one in found.fields] == before:
                break
        return found

    def _bracketed(self, node: exp.Subquery, env: Env, parent: Scope | None) -> Relation:
        inner = self.query(node.this, env, parent)
        scope = Scope(parent, [inner])
        for clause in ("where", "order"):
            if node.args.get(clause) is not None:
                self.sources(node.args[clause], env, scope, "order")
        return inner

    def _united(self, node: exp.SetOperation, env: Env, parent: Scope | None) -> Relation:
        branches: list[Relation] = []
        for branch in _branches(node):
            offered = self.query(branch, env, parent)
            if isinstance(branch.parent, exp.Except) and branch.arg_key == "expression":
                for one in offered.fields:
                    self.note(one.sources, "filter")
            else:
                branches.append(offered)
        by_name = bool(node.args.get("by_name"))
        made = self._by_name(branches) if by_name else self._stacked(branches)
        if node.args.get("order") is not None:
            self.sources(node.args["order"], env, Scope(parent, [made]), "order")
        return made

    def _stacked(self, branches: list[Relation]) -> Relation:
        """One below the other, column by column; where some are unknown, name by name."""
        if any(branch.open for branch in branches):
            return self._by_name(branches)
        first = branches[0]
        fields = [Field(one.name, dict(one.sources)) for one in first.fields]
        for branch in branches[1:]:
            if len(branch.fields) != len(fields):
                self.doubt("column_count", table="UNION")
            for own, other in zip(fields, branch.fields, strict=False):
                merge(own.sources, other.sources)
        return Relation(fields)

    def _by_name(self, branches: list[Relation]) -> Relation:
        fields: dict[str, Field] = {}
        for branch in branches:
            for one in branch.fields:
                own = fields.setdefault(one.name.want, Field(one.name, {}))
                merge(own.sources, one.sources)
        opened = dict.fromkeys(table for branch in branches for table in branch.open)
        return Relation(list(fields.values()), tuple(opened))

    def _selected(self, node: exp.Select, env: Env, parent: Scope | None) -> Relation:
        scope = self.scope(parent)
        from_ = node.args.get("from_")
        if from_ is not None:
            self.join_in(from_.this, env, scope)
        self.joined(node.args.get("joins") or (), env, scope)
        for lateral in node.args.get("laterals") or ():
            scope.relations.append(self.relation(lateral, env, scope))
        for window in node.args.get("windows") or ():
            self.windows[self.names.of(window.this).want] = window
        made = self._listed(node, env, scope)
        self._clauses(node, env, scope, made)
        return made

    def _listed(self, node: exp.Select, env: Env, scope: Scope) -> Relation:
        """The SELECT list. An item that is a star over something unknown leaves it open."""
        fields: list[Field] = []
        opened: dict[str, None] = {}
        for item in node.expressions:
            if item.is_star and not isinstance(item, exp.Count):
                shown, unknown = self._star(item, env, scope)
                fields += shown
                opened |= dict.fromkeys(unknown)
            else:
                fields += self._item(item, env, scope)
        return Relation(fields, tuple(opened))

    def _item(self, item: exp.Expr, env: Env, scope: Scope) -> list[Field]:
        sources = self.sources(item, env, scope)
        if isinstance(item, exp.Aliases):
            return [Field(self.names.of(name), dict(sources)) for name in item.expressions]
        made = Field(self._title(item), sources)
        if scope.aliases_count and isinstance(item, exp.Alias):
            scope.aliases.setdefault(made.name.want, made)
        return [made]

    def _title(self, item: exp.Expr) -> Name:
        """The name of a column; of one that has none, how it is written."""
        if isinstance(item, exp.Alias):
            return self.names.of(item.args["alias"])
        if isinstance(item, exp.Column):
            return self.names.of(item.this)
        if isinstance(item, exp.Paren | exp.Subquery) and item.output_name:
            return self.names.of(item.output_name)
        if isinstance(item, exp.Cast) and self.names.slug in CASTS_KEEP_NAMES and item.output_name:
            return self.names.of(item.output_name)
        if isinstance(item, exp.Dot):
            return self.names.of(item.expression)
        text = item.sql(dialect=self.names.dialect, comments=False, normalize_functions="lower")
        return Name(text, text)

    def _star(self, item: exp.Expr, env: Env, scope: Scope) -> tuple[list[Field], tuple[str, ...]]:
        """The columns a star stands for, and the tables of which nobody knows which they are."""
        star = item.this if isinstance(item, exp.Column) else item
        if isinstance(item, exp.Column) and item.args.get("table") is not None:
            relation = scope.named(self._qualifier(item))
            if relation is None:
                self.doubt("unknown_columns", table=self.names.of(item.args["table"]).text)
            shown = [] if relation is None else [relation]
            fields = [one for each in shown for one in each.fields]
        else:
            shown = [one for one in scope.relations if not one.hidden]
            fields = list(self._all(shown, scope))
        opened = tuple(table for one in shown for table in one.open)
        for table in opened:
            self.doubt("unknown_columns", table=table)
        for one in shown:
            if one.args is not None and not one.fields:
                self.doubt("unknown_columns", table=one.label.text if one.label else "")
        for offered in fields:
            self.note(offered.sources, "value")
        return self._altered(star, fields, env, scope), opened

    def _all(self, shown: list[Relation], scope: Scope) -> Iterator[Field]:
        """Columns that USING made one of two come first, and once."""
        yield from scope.merged.values()
        for relation in shown:
            yield from (one for one in relation.fields if one.name.want not in scope.merged)

    def _altered(self, star: exp.Expr, fields: list[Field], env: Env, scope: Scope) -> list[Field]:
        """`* EXCEPT (…) REPLACE (…) RENAME (…)`."""
        index = Index((one.name.want, one) for one in fields)

        def found(node: exp.Expr) -> int:
            return id(index.get(self.names.of(_named(node)).want))

        left_out = {found(one) for one in star.args.get("except_") or ()}
        replaced = {
            found(one.args["alias"]): self.sources(one.this, env, scope)
            for one in star.args.get("replace") or ()
        }
        renamed = {
            found(one.this): self.names.of(one.args["alias"])
            for one in star.args.get("rename") or ()
        }
        return [
            Field(renamed.get(id(one), one.name), replaced.get(id(one), one.sources))
            for one in fields
            if id(one) not in left_out
        ]

    def _clauses(self, node: exp.Select, env: Env, scope: Scope, made: Relation) -> None:
        """What else the query reads. Here, names of the list count too, where columns do not."""
        named = {one.name.want: one for one in made.fields}
        around = Scope(scope.parent, scope.relations, scope.merged, named)
        for clause, role in _CLAUSES:
            found = node.args.get(clause)
            for one in found if isinstance(found, list) else [found]:
                if isinstance(one, exp.Expr):
                    self.sources(one, env, around, role)


def _branches(node: exp.Expr) -> Iterator[exp.Expr]:
    """The queries of a chain of set operations, first to last, however long the chain is."""
    waiting: list[exp.Expr] = []
    while isinstance(node, exp.SetOperation):
        waiting.append(node.expression)
        node = node.this
    yield node
    yield from reversed(waiting)


def _named(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Column) else node
