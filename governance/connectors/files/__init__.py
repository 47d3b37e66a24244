"""Folders of Parquet, CSV and JSON files, read by the standard library alone.

No data is read that need not be: the footer of a Parquet file, the first megabyte of any other.
Text formats declare nothing, so delimiter, encoding, names and types are found out from that first
megabyte and said as traits. A fingerprint is a digest of what was found out: rows that are added
leave it alone.

A folder has no moment that all could be read of. It is listed once for a session, and a file that
changes while it is read says so; the next scan reads it again. `folder` has the rules of what is
a relation.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from governance.connector import Option, PathConnector, Trouble
from governance.connectors.files.folder import SUFFIXES, format_of
from governance.connectors.files.session import FilesSession


class Files(PathConnector):
    slug = "files"
    label = "Files"
    description = "A folder of Parquet, CSV and JSON files, or one such file."
    dialect = "duckdb"
    options = (
        Option(
            "path",
            "Folder or file",
            "path",
            required=True,
            help="Everything below a folder is read. CSV and JSON may be packed with gzip.",
        ),
    )
    url_schemes = ("file",)
    file_suffixes = SUFFIXES
    folders_too = True

    @contextmanager
    def open(self, label: str) -> Iterator[FilesSession]:
        session = FilesSession(self.found(), self.limits.statement_seconds)
        session.begin()
        yield session

    def found(self) -> Path:
        path = super().found()
        try:
            if path.is_dir():
                next(path.iterdir(), None)
            elif format_of(path.name) is None:
                raise Trouble("not_a_database", path=self.path)
        except PermissionError:
            raise Trouble("source_refuses", what=self.path) from None
        return path
