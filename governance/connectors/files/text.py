"""CSV and its like: which delimiter, whether the first line names the columns, which types."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from governance.connector import Column, clean
from governance.connectors.files.guess import TEXT, common, kind_of, named
from governance.connectors.files.head import MOST, Head, Unreadable
from governance.connectors.files.said import MOST_COLUMNS, Said

DELIMITERS = (",", ";", "\t", "|")
TRIED, SAMPLE = 50, 200  # records that choose the delimiter, and the types
PREAMBLE = 20  # lines that may stand before the table
csv.field_size_limit(MOST)  # no more is looked at anyway: a long value is no damage

Record = list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """What a text file holds, as far as its beginning tells."""

    names: list[str]
    columns: list[tuple[str, ...]]  # the values, column by column
    delimiter: str
    has_header: bool


def read_text(head: Head, *, tabs: bool) -> Said:
    """The columns of a CSV file, as far as its beginning tells; raises Unreadable."""
    table = read_table(head, tabs=tabs, most=SAMPLE)
    traits = {"format": "CSV", "encoding": head.encoding, "delimiter": table.delimiter}
    if not table.names:
        return Said((), traits, None)
    columns = tuple(
        Column(name, number, common(values), True, None, None, None)
        for number, (name, values) in enumerate(
            zip(table.names, table.columns, strict=True), start=1
        )
    )
    header = {"header": "yes" if table.has_header else "no"}
    return Said(columns[:MOST_COLUMNS], traits | header, None)


def read_table(head: Head, *, tabs: bool, most: int) -> Table:
    """Names and at most so many values of every column; raises Unreadable."""
    delimiter = max(DELIMITERS, key=lambda one: _fit(head, one, tabs))
    records = _records(head, delimiter, most + PREAMBLE + 1)
    if not records:
        return Table([], [], delimiter, False)
    records = _table(records)
    has_header = _is_header(records[0], records[1 : SAMPLE + PREAMBLE + 1])
    rows = records[1:] if has_header else records
    width = max(len(records[0]), _usual(records))
    names = named([clean(name) for name in _padded(records[0] if has_header else [], width)])
    columns = [values[: len(rows)] for values in _by_column(rows, width)]
    return Table(names, columns, delimiter, has_header)


def _records(head: Head, delimiter: str, most: int) -> list[Record]:
    """At most so many records that are there to their end, without blank lines."""
    reader = csv.reader(io.StringIO(head.text, newline=""), delimiter=delimiter)
    found: list[Record] = []
    ended = False
    try:
        found = list(islice(reader, most))
        ended = len(found) < most
    except csv.Error as error:
        raise Unreadable("file_broken", str(error)) from None
    if ended and found and not head.whole:
        found.pop()
        if not found:
            raise Unreadable("file_broken", f"no line ends in the first {MOST} bytes")
    return [record for record in found if record]


def _fit(head: Head, delimiter: str, tabs: bool) -> tuple[float, ...]:
    """How well a delimiter makes a table: lines alike, values with a type, many columns."""
    if tabs:
        return (float(delimiter == "\t"),)
    records = _records(head, delimiter, TRIED)
    width = _usual(records)
    if width < 2:
        return (0.0, 0.0, 0.0)
    alike = sum(len(record) == width for record in records) / len(records)
    values = [kind_of(value) for record in records for value in record[:100]]
    typed = sum(kind not in (None, TEXT) for kind in values) / len(values)
    return (round(alike, 1), round(typed, 1), float(width))


def _usual(records: Sequence[Record]) -> int:
    """How many values most records have."""
    widths = Counter(map(len, records))
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _table(records: list[Record]) -> list[Record]:
    """Without the title that people put above a table: single values before the wide lines."""
    if _usual(records) > 1:
        for number, record in enumerate(records[:PREAMBLE]):
            if len(record) > 1:
                return records[number:]
    return records


def _is_header(first: Record, rest: Sequence[Record]) -> bool:
    """Whether a line names columns: text above values that have a type; without such a column,
    a line in which nothing looks like a value and nothing comes again below."""
    kinds = [kind_of(value) or (TEXT if value else None) for value in first]
    columns = list(_by_column(rest[:TRIED], len(first)))
    if any(
        kind == TEXT and common(values) != TEXT
        for kind, values in zip(kinds, columns, strict=True)
        if any(values)
    ):
        return True
    looks = all(kind in (TEXT, None) for kind in kinds) and TEXT in kinds
    again = any(name and name in values for name, values in zip(first, columns, strict=True))
    return looks and not again and len(set(first)) == len(first)


def _by_column(records: Sequence[Record], width: int) -> list[tuple[str, ...]]:
    if not records:
        return [()] * width
    cut = [record[:width] for record in records]
    return list(zip_longest(*cut, [""] * width, fillvalue=""))


def _padded(record: Record, width: int) -> Record:
    return (record + [""] * width)[:width]
