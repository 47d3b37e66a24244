"""One read transaction on a SQLite file and what is read in it."""

import json
import re
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from typing import Any

from governance.connector import (
    EVERYTHING,
    Column,
    Constraint,
    Fingerprint,
    Identity,
    Key,
    Relation,
    RelationKind,
    Schema,
    Selection,
    Session,
    Size,
    Spoiled,
    Trouble,
    batches,
    clean,
    salvage,
)

MAIN = "main"
PART, ATTEMPTS = 500, 1_000  # enough to find every single broken relation of a part
STEPS = 10_000  # of SQLite's machine between two looks at the clock

OURS = r"m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'"
MASTER = "SELECT rowid, type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid"
NAMES = f"SELECT m.name FROM sqlite_master m WHERE {OURS}"
RELATIONS = f"""
SELECT m.rowid, m.type, m.sql,
  (SELECT json_group_array(json_array(cid, name, type, "notnull", dflt_value, pk, hidden))
   FROM pragma_table_xinfo(m.name)),
  (SELECT json_group_array(json_array(i.name, i.origin,
     json((SELECT json_group_array(name) FROM pragma_index_info(i.name)))))
   FROM pragma_index_list(m.name) i WHERE i."unique" AND NOT i.partial AND i.origin <> 'pk'),
  (SELECT json_group_array(json_array(id, seq, "table", "from", "to"))
   FROM pragma_foreign_key_list(m.name))
FROM sqlite_master m WHERE {OURS}"""
BY_ROWID = " AND m.rowid IN (SELECT value FROM json_each(?))"
BARE = f"SELECT m.rowid, m.type, m.sql, '[]', '[]', '[]' FROM sqlite_master m WHERE {OURS}"
ANALYSED = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sqlite_stat1'"
SIZES = "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl"


@dataclass(frozen=True, slots=True)
class Entry:
    key: Key
    kind: RelationKind
    digest: bytes


class SqliteSession(Session):
    def __init__(
        self,
        connection: sqlite3.Connection,
        identity: Identity,
        seconds: int,
        trouble: Callable[[sqlite3.Error], Trouble],
    ) -> None:
        self.connection = connection
        self._identity = identity
        self._seconds = seconds
        self._trouble = trouble
        self._deadline = 0.0
        self._known: dict[int, Entry] = {}
        self._spelled: dict[str, str] = {}
        connection.text_factory = lambda raw: clean(raw.decode("utf-8", "replace"))
        connection.set_progress_handler(lambda: time.monotonic() > self._deadline, STEPS)

    def begin(self) -> None:
        # trusted_schema: a view in a hostile file must not call functions with side effects
        for sql in ("PRAGMA query_only = ON", "PRAGMA trusted_schema = OFF", "BEGIN"):
            list(self._rows(sql))
        list(self._rows("PRAGMA schema_version"))  # the first read takes the lock

    def identity(self) -> Identity:
        return self._identity

    def schemas(self) -> list[Schema]:
        return [Schema(MAIN, None, MAIN, True)]

    def fingerprints(self, wanted: Selection = EVERYTHING) -> Iterator[Fingerprint]:
        for entry in self._entries().values():
            if wanted.takes(*entry.key):
                yield Fingerprint(*entry.key, entry.kind, entry.key[1], entry.digest)

    def relations(self, keys: Sequence[Key] | None, batch: int = 1000) -> Iterator[list[Relation]]:
        return batches(self._relations(keys), batch)

    def sizes(self) -> Iterator[Size]:
        if list(self._rows(ANALYSED)):
            known = {entry.key for entry in self._entries().values()}
            for name, rows in self._rows(SIZES):
                if (MAIN, name) in known:
                    yield Size(MAIN, name, rows, None)

    def count(self, wanted: Selection = EVERYTHING) -> int:
        return sum(wanted.takes(MAIN, name) for (name,) in self._rows(NAMES))

    def close(self) -> None:
        self.connection.close()

    def _entries(self) -> dict[int, Entry]:
        if not self._known:
            self._known = _entries(self._rows(MASTER))
            names = [entry.key[1] for entry in self._known.values()]
            self._spelled = {name.lower(): name for name in names}
        return self._known

    def _relations(self, keys: Sequence[Key] | None) -> Iterator[Relation]:
        wanted = list(self._entries())
        only, params = "", []
        if keys is not None:
            asked = set(keys)
            wanted = [rowid for rowid in wanted if self._known[rowid].key in asked]
            only, params = BY_ROWID, [json.dumps(wanted)]
        done = set()
        try:
            for row in self._rows(RELATIONS + only, *params):
                done.add(row[0])
                yield self._relation(row)
        except Trouble as trouble:
            self._spoiled(trouble)
        else:
            return
        for part in batches((rowid for rowid in wanted if rowid not in done), PART):
            yield from salvage(part, self._whole, self._bare, ATTEMPTS)

    def _whole(self, rowids: Sequence[int]) -> list[Relation]:
        try:
            rows = list(self._rows(RELATIONS + BY_ROWID, json.dumps(rowids)))
        except Trouble as trouble:
            raise self._spoiled(trouble) from trouble
        return [self._relation(row) for row in rows]

    def _bare(self, rowids: Sequence[int], detail: str) -> list[Relation]:
        rows = self._rows(BARE + BY_ROWID, json.dumps(rowids))
        return [self._relation(row, detail) for row in rows]

    def _spoiled(self, trouble: Trouble) -> Spoiled:
        """What one broken view or missing module causes; any other trouble goes on."""
        cause = trouble.__cause__
        if not isinstance(cause, sqlite3.Error) or code_of(cause) != sqlite3.SQLITE_ERROR:
            raise trouble
        return Spoiled(clean(str(cause)))

    def _relation(self, row: tuple[Any, ...], detail: str = "") -> Relation:
        rowid, kind, sql, *parts = row
        (schema, name), columns = self._known[rowid].key, sorted(json.loads(parts[0]))
        virtual = kind == "table" and re.match(r"\s*CREATE\s+VIRTUAL\b", sql, re.IGNORECASE)
        code = "view_broken" if kind == "view" else "partly_read"
        return Relation(
            schema,
            name,
            self._known[rowid].kind,
            name,
            None,
            sql if kind == "view" or virtual else None,
            tuple(_column(column) for column in columns if column[6] != 1),
            (
                *_keys(columns, json.loads(parts[1])),
                *_references(json.loads(parts[2]), self._spelled),
            ),
            (code, {"detail": detail}) if detail else None,
        )

    def _rows(self, sql: str, *params: str) -> Iterator[tuple[Any, ...]]:
        self.statements += 1
        try:
            self._wind()
            cursor = self.connection.execute(sql, params)
            while rows := cursor.fetchmany(PART):
                yield from rows
                self._wind()
        except sqlite3.Error as error:
            raise self._trouble(error) from error

    def _wind(self) -> None:
        self._deadline = time.monotonic() + self._seconds


