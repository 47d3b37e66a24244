"""What is read of one DuckDB file, through the process that holds it open."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import chain
from typing import Any

from governance.connector import (
    EVERYTHING,
    Column,
    Connector,
    Constraint,
    ConstraintKind,
    Fingerprint,
    Identity,
    Key,
    Relation,
    Schema,
    Selection,
    Session,
    Size,
    Trouble,
    batches,
    clean,
)
from governance.connectors.duckdb import statements
from governance.connectors.duckdb.keeper import Failed, Keeper, Lost, Slow
from governance.connectors.duckdb.views import Views

CONSTRAINTS: Mapping[str, ConstraintKind] = {
    "PRIMARY KEY": "primary_key",
    "UNIQUE": "unique",
    "FOREIGN KEY": "foreign_key",
    "CHECK": "check",
}
WIDE = 50  # relations an answer: each may have thousands of columns
KEYS = 10_000  # asked for in one statement


class DuckdbSession(Session):
    def __init__(
        self,
        connector: Connector,
        opened: Callable[[], Keeper],
        trouble: Callable[[Exception], Trouble],
    ) -> None:
        self._connector = connector
        self._opened = opened
        self._trouble = trouble
        self.keeper = opened()
        self._views: Views | None = None

    def begin(self, database: str) -> None:
        """Open the file; whatever is wrong with it shows here."""
        version = next(self.rows(statements.VERSION))[0] or ""
        self._identity = Identity("DuckDB", version.strip("v+") or "1", database, None)

    def identity(self) -> Identity:
        return self._identity

    def schemas(self) -> list[Schema]:
        rows = self.rows(statements.SCHEMAS)
        return [Schema(clean(name), comment, clean(name), True) for name, comment in rows]

    def fingerprints(self, wanted: Selection = EVERYTHING) -> Iterator[Fingerprint]:
        broken = self._looked_up().broken
        for schema, name, kind, digest in self.rows(statements.FINGERPRINTS):
            if wanted.takes(clean(schema), clean(name)):
                whole = digest + broken.get((schema, name), "")
                mark = blake2b(whole.encode(), digest_size=16).digest()
                yield Fingerprint(clean(schema), clean(name), kind, _path(schema, name), mark)

    def relations(self, keys: Sequence[Key] | None, batch: int = 1000) -> Iterator[list[Relation]]:
        self._looked_up()
        if keys is None:
            return batches(self._relations(""), batch)
        parts = batches(dict.fromkeys(keys), KEYS)
        found = (self._relations(statements.BY_KEY, [list(key) for key in part]) for part in parts)
        return batches(chain.from_iterable(found), batch)

    def sizes(self) -> Iterator[Size]:
        for schema, name, rows in self.rows(statements.SIZES):
            yield Size(clean(schema), clean(name), rows, None)

    def count(self, wanted: Selection = EVERYTHING) -> int:
        names = self.rows(statements.NAMES)
        return sum(wanted.takes(clean(schema), clean(name)) for schema, name in names)

    def close(self) -> None:
        self.keeper.close()

    def rows(self, sql: str, *params: Any, page: int = 1_000) -> Iterator[Sequence[Any]]:
        self.statements += 1
        try:
            yield from self.keeper.rows(sql, *params, page=page)
        except (Failed, Slow, Lost) as error:
            raise self._trouble(error) from error

    def _looked_up(self) -> Views:
        """The views, once DuckDB has looked up what they read: their columns are true only then."""
        if self._views is None:
            names = [(schema, name) for schema, name in self.rows(statements.VIEWS)]
            self._views = Views(names, self._looked)
            self._views.look_up()
        return self._views

    def _looked(self, sql: str, seconds: float) -> None:
        """Send a statement that may take DuckDB down; if it does, open the file anew."""
        self.statements += 1
        patience, self.keeper.seconds = self.keeper.seconds, min(seconds, self.keeper.seconds)
        try:
            for _ in self.keeper.rows(sql):
                pass
        except (Slow, Lost):
            self.keeper = self._opened()
            raise
        finally:
            self.keeper.seconds = patience

    def _relations(self, only: str, *params: Any) -> Iterator[Relation]:
        broken = self._looked_up().broken
        sql = statements.RELATIONS + only + statements.IN_ORDER
        for row in self.rows(sql, *params, page=WIDE):
            relation = _relation(row)
            if detail := broken.get((row[0], row[1])):
                detail = self._connector.scrubbed(detail)
                relation = replace(relation, problem=("view_broken", {"detail": detail}))
            yield relation


def _relation(row: Sequence[Any]) -> Relation:
    schema, name, kind, comment, definition, columns, constraints = row
    return Relation(
        clean(schema),
        clean(name),
        kind,
        _path(schema, name),
        comment,
        definition,
        tuple(_column(json.loads(text)) for text in columns or ()),
        tuple(_constraint(schema, json.loads(text)) for text in constraints or ()),
    )


def _column(said: list[Any]) -> Column:
    name, ordinal, kind, nullable, default, comment, generated, expression = said
    default = expression if generated else default
    return Column(name, ordinal, kind, nullable, default, comment, None, generated)


def _constraint(schema: str, said: list[Any]) -> Constraint:
    name, kind, columns, target, target_columns, expression = said
    return Constraint(
        name,
        CONSTRAINTS[kind],
        tuple(columns),
        (schema, target) if target else None,  # DuckDB's foreign keys stay within a schema
        tuple(target_columns),
        expression,
    )


def _path(schema: str, name: str) -> str:
    """DuckDB numbers its tables anew whenever it opens a file: a name is all that lasts."""
    return clean(json.dumps([schema, name], ensure_ascii=False))
