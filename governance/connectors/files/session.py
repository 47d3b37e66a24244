"""What is read of one listing of a folder, file by file, each only as far as it must be."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

from governance.connector import (
    EVERYTHING,
    Column,
    Fingerprint,
    Identity,
    Key,
    Relation,
    Schema,
    Selection,
    Session,
    Size,
    batches,
    clean,
)
from governance.connectors.files.folder import Entry, Listing, Walk, opened
from governance.connectors.files.head import Unreadable, read_head
from governance.connectors.files.objects import read_members, read_objects
from governance.connectors.files.parquet import read_parquet
from governance.connectors.files.said import Said
from governance.connectors.files.text import read_table, read_text

RULES = "1"  # another number when the same file is read as something else
ATTEMPTS = 2  # at a file that somebody writes to


class FilesSession(Session):
    """The folder is listed once, then once more for the count: what is added later is not there,
    what is taken away is a relation with a problem."""

    def __init__(self, top: Path, seconds: float) -> None:
        self._top = top
        self._seconds = seconds
        self._listing = Listing()
        self._counted: list[Key] = []
        self._rows: dict[Key, int | None] = {}

    def begin(self) -> None:
        self._listing = self._walked()
        self._counted = list(self._walked().entries)

    def identity(self) -> Identity:
        closed = sorted(name for name, readable in self._listing.schemas.items() if not readable)
        reach = _digest(*closed).hex()
        return Identity("Files", RULES, clean(self._top.name or "/"), None, reach)

    def schemas(self) -> list[Schema]:
        found = sorted(self._listing.schemas.items())
        return [Schema(name, None, name, readable) for name, readable in found]

    def fingerprints(self, wanted: Selection = EVERYTHING) -> Iterator[Fingerprint]:
        for key, entry in self._listing.entries.items():
            if wanted.takes(*key):
                relation = self._read(entry)
                mark = _digest(repr(relation))
                yield Fingerprint(*key, relation.kind, relation.external_id, mark)

    def relations(self, keys: Sequence[Key] | None, batch: int = 1000) -> Iterator[list[Relation]]:
        wanted = self._listing.entries if keys is None else dict.fromkeys(keys)
        known = (self._listing.entries[key] for key in wanted if key in self._listing.entries)
        return batches(map(self._read, known), batch)

    def sizes(self) -> Iterator[Size]:
        for key, entry in self._listing.entries.items():
            if key not in self._rows:
                self._read(entry)
            yield Size(*key, self._rows[key] if entry.whole else None, entry.bytes)

    def count(self, wanted: Selection = EVERYTHING) -> int:
        return sum(wanted.takes(*key) for key in self._counted)

    def values(self, key: Key, most: int) -> dict[str, Sequence[Any]]:
        """The first values of a text file by column, of its first megabyte; for those who may see
        values, which a scan never does. Nothing for Parquet and what cannot be read."""
        entry = self._listing.entries[key]
        if entry.format == "parquet":
            return {}
        try:
            with opened(entry.path, self._top) as file:
                head = read_head(file, packed=entry.packed)
            if entry.format in ("csv", "tsv"):
                table = read_table(head, tabs=entry.format == "tsv", most=most)
                return dict(zip(table.names, table.columns, strict=True))
            return dict(read_members(head, lines=entry.format == "json_lines", most=most))
        except (Unreadable, OSError):
            return {}

    def _walked(self) -> Listing:
        self.statements += 1
        return Walk(self._top, self._seconds).walked()

    def _read(self, entry: Entry) -> Relation:
        """A relation in any case: what is wrong with a file is its problem."""
        said, problem = Said(()), None
        try:
            said = self._said(entry)
        except Unreadable as unreadable:
            problem = unreadable.code, unreadable.detail
        except PermissionError as error:
            problem = "file_closed", _words(error)
        except FileNotFoundError as error:
            problem = "file_changing", _words(error)
        except OSError as error:
            problem = "file_broken", _words(error)
        self._rows[entry.key] = said.rows
        relation = _relation(entry, said)
        return replace(relation, problem=(problem[0], {"detail": problem[1]}) if problem else None)

    def _said(self, entry: Entry) -> Said:
        """What a file says, if nobody writes to it meanwhile."""
        for _ in range(ATTEMPTS):
            with opened(entry.path, self._top) as file:
                before = _stamp(os.fstat(file.fileno()))
                said = READERS[entry.format](file, entry)
                if _stamp(Path(entry.path).stat()) == before:
                    return said
        raise Unreadable("file_changing", "its size or time of writing differs after reading")


def _relation(entry: Entry, said: Said) -> Relation:
    columns = said.columns
    taken = {column.name for column in columns}
    columns += tuple(
        Column(name, len(columns) + at, "VARCHAR", False, None, None, None)
        for at, name in enumerate(entry.partitions, start=1)
        if name not in taken
    )
    more = {"compression": "gzip"} if entry.packed else {}
    if entry.partitions:
        more["partitioned_by"] = ", ".join(entry.partitions)
    traits = said.traits | more if said.traits else {}
    schema, name = entry.key
    return Relation(schema, name, "file", entry.external_id, None, None, columns, (), traits=traits)


def _text(file: BinaryIO, entry: Entry) -> Said:
    return read_text(read_head(file, packed=entry.packed), tabs=entry.format == "tsv")


def _objects(file: BinaryIO, entry: Entry) -> Said:
    return read_objects(read_head(file, packed=entry.packed), lines=entry.format == "json_lines")


READERS: dict[str, Callable[[BinaryIO, Entry], Said]] = {
    "parquet": lambda file, entry: read_parquet(file),
    "csv": _text,
    "tsv": _text,
    "json": _objects,
    "json_lines": _objects,
}


def _stamp(what: os.stat_result) -> tuple[int, ...]:
    return what.st_dev, what.st_ino, what.st_size, what.st_mtime_ns


def _words(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _digest(*parts: str) -> bytes:
    whole = "\0".join(parts).encode("utf-8", "backslashreplace")
    return blake2b(whole, digest_size=16).digest()