def _entries(rows: Iterator[tuple[Any, ...]]) -> dict[int, Entry]:
    """Relations by row; a digest covers what the schema says of one, for views of everything."""
    found: list[tuple[int, RelationKind, str]] = []
    pieces: defaultdict[str, list[bytes]] = defaultdict(list)
    everything: list[bytes] = []
    for rowid, kind, name, table, sql in rows:
        piece = _hash(kind.encode(), name.encode(), (sql or "").encode())
        if kind in ("table", "view") and not name.lower().startswith("sqlite_"):
            found.append((rowid, kind, name))
            pieces[name].append(piece)
            everything.append(piece)
        elif kind == "index" and re.match(r"\s*CREATE\s+UNIQUE\b", sql or "", re.IGNORECASE):
            pieces[table].append(piece)
    whole = _hash(*sorted(everything))  # VACUUM puts the schema in another order
    entries: dict[int, Entry] = {}
    taken: set[str] = set()
    for rowid, kind, name in found:
        digest = _hash(*sorted(pieces[name]), whole if kind == "view" else b"")
        while name in taken:  # two names that only cleaning made alike
            name += "\ufffd"
        taken.add(name)
        entries[rowid] = Entry((MAIN, name), kind, digest)
    return entries


def _hash(*parts: bytes) -> bytes:
    return blake2b(b"\0".join(parts), digest_size=16).digest()


def _column(row: list[Any]) -> Column:
    ordinal, name, declared, not_null, default, _, hidden = row
    kind = declared or "any"
    return Column(name, ordinal, kind, not not_null, default, None, None, hidden in (2, 3))


def _keys(columns: list[list[Any]], uniques: list[list[Any]]) -> Iterator[Constraint]:
    primary = sorted((column[5], column[1]) for column in columns if column[5])
    if primary:
        names = tuple(name for _, name in primary)
        yield Constraint(None, "primary_key", names, None, (), None)
    for name, origin, parts in uniques:
        if None not in parts:  # None stands for an expression
            given = name if origin == "c" else None
            yield Constraint(given, "unique", tuple(parts), None, (), None)


def _references(rows: list[list[Any]], spelled: Mapping[str, str]) -> Iterator[Constraint]:
    rows.sort(key=lambda row: row[:2])
    for _, group in groupby(rows, key=lambda row: row[0]):
        parts = list(group)
        table = parts[0][2]
        target = (MAIN, spelled.get(table.lower(), table))
        sources = tuple(part[3] for part in parts)
        targets = tuple(part[4] for part in parts if part[4] is not None)
        yield Constraint(None, "foreign_key", sources, target, targets, None)


def code_of(error: sqlite3.Error) -> int:
    """The primary result code; the errors of the driver itself have none."""
    return getattr(error, "sqlite_errorcode", -1) & 0xFF
