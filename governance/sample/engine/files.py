"""Database files that are there whole or not at all, whatever moment the writer is killed at."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

APPLICATION_ID = 0x4C4B5659
MAGIC = b"SQLite format 3\x00"
HEADER = 100
PATIENCE = 120.0
LEFTOVERS = ("", "-journal")


class Occupied(Exception):
    """Something that is not ours lies where a database of the sample company belongs."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def release_of(path: Path) -> int:
    """The release a finished file is at; 0 when there is none yet."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with path.open("rb") as file:
        header = file.read(HEADER)
    pages, release, owner = (int.from_bytes(header[at : at + 4], "big") for at in (28, 60, 68))
    if header[:16] != MAGIC or owner != APPLICATION_ID or not release:
        raise Occupied(path)
    if path.stat().st_size != pages * int.from_bytes(header[16:18], "big"):
        raise Occupied(path)
    return release


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One writer in the folder at a time; a killed one leaves no lock behind."""
    with closing(sqlite3.connect(folder / "sample.lock", timeout=PATIENCE)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def written(path: Path, release: int, base: Path | None = None) -> Iterator[sqlite3.Connection]:
    """A connection to a new file, or to a copy of `base`, that becomes `path` at the end."""
    part = path.with_name(path.name + ".part")
    for ending in LEFTOVERS:
        part.with_name(part.name + ending).unlink(missing_ok=True)
    with closing(sqlite3.connect(part.resolve().as_uri(), uri=True)) as connection:
        if base is not None:
            _copy(base, connection)
        connection.execute("PRAGMA foreign_keys = OFF")  # orphans are among the declared faults
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {release}")
        yield connection
        connection.commit()
    _flush(part)
    part.replace(path)


def _copy(base: Path, connection: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(f"{base.resolve().as_uri()}?mode=ro", uri=True)) as source:
        source.backup(connection)


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
