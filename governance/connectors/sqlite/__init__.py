"""SQLite files, read in one transaction through the standard library; nothing is ever written.

The header is looked at before SQLite opens the file: SQLite itself cannot tell a file that is
encrypted from one that is no database, and finds out late that the end is missing. A session holds
a read lock: in rollback-journal mode a writer waits for it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from governance.connector import Identity, PathConnector, Trouble
from governance.connectors.sqlite.header import Header, read_header, size_of
from governance.connectors.sqlite.session import SqliteSession, code_of


class Sqlite(PathConnector):
    slug = "sqlite"
    label = "SQLite file"
    description = "A SQLite 3 database file in a folder this portal may read."
    dialect = "sqlite"
    url_schemes = ("sqlite",)
    file_suffixes = (".db", ".sqlite", ".sqlite3")

    @contextmanager
    def open(self, label: str) -> Iterator[SqliteSession]:
        path = self.found()
        header = read_header(path, self.path)
        identity = Identity("SQLite", header.version, path.name, None)
        connection = self._connected(path, header)
        session = SqliteSession(connection, identity, self.limits.statement_seconds, self._trouble)
        try:
            session.begin()
            yield session
        finally:
            session.close()

    def _trouble(self, error: sqlite3.Error) -> Trouble:
        code, path = code_of(error), self.path
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return Trouble("locked", path=path)
        if code == sqlite3.SQLITE_INTERRUPT:
            return Trouble("timeout", seconds=self.limits.statement_seconds)
        if code == sqlite3.SQLITE_NOTADB:
            return Trouble("not_a_database", path=path)
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            return Trouble("unfinished", path=path)
        if code in (sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
            return Trouble("source_refuses", what=path)
        return Trouble("source_error", detail=self.scrubbed(str(error)))

    def _connected(self, path: Path, header: Header) -> sqlite3.Connection:
        uri = f"file:{quote(str(path))}?mode=ro"
        if header.wal and not size_of(f"{path}-wal") and not Path(f"{path}-shm").exists():
            # Nobody has it open. Without this SQLite makes two files beside it, or fails where
            # the folder cannot be written.
            uri += "&immutable=1"
        try:
            return sqlite3.connect(
                uri,
                uri=True,
                timeout=self.limits.lock_seconds,
                isolation_level=None,
                check_same_thread=False,
            )
        except sqlite3.Error as error:
            raise self._trouble(error) from error
