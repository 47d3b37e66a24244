"""What lies in a folder, found in one walk that opens nothing.

The rules, in the order in which they are asked:

- Names that begin with a dot are not there. Links to folders are not followed; a link to a file
  counts where the file lies in the same source. Pipes, sockets and devices are ignored.
- A folder is one data set, hence one relation, if it has a subfolder called `key=value`, a file
  called `_SUCCESS`, or data files called `part-…`. Everything below it belongs to it, but names
  that begin with an underscore. The last file, in the order of paths, speaks for all of it: where
  days are folders, that is the newest.
- Every other file with a known ending is a relation; every other folder is a schema, named by its
  path, beginning with the name of the source's own folder.
"""

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO, Literal

from governance.connector import Key, Trouble, clean

Format = Literal["parquet", "csv", "tsv", "json", "json_lines"]

FORMATS: dict[str, Format] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".ndjson": "json_lines",
    ".jsonl": "json_lines",
}
PACKED = ".gz"  # of text; Parquet packs by itself
SUFFIXES = (*FORMATS, *(f"{suffix}{PACKED}" for suffix in FORMATS if suffix != ".parquet"))
PARTITION = re.compile(r"([^=]+)=.*", re.DOTALL)
MOST = 200_000  # relations: a list of them is kept


@dataclass(frozen=True, slots=True)
class Entry:
    """One relation: the file that speaks for it, and how large all of it is."""

    key: Key
    external_id: str
    path: str
    format: Format
    packed: bool
    bytes: int
    whole: bool  # the file is all there is of it
    partitions: tuple[str, ...] = ()


@dataclass
class Listing:
    """The outcome of one walk."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    schemas: dict[str, bool] = field(default_factory=dict)  # False: it could not be entered


@dataclass(frozen=True, slots=True)
class Found:
    """One thing in a folder, links resolved."""

    name: str
    path: str
    is_folder: bool
    bytes: int


def format_of(name: str) -> tuple[Format, bool] | None:
    """The format that a name promises, and whether it is packed; None for everything else."""
    low = name.lower()
    suffix = PurePath(low.removesuffix(PACKED)).suffix
    known = FORMATS.get(suffix) if low.endswith(SUFFIXES) else None
    return (known, low.endswith(PACKED)) if known else None


class Walk:
    """One walk through a folder, or to a single file. Raises timeout and too_many_files."""

    def __init__(self, top: Path, seconds: float) -> None:
        self.top = top
        self.listing = Listing()
        self._deadline = time.monotonic() + seconds
        self._seconds = seconds

    def walked(self) -> Listing:
        if not self.top.is_dir():
            one = Found(self.top.name, str(self.top), False, self.top.stat().st_size)
            self._schema(self.top.parent.name)
            self._file(self.top.parent.name, one)
            return self.listing
        rest = [(str(self.top), self.top.name)]
        while rest:
            path, schema = rest.pop()
            inside = self._inside(path, schema)
            if is_data_set(inside):
                above, _, name = schema.rpartition("/")
                self._data_set(above or self.top.parent.name, name, path)
                continue
            self._schema(schema)
            for one in inside:
                if one.is_folder:
                    rest.append((one.path, f"{schema}/{one.name}"))
                else:
                    self._file(schema, one)
        return self.listing

    def _inside(self, path: str, schema: str) -> list[Found]:
        """What lies in a folder, by name; one that cannot be entered is noted as closed."""
        if time.monotonic() > self._deadline:
            raise Trouble("timeout", seconds=self._seconds)
        try:
            with os.scandir(path) as entries:
                found = [one for entry in entries if (one := self._found(entry))]
        except FileNotFoundError:  # it was there a moment ago
            return []
        except OSError:  # whatever the reason: what lies in it is out of sight, not gone
            self.listing.schemas[clean(schema)] = False
            return []
        return sorted(found, key=lambda one: one.name)

    def _found(self, entry: os.DirEntry[str]) -> Found | None:
        if entry.name.startswith("."):
            return None
        with suppress(FileNotFoundError):
            if entry.is_symlink():
                return self._linked(entry)
            what = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(what.st_mode) or stat.S_ISREG(what.st_mode):
                folder = stat.S_ISDIR(what.st_mode)
                return Found(entry.name, entry.path, folder, what.st_size)
        return None

    def _linked(self, entry: os.DirEntry[str]) -> Found | None:
        real = Path(os.path.realpath(entry.path))
        if not real.is_relative_to(self.top) or not real.is_file():
            return None
        return Found(entry.name, str(real), False, real.stat().st_size)

    def _schema(self, schema: str) -> None:
        self.listing.schemas.setdefault(clean(schema), True)

    def _file(self, schema: str, one: Found) -> None:
        promised = format_of(one.name)
        if promised:
            self._add(schema, one.name, one.path, promised, one.bytes, whole=True)

    def _data_set(self, schema: str, name: str, path: str) -> None:
        """Everything below a folder as one relation."""
        total, last = 0, ""
        for one in self._below(path, f"{schema}/{name}"):
            total += one.bytes
            last = max(last, one.path)
        promised = format_of(last)
        if promised:
            folders = PurePath(last).relative_to(path).parts[:-1]
            keys = tuple(clean(m[1]) for part in folders if (m := PARTITION.fullmatch(part)))
            self._schema(schema)
            self._add(schema, name, last, promised, total, whole=False, partitions=keys)

    def _below(self, path: str, schema: str) -> Iterator[Found]:
        rest = [(path, schema)]
        while rest:
            folder, name = rest.pop()
            for one in self._inside(folder, name):
                if one.name.startswith("_"):
                    continue
                if one.is_folder:
                    rest.append((one.path, f"{name}/{one.name}"))
                elif format_of(one.name):
                    yield one

    def _add(
        self,
        schema: str,
        name: str,
        path: str,
        promised: tuple[Format, bool],
        size: int,
        *,
        whole: bool,
        partitions: tuple[str, ...] = (),
    ) -> None:
        if len(self.listing.entries) >= MOST:
            raise Trouble("too_many_files", count=MOST)
        schema, name = clean(schema), clean(name)
        while (schema, name) in self.listing.entries:  # two that only cleaning made alike
            name += "\ufffd"
        self.listing.entries[schema, name] = Entry(
            (schema, name), f"{schema}/{name}", path, *promised, size, whole, partitions
        )


def is_data_set(inside: list[Found]) -> bool:
    """Whether a folder with these things in it is one relation."""
    return any(
        PARTITION.fullmatch(one.name)
        if one.is_folder
        else one.name == "_SUCCESS" or (one.name.startswith("part-") and format_of(one.name))
        for one in inside
    )


def opened(path: str, top: Path) -> BinaryIO:
    """A file for reading, which is certain to lie in this source; raises OSError.

    Between a walk and now somebody may have put a link to somewhere else in its place.
    """
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with ExitStack() as held:
        file = held.enter_context(os.fdopen(number, "rb"))
        what, real = os.fstat(number), Path(os.path.realpath(path))
        inside = real.is_relative_to(top) and os.path.samestat(what, real.stat())
        if not inside or not stat.S_ISREG(what.st_mode):
            raise PermissionError(0, "it leads elsewhere")
        held.pop_all()
    return file
