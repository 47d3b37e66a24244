"""What a detector says of the kinds it knows, and what is asked about: a column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar, Literal

Takes = Literal["text", "number", "time", "truth"]
Test = Callable[[str], float]
Whole = Callable[[Sequence[str]], float]


class Level(IntEnum):
    """How sensitive: the highest of a table's columns is the table's."""

    INTERNAL = 1  # of companies, devices and places: personal only beside a person
    PERSONAL = 2  # identifies or describes a person
    SENSITIVE = 3  # does harm when it leaks: official numbers, money, health, origin
    SECRET = 4  # opens doors by itself


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sensitive data; the package's docstring explains every word."""

    slug: str
    label: str
    level: Level
    names: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    test: Test | None = None
    looks: Test | None = None
    whole: Whole | None = None
    proof: float = 0.0
    refuted: float = 5.0
    share: float = 0.5
    least: int = 3
    takes: tuple[Takes, ...] = ("text", "number")


class Detector:
    """One family of sensitive data."""

    slug: ClassVar[str]
    label: ClassVar[str]
    version: ClassVar[int]
    kinds: ClassVar[tuple[Kind, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column; without values its names must do."""

    name: str
    type: str = ""
    table: str = ""
    neighbours: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
