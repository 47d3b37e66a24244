"""DuckDB files, read by a process of their own that may read this one file and nothing else.

While a session lasts it holds DuckDB's lock for reading, so nobody can write: what is read is one
moment. Nothing is installed or loaded, no other file is opened, no attached database is followed.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec

from governance.connector import PathConnector, Trouble
from governance.connectors.duckdb.keeper import Keeper, Lost, Slow
from governance.connectors.duckdb.session import DuckdbSession

# DuckDB gives no codes, only classes that are too wide and text
REFUSALS = (
    ("locked", r"Could not set lock"),
    ("no_file", r"does not exist"),
    ("source_refuses", r"Permission denied"),
    ("not_a_database", r"not a valid DuckDB database file"),
    ("encrypted", r"encrypt"),
    ("truncated", r"Could not read enough bytes|Could not read all bytes"),
)
VERSIONS = re.compile(r"storage version number (\d+), but we can only read .*? (\d+)")


class Duckdb(PathConnector):
    slug = "duckdb"
    label = "DuckDB file"
    description = "A DuckDB database file in a folder this portal may read."
    dialect = "duckdb"
    url_schemes = ("duckdb",)
    file_suffixes = (".duckdb", ".ddb")

    @contextmanager
    def open(self, label: str) -> Iterator[DuckdbSession]:
        path = self.found()
        if find_spec("duckdb") is None:
            raise Trouble("driver_missing", package="duckdb")
        opened = partial(Keeper, path, self.limits.statement_seconds)
        session = DuckdbSession(self, opened, self._trouble)
        try:
            session.begin(path.name)
            yield session
        finally:
            session.close()

    def _trouble(self, error: Exception) -> Trouble:
        if isinstance(error, Slow):
            return Trouble("timeout", seconds=self.limits.statement_seconds)
        if isinstance(error, Lost):
            return Trouble("connection_lost")
        if versions := VERSIONS.search(str(error)):
            return _version(*versions.groups())
        for code, pattern in REFUSALS:
            if re.search(pattern, str(error)):
                key = "what" if code == "source_refuses" else "path"
                return Trouble(code, **{key: self.path})
        return Trouble("source_error", detail=self.scrubbed(str(error)))


def _version(written: str, least: str) -> Trouble:
    if int(written) < int(least):
        return Trouble("unsupported_version", version=written, minimum=least)
    return Trouble("too_new", version=written)
