"""What most sessions need while they read: clean text, batches, a way around what is broken."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from governance.connector.picture import Relation

T = TypeVar("T")

_UNSAFE = re.compile("[\0\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that every database takes: no NUL, no lone surrogate."""
    return _UNSAFE.sub(lambda found: "\u2400" if found[0] == "\0" else "\ufffd", text)


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` rows, read no further than asked for."""
    rest = iter(rows)
    while some := list(islice(rest, size)):
        yield some


class Spoiled(Exception):
    """One relation makes the statement that reads many fail. Never leaves a connector."""


def salvage(
    wanted: Sequence[T],
    read: Callable[[Sequence[T]], list[Relation]],
    bare: Callable[[Sequence[T], str], list[Relation]],
    attempts: int,
) -> Iterator[Relation]:
    """Read around broken relations: a part that raises Spoiled is read in halves.

    A single broken one, and all that is left after so many failed attempts, comes from `bare`.
    """
    parts = [wanted]
    while parts:
        part = parts.pop()
        try:
            found = read(part)
        except Spoiled as spoiled:
            attempts -= 1
            if len(part) > 1 and attempts > 0:
                half = len(part) // 2
                parts += [part[half:], part[:half]]
                continue
            found = bare(part, str(spoiled))
        yield from found
