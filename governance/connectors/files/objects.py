"""JSON: one document, an array of them, or one after the other; and the types in them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from governance.connector import Column, clean
from governance.connectors.files.guess import TEXT, kind_of, named, widened
from governance.connectors.files.head import MOST, Head, Unreadable
from governance.connectors.files.said import MOST_COLUMNS, Said

SAMPLE = 200  # records
DEEPEST = 5  # levels of a type that are written out
WIDEST = 100  # members of a type that are written out
BLANK = " \t\r\n"
ANY = "JSON"  # of values that are no two alike
DATES = {"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIME"}


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 19 else float(digits)


DECODER = json.JSONDecoder(parse_int=_whole)


def read_objects(head: Head, *, lines: bool) -> Said:
    """The columns of a JSON file, as far as its beginning tells; raises Unreadable."""
    records, array = _some(head, lines, SAMPLE)
    lines = lines or (len(records) > 1 and not array)
    traits = {"format": "JSON lines" if lines else "JSON", "encoding": head.encoding}
    values = _by_name(records)
    names = named(list(values))
    columns = tuple(
        Column(name, number, type_of(found), True, None, None, None)
        for number, (name, found) in enumerate(zip(names, values.values(), strict=True), start=1)
    )
    return Said(columns[:MOST_COLUMNS], traits, None)


def read_members(head: Head, *, lines: bool, most: int) -> dict[str, list[Any]]:
    """The values of at most so many records by the name of their column; raises Unreadable."""
    values = _by_name(_some(head, lines, most)[0])
    return dict(zip(named(list(values)), values.values(), strict=True))


def _some(head: Head, lines: bool, most: int) -> tuple[list[Any], bool]:
    """The first records, and whether they stand in an array."""
    text = head.text.lstrip(BLANK)
    array = text.startswith("[") and not lines
    return list(islice(_records(text[1:] if array else text, head.whole), most)), array


def _records(text: str, whole: bool) -> Iterator[Any]:
    """Values one after the other, until the text ends or makes no sense any more."""
    at, some = 0, False
    while True:
        while at < len(text) and text[at] in BLANK + ",":
            at += 1
        if at == len(text) or text[at] == "]":
            return
        try:
            value, at = DECODER.raw_decode(text, at)
        except RecursionError:
            raise Unreadable("file_broken", "nested too deeply") from None
        except ValueError as error:
            if some:
                return
            early = "" if whole else f"no record ends in the first {MOST} bytes"
            raise Unreadable("file_broken", early or clean(str(error))) from None
        some = True
        yield value


def _by_name(records: Sequence[Any]) -> dict[str, list[Any]]:
    """Values by the name of their column; what is no object makes a column called `value`."""
    found: dict[str, list[Any]] = {}
    for record in records:
        members = record if isinstance(record, dict) else {"value": record}
        for name, value in members.items():
            found.setdefault(clean(name), []).append(value)
    return found


def type_of(values: Sequence[Any], depth: int = 0) -> str:
    """The narrowest type, as DuckDB writes it, that takes all of these values."""
    some = [value for value in values if value is not None]
    if not some:
        return ANY
    if all(isinstance(value, dict) for value in some):
        return _struct(_by_name(some), depth)
    if all(isinstance(value, list) for value in some):
        if depth >= DEEPEST:
            return ANY
        return type_of([one for value in some for one in value[:SAMPLE]], depth + 1) + "[]"
    found: str | None = None
    for value in some:
        kind = _scalar(value)
        found = ANY if ANY in (found, kind) else widened(found, kind)
    return found or ANY


def _struct(members: Mapping[str, Sequence[Any]], depth: int) -> str:
    if depth >= DEEPEST or not 0 < len(members) <= WIDEST:
        return ANY
    parts = (f"{quoted(name)} {type_of(some, depth + 1)}" for name, some in members.items())
    return f"STRUCT({', '.join(parts)})"


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, int):
        return "BIGINT"
    if isinstance(value, float):
        return "DOUBLE"
    if isinstance(value, str):
        kind = kind_of(value)
        return kind if kind in DATES else TEXT
    return ANY


def quoted(name: str) -> str:
    """A name inside of a type, in double quotes where it is not plain."""
    plain = name.isascii() and name.isidentifier()
    return name if plain else '"' + name.replace('"', '""') + '"'
