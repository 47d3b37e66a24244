"""Parquet: the schema in the footer of a file, read by ourselves.

A few kilobytes at the end say everything, so no row group is touched and no native code is given
what a stranger wrote. Types are written as DuckDB writes them. Only the beginning of the footer is
read: the schema and the number of rows come first in it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from governance.connector import Column, clean
from governance.connectors.files.guess import named
from governance.connectors.files.head import Unreadable
from governance.connectors.files.objects import quoted
from governance.connectors.files.said import MOST_COLUMNS, Said
from governance.connectors.files.thrift import BYTE, FALSE, STRUCT, TRUE, WHOLE, Malformed, Reader

MAGIC, SEALED = b"PAR1", b"PARE"
MOST = 4 << 20  # bytes of a footer that are looked at
ELEMENTS = 100_000  # columns, and columns in columns
DEEPEST = 30

REQUIRED, REPEATED = 0, 2
PHYSICAL = (
    "BOOLEAN", "INTEGER", "BIGINT", "TIMESTAMP_NS", "FLOAT", "DOUBLE", "BLOB", "BLOB",
)  # fmt: skip
CONVERTED = {
    0: "VARCHAR", 4: "VARCHAR", 6: "DATE", 7: "TIME", 8: "TIME",
    9: "TIMESTAMP WITH TIME ZONE", 10: "TIMESTAMP WITH TIME ZONE",
    11: "UTINYINT", 12: "USMALLINT", 13: "UINTEGER", 14: "UBIGINT",
    15: "TINYINT", 16: "SMALLINT", 17: "INTEGER", 18: "BIGINT",
    19: "JSON", 20: "BLOB", 21: "INTERVAL",
}  # fmt: skip
LOGICAL = {
    1: "VARCHAR", 4: "VARCHAR", 6: "DATE", 11: '"NULL"', 12: "JSON", 13: "BLOB", 14: "UUID",
    15: "FLOAT", 16: "VARIANT", 17: "GEOMETRY", 18: "GEOGRAPHY",
}  # fmt: skip
WIDTHS = {8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT"}
# what says more than one word
MAP, MAP_ENTRY, LIST, DECIMAL = 1, 2, 3, 5  # as converted types
IS_MAP, IS_LIST, IS_DECIMAL, IS_TIME, IS_TIMESTAMP, IS_INTEGER = 2, 3, 5, 7, 8, 10  # as logical
NANOSECONDS = 3


@dataclass
class Node:
    """One element of a schema, with what lies in it."""

    name: str
    physical: int | None
    repetition: int
    converted: int | None
    logical: dict[int, dict[int, Any]]
    scale: int
    precision: int
    size: int  # elements directly in it
    inside: list["Node"] = field(default_factory=list)


def read_parquet(file: BinaryIO) -> Said:
    """The columns of a Parquet file; raises Unreadable."""
    reader = Reader(_footer(file))
    try:
        found = reader.fields({2: partial(_elements, reader), 3: reader.whole}, last=3)
        root = _tree(iter(found.get(2, ())))
        nodes = root.inside[:MOST_COLUMNS]
        names = named([node.name for node in nodes])
        columns = tuple(
            Column(name, at, type_of(node), node.repetition != REQUIRED, None, None, None)
            for at, (name, node) in enumerate(zip(names, nodes, strict=True), start=1)
        )
    except Malformed as malformed:
        raise Unreadable("file_broken", f"the footer: {malformed}") from None
    return Said(columns, {"format": "Parquet"}, found.get(3))


def _footer(file: BinaryIO) -> bytes:
    """The beginning of the footer."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(4)
    if head not in (MAGIC, SEALED):
        raise Unreadable("file_broken", "it does not begin as Parquet does" if size else "empty")
    file.seek(max(0, size - 8))
    tail = file.read(8)
    if tail[4:] == SEALED:
        raise Unreadable("file_encrypted", "its footer is encrypted")
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != MAGIC or length + 12 > size:
        raise Unreadable("file_truncated", "its footer is missing")
    file.seek(size - 8 - length)
    return file.read(min(length, MOST))


