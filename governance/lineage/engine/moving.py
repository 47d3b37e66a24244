"""Statements that move tables as a whole, or data into files and out of them."""

from sqlglot import exp

from governance.lineage.engine.expressions import Env
from governance.lineage.engine.relations import Relation, Scope
from governance.lineage.engine.writing import Writing


class Moving(Writing):
    """COPY, LOAD, RENAME, SWAP, DROP."""

    def copied(self, node: exp.Expr) -> str:
        """COPY in either direction; files and stages are shown by their address."""
        files = [one for one in node.args.get("files") or () if isinstance(one, exp.Expr)]
        if node.args.get("kind"):
            inner = node.this
            table = inner.this if isinstance(inner, exp.Schema) else inner
            for one in files:
                if isinstance(one, exp.Query):
                    self._write(table, None, self.query(one, {}, None))
                else:
                    self.tables[one.name] = None
            self._target(table)
        else:
            offered = self._body(node.this, {}, Scope())
            for one in files:
                self._send(one.name, offered)
        return "copy"

    def loaded(self, node: exp.Expr) -> str:
        self.tables[node.args["inpath"].name] = None
        self._target(node.this)
        return "copy"

    def altered_table(self, node: exp.Expr) -> str:
        """RENAME and SWAP move whole tables; other changes move nothing."""
        for action in node.args.get("actions") or ():
            if isinstance(action, exp.AlterRename | exp.SwapTable):
                self._moved(node.this, action.this, both=isinstance(action, exp.SwapTable))
                return "move"
        return "other"

    def _moved(self, from_: exp.Table, to: exp.Table, both: bool) -> None:
        path = self.names.path(from_)
        relation = self.stored(from_)
        whither = to
        if len(to.parts) == 1 and len(path) > 1:
            whither = exp.Table(this=to.this, db=from_.args.get("db"))
        self._write(whither, None, relation, made=True)
        if both:
            self._write(from_, None, self.stored(whither), made=True)
            return
        columns = None if relation.open else [one.name for one in relation.fields]
        self.schemas.define(self.names.path(whither), columns)
        self.schemas.forget(path)

    def dropped(self, node: exp.Expr) -> str:
        for table in node.args.get("tables") or ():
            if isinstance(table, exp.Table):
                self.schemas.forget(self.names.path(table))
        return "other"

    def _body(self, body: exp.Expr | None, env: Env, around: Scope) -> Relation:
        """What an INSERT writes. The branches of `FROM s INSERT …` read what stands before."""
        if body is None:
            return Relation([])
        if isinstance(body, exp.Select) and body.args.get("from_") is None and around.relations:
            inner = Scope(around.parent, list(around.relations), around.merged)
            made = self._listed(body, env, inner)
            self._clauses(body, env, inner, made)
            return made
        return self.query(body, env, around)
