"""Types of values that are only text, and names for columns that have none of their own."""

import re
from collections.abc import Iterable, Sequence

TEXT = "VARCHAR"
NOTHING = frozenset({"", "NULL", "null", "NA", "N/A", "NaN", "\\N"})
KINDS = (
    # a number with a leading zero or plus is a code: a postcode, a phone
    ("BIGINT", re.compile(r"-?(?:0|[1-9][0-9]{0,17})")),
    (
        "DOUBLE",
        re.compile(r"-?(?:(?:0|[1-9][0-9]*)?\.[0-9]+|0|[1-9][0-9]*)(?:[eE][-+]?[0-9]{1,3})?"),
    ),
    ("BOOLEAN", re.compile(r"true|false|TRUE|FALSE|True|False")),
    ("DATE", re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]")),
    (
        "TIMESTAMP",
        re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](?::[0-9.]{2,12})?"),
    ),
    (
        "TIMESTAMP WITH TIME ZONE",
        re.compile(
            r"[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](?::[0-9.]{2,12})?"
            r" ?(?:Z|[-+][0-9]{2}:?[0-9]{0,2})"
        ),
    ),
    ("TIME", re.compile(r"[0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?")),
)
WIDER = {frozenset({"BIGINT", "DOUBLE"}): "DOUBLE", frozenset({"DATE", "TIMESTAMP"}): "TIMESTAMP"}
LONGEST = 40  # characters of anything but text


def kind_of(value: str) -> str | None:
    """The narrowest type that takes a value; None for one that stands for nothing."""
    if value in NOTHING:
        return None
    if len(value) <= LONGEST:
        for kind, pattern in KINDS:
            if pattern.fullmatch(value):
                return kind
    return TEXT


def common(values: Iterable[str]) -> str:
    """The narrowest type that takes all of these values."""
    found: str | None = None
    for value in values:
        kind = kind_of(value)
        found = widened(found, kind)
        if found == TEXT:
            break
    return found or TEXT


def widened(one: str | None, other: str | None) -> str | None:
    if one is None or other is None or one == other:
        return one or other
    return WIDER.get(frozenset({one, other}), TEXT)


def named(names: Sequence[str]) -> list[str]:
    """The same names, each once: `column_3` where there is none, `name_1` where it comes again."""
    taken, found = set(names), []
    seen: set[str] = set()
    counts: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        wanted = name or f"column_{number}"
        unique = wanted
        while unique in seen or (unique != name and unique in taken):
            counts[wanted] = counts.get(wanted, 0) + 1
            unique = f"{wanted}_{counts[wanted]}"
        seen.add(unique)
        found.append(unique)
    return found