def _elements(reader: Reader, kind: int) -> list[Node]:
    _, count = reader.items()
    if count > ELEMENTS:
        raise Malformed("too many columns")
    return [_element(reader) for _ in range(count)]


def _element(reader: Reader) -> Node:
    numbers = dict.fromkeys((1, 3, 5, 6, 7, 8), reader.whole)
    found = reader.fields({**numbers, 4: reader.text, 10: partial(_logical, reader)})
    return Node(
        name=clean(found.get(4, "")),
        physical=found.get(1),
        repetition=found.get(3, REQUIRED),
        converted=found.get(6),
        logical=found.get(10, {}),
        scale=found.get(7, 0),
        precision=found.get(8, 0),
        size=found.get(5, 0),
    )


def _logical(reader: Reader, kind: int) -> dict[int, dict[int, Any]]:
    """A union: the one field that is set says which type it is, and what is in it the rest."""
    read = partial(_details, reader)
    return reader.fields(dict.fromkeys(range(1, 19), read))


def _details(reader: Reader, kind: int) -> dict[int, Any]:
    """What is in it: flags and numbers; of a unit, which one it is."""

    def value(inner: int) -> Any:
        if inner == STRUCT:
            return min(reader.fields(dict.fromkeys(range(1, 4), reader.skip)), default=0)
        if inner in (TRUE, FALSE):
            return inner == TRUE
        return reader.whole(inner) if inner in (BYTE, *WHOLE) else reader.skip(inner)

    return reader.fields({1: value, 2: value})


def _tree(elements: Iterator[Node], depth: int = 0) -> Node:
    """The next element with all that lies in it: they come parents first."""
    if depth > DEEPEST:
        raise Malformed("nested too deeply")
    node = next(elements, None)
    if node is None:
        raise Malformed("fewer columns than it says")
    for _ in range(node.size):
        node.inside.append(_tree(elements, depth + 1))
    return node


def type_of(node: Node) -> str:
    """A type as DuckDB writes it."""
    repeated = "[]" if node.repetition == REPEATED else ""
    return (_group(node) if node.physical is None else _scalar(node)) + repeated


def _group(node: Node) -> str:
    inner = node.inside[0] if len(node.inside) == 1 else None
    if inner and (node.converted == LIST or IS_LIST in node.logical):
        return _list(node, inner)
    is_map = node.converted in (MAP, MAP_ENTRY) or IS_MAP in node.logical
    if inner and is_map and len(inner.inside) == 2:
        return f"MAP({', '.join(type_of(one) for one in inner.inside)})"
    return f"STRUCT({', '.join(f'{quoted(one.name)} {type_of(one)}' for one in node.inside)})"


def _list(node: Node, inner: Node) -> str:
    """The rules of the format for lists of three levels, and for the older ones of two."""
    old = inner.name == "array" or inner.name == f"{node.name}_tuple"
    if len(inner.inside) == 1 and not old:
        return f"{type_of(inner.inside[0])}[]"
    return type_of(inner)


def _scalar(node: Node) -> str:
    for number, details in node.logical.items():
        if kind := _logical_type(number, details):
            return kind
    if node.converted == DECIMAL:
        return f"DECIMAL({node.precision},{node.scale})"
    if node.converted in CONVERTED:
        return CONVERTED[node.converted]
    physical = node.physical
    return PHYSICAL[physical] if physical is not None and 0 <= physical < len(PHYSICAL) else "any"


def _logical_type(number: int, details: dict[int, Any]) -> str | None:
    if number == IS_DECIMAL:
        return f"DECIMAL({details.get(2, 0)},{details.get(1, 0)})"
    if number == IS_INTEGER:
        width = WIDTHS.get(details.get(1, 0))
        return f"{'' if details.get(2, True) else 'U'}{width}" if width else None
    if number == IS_TIME:
        return "TIME"
    if number == IS_TIMESTAMP:
        if details.get(1):
            return "TIMESTAMP WITH TIME ZONE"
        return "TIMESTAMP_NS" if details.get(2) == NANOSECONDS else "TIMESTAMP"
    return LOGICAL.get(number)
