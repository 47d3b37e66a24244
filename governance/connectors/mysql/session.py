"""One read-only session on MySQL or MariaDB and what is read in it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from pymysql.cursors import SSCursor

from governance.connector import (
    EVERYTHING,
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
from governance.connectors.mysql import shapes, statements
from governance.connectors.mysql.accounts import reach
from governance.connectors.mysql.line import Line, failure
from governance.connectors.mysql.shapes import Row

if TYPE_CHECKING:
    from governance.connectors.mysql import Mysql

T = TypeVar("T")

PAGE = 2_000  # rows fetched at once
NAMED = 500  # so many relations are asked for by name; of more, all are read and sorted out here
PATIENCE = 10  # times a statement's time: the scan writes between two fetches
OLDEST = {True: (10, 6, 0), False: (8, 0, 16)}  # MariaDB, MySQL


class MysqlSession(Session):
    def __init__(self, connector: "Mysql", line: Line, label: str) -> None:
        self.connection = line
        self._connector = connector
        self._limits = connector.limits
        self._database: str = connector.given["database"] or ""
        self._label = label
        self._product = "MariaDB" if "mariadb" in line.server_version.lower() else "MySQL"
        self._version = re.sub(r"^5\.5\.5-|-.*$", "", line.server_version)
        self._folds = False  # whether names that differ in case only are the same
        self._listed: frozenset[Key] = frozenset()
        self._dialect = shapes.Dialect(self._mariadb, {})
        self.statements = 1  # SET NAMES, sent by the driver

    @property
    def _mariadb(self) -> bool:
        return self._product == "MariaDB"

    def begin(self) -> None:
        oldest = OLDEST[self._mariadb]
        if tuple(map(int, re.findall(r"\d+", self._version)[:3])) < oldest:
            minimum = ".".join(map(str, oldest))
            raise Trouble("unsupported_version", version=self._version, minimum=minimum)
        self.connection.patience(self._limits.statement_seconds)
        self._all(f"SET SESSION {', '.join(f'{k} = {v}' for k, v in self._settings().items())}")
        self._all("SET SESSION TRANSACTION READ ONLY")
        self._folds = self._all("SELECT @@lower_case_table_names")[0][0] != "0"
        self._listed = frozenset(self._names(EVERYTHING))
        spelled = {f"{key[0]}/{key[1]}".lower(): key for key in self._listed if self._folds}
        self._dialect = shapes.Dialect(self._mariadb, spelled)

    def _settings(self) -> Mapping[str, Any]:
        seconds = self._limits.statement_seconds * PATIENCE
        patience = {"max_statement_time": seconds} if self._mariadb else {
            "max_execution_time": seconds * 1000
        }  # fmt: skip
        return patience | {
            "lock_wait_timeout": self._limits.lock_seconds,
            "net_write_timeout": seconds,
            "wait_timeout": seconds,
            # expressions read the same, and all rows come, whatever the server has set
            "sql_mode": "''",
            "sql_quote_show_create": 1,
            "sql_big_selects": 1,
            "sql_select_limit": 2**64 - 1,
        }

    def identity(self) -> Identity:
        server = (
            None if self._mariadb else next((row[1] for row in self._all(statements.WHO)), None)
        )
        stable_id = f"{server}/{self._database}" if server else None
        grants = (row[0] or "" for row in self._all(statements.GRANTS))
        return Identity(self._product, self._version, self._database, stable_id, reach(grants))

    def schemas(self) -> list[Schema]:
        rows = self._all(statements.schemas(self._mariadb))
        return [
            Schema(name or "", comment or None, name or "", True)
            for name, comment in rows
            if name not in statements.SYSTEM and self._ours(name or "")
        ]

    def fingerprints(self, wanted: Selection = EVERYTHING) -> Iterator[Fingerprint]:
        where = statements.where(self._database, wanted=wanted)
        sql = statements.fingerprints(where, self._mariadb)
        for schema, name, type_, partitioned, digest in self._stream(sql, where.values):
            key = (schema or "", name or "")
            if key in self._listed and wanted.takes(*key):
                kind = shapes.kind_of(type_ or "", partitioned)
                mark = bytes.fromhex(digest or "")
                yield Fingerprint(*key, kind, shapes.external_id(key), mark)

    def relations(self, keys: Sequence[Key] | None, batch: int = 1000) -> Iterator[list[Relation]]:
        wanted = self._listed if keys is None else self._listed.intersection(keys)
        return batches(self._relations(wanted, keys is None), batch)

    def sizes(self) -> Iterator[Size]:
        where = statements.where(self._database)
        for schema, name, rows, size in self._stream(statements.sizes(where), where.values):
            key = (schema or "", name or "")
            if key in self._listed:
                yield Size(*key, _number(rows), _number(size))

    def count(self, wanted: Selection = EVERYTHING) -> int:
        return sum(key in self._listed for key in self._names(wanted))

    def close(self) -> None:
        with suppress(Exception):
            self.connection.close()

    def _ours(self, schema: str) -> bool:
        """Whether it is the wanted database: the server compares more loosely than it names."""
        if not self._database:
            return True
        return schema == self._database or (
            self._folds and schema.lower() == self._database.lower()
        )

    def _names(self, wanted: Selection) -> Iterator[Key]:
        where = statements.where(self._database, wanted=wanted)
        for schema, name in self._stream(statements.names(where), where.values):
            key = (schema or "", name or "")
            if self._ours(key[0]) and wanted.takes(*key):
                yield key

    def _relations(self, wanted: frozenset[Key], everything: bool) -> Iterator[Relation]:
        if not wanted:
            return
        keys = None if everything or len(wanted) > NAMED else list(wanted)
        where = statements.where(self._database, keys)
        rows = self._stream(statements.relations(where, self._mariadb), where.values)
        for key, group in groupby(rows, key=lambda row: (row[0], row[1])):
            told = shapes.relation(group, self._dialect) if key in wanted else None
            if told:
                yield told

    def _all(self, sql: str) -> list[Row]:
        cursor = self.connection.cursor()
        self._send(cursor, sql, None)
        return [_decoded(row) for row in cursor.fetchall()]

    def _stream(self, sql: str, values: Mapping[str, Any]) -> Iterator[Row]:
        """Rows as the server sends them: the driver keeps no more than a page."""
        cursor = self.connection.cursor(SSCursor)
        try:
            self._send(cursor, sql, values)
            while rows := self._watched(partial(cursor.fetchmany, PAGE)):
                yield from map(_decoded, rows)
        finally:
            with suppress(Exception):  # the trouble that is on its way says more
                cursor.close()

    def _send(self, cursor: Any, sql: str, values: Mapping[str, Any] | None) -> None:
        self.statements += 1
        self._watched(partial(cursor.execute, f"/* {self._label} */ {sql}", values))

    def _watched(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except Exception as error:  # the driver trips over what is no answer of a server
            limits = self._limits
            detail = self._connector.told(error)
            raise failure(error, detail, limits.statement_seconds, limits.lock_seconds) from error


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _decoded(row: Sequence[bytes | None]) -> Row:
    return tuple(
        None if value is None else clean(value.decode("utf-8", "replace")) for value in row
    )
