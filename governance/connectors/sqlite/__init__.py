"""SQLite files, read in one transaction through the standard library; nothing is ever written.

The header is looked at before SQLite opens the file: SQLite itself cannot tell a file that is
encrypted from one that is no database, and finds out late that the end is missing. A session holds
a read lock: in rollback-journal mode a writer waits for it.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from governance.connector import (
    Check,
    Connector,
    Finding,
    Identity,
    Option,
    Session,
    Trouble,
    catalog_read,
)
from governance.connectors.sqlite.header import Header, read_header, size_of
from governance.connectors.sqlite.session import SqliteSession, code_of


class Sqlite(Connector):
    slug = "sqlite"
    label = "SQLite file"
    description = "A SQLite 3 database file in a folder this portal may read."
    dialect = "sqlite"
    options = (Option("path", "File", "path", required=True, help="Path of the database file."),)
    url_schemes = ("sqlite",)
    file_suffixes = (".db", ".sqlite", ".sqlite3")

    @property
    def path(self) -> str:
        return str(self.given["path"])

    @classmethod
    def from_url(cls, url: str) -> tuple[dict[str, Any], dict[str, str]]:
        """`sqlite:///folder/file.db`, always an absolute path."""
        try:
            parts = urlsplit(url)
        except ValueError:
            raise Trouble("bad_url", reason="syntax") from None
        if parts.scheme not in cls.url_schemes:
            raise Trouble("bad_url", reason="scheme")
        if parts.query or parts.fragment:
            raise Trouble("bad_url", reason="unknown")
        path = unquote(parts.path)
        if parts.netloc or not path.strip("/") or not path.startswith("/"):
            raise Trouble("bad_url", reason="path")
        return {"path": "/" + path.lstrip("/")}, {}

    @contextmanager
    def open(self, label: str) -> Iterator[SqliteSession]:
        path = self._found()
        header = read_header(path, self.path)
        identity = Identity("SQLite", header.version, path.name, None)
        connection = self._connected(path, header)
        session = SqliteSession(connection, identity, self.limits.statement_seconds, self._trouble)
        try:
            session.begin()
            yield session
        finally:
            session.close()

    def steps(self, held: ExitStack) -> Iterator[tuple[str, Check]]:
        opened: list[SqliteSession] = []

        def find() -> Finding:
            self._found()
            return "passed", "found", {"path": self.path}

        def read() -> Finding:
            opened.append(held.enter_context(self.open("connection test")))
            return "passed", "readable", {"path": self.path}

        yield "resolve", find
        yield "connect", read
        yield "sign_in", lambda: ("skipped", "not_needed", {})
        yield "read_catalog", lambda: catalog_read(opened[0])
        yield "coverage", lambda: _coverage(opened[0])

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
            return Trouble("permission_denied", what=path)
        return Trouble("source_error", detail=self.scrubbed(str(error)))

    def _found(self) -> Path:
        """The real path, if it lies in an allowed folder; outside, not even existence is told."""
        path = Path(os.path.realpath(self.path))
        if not any(path.is_relative_to(os.path.realpath(root)) for root in self.limits.folders):
            raise Trouble("path_outside", path=self.path)
        try:
            mode = path.stat().st_mode
        except PermissionError:
            raise Trouble("permission_denied", what=self.path) from None
        except OSError:
            raise Trouble("not_found", path=self.path) from None
        if not stat.S_ISREG(mode):  # opening a pipe would wait for ever
            raise Trouble("not_a_database", path=self.path)
        return path

    def _connected(self, path: Path, header: Header) -> sqlite3.Connection:
        uri = f"file:{quote(str(path))}?mode=ro"
        if header.wal and not size_of(f"{path}-wal") and not Path(f"{path}-shm").exists():
            # Nobody has it open. Without this SQLite makes two files beside it, or fails where
            # the folder cannot be written.
            uri += "&immutable=1"
        try:
            return sqlite3.connect(
                uri, uri=True, timeout=self.limits.lock_seconds, isolation_level=None
            )
        except sqlite3.Error as error:
            raise self._trouble(error) from error


def _coverage(session: Session) -> Finding:
    read = chain.from_iterable(session.relations(None))
    broken = [relation.name for relation in read if relation.problem]
    if broken:
        return "warning", "relations_broken", {"count": len(broken), "names": broken[:5]}
    return "passed", "covered", {}
