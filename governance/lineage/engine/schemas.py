"""Which tables have which columns: what was given, and what a script's own statements define."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from governance.catalog.rules import naming
from governance.lineage.engine.names import Name, Names


class Known(NamedTuple):
    """A table that was looked up; `columns` is None where nobody knows them."""

    table: str
    columns: tuple[Name, ...] | None
    certain: bool = True  # False: several schemas have a table of this name


class Schemas:
    """Tables by the end of their name: `orders` finds `shop.orders` while there is only one."""

    def __init__(
        self, names: Names, given: Mapping[str, Iterable[str]], default: str | None = None
    ) -> None:
        self._names = names
        self._default = names.real(default).want.casefold() if default else None
        self._by_last: dict[str, dict[tuple[str, ...], Known]] = {}
        for table, columns in given.items():
            path = tuple(names.real(part) for part in naming.parts(table))
            self._put(path, Known(table, tuple(names.real(column) for column in columns)))

    def define(self, path: tuple[Name, ...], columns: Iterable[Name] | None) -> None:
        """A statement made this table. Columns that were given stay: they are the database's."""
        known = self.find(path)
        if known.columns is None:
            known_columns = None if columns is None else tuple(columns)
            self._put(path, Known(known.table, known_columns))

    def forget(self, path: tuple[Name, ...]) -> None:
        """A statement dropped or renamed this table."""
        self._by_last.get(path[-1].want.casefold(), {}).pop(tuple(part.want for part in path), None)

    def find(self, path: tuple[Name, ...]) -> Known:
        """Exactly, else the only table whose name ends, or begins to end, like this one."""
        written = Known(naming.dotted(*(part.text for part in path)), None)
        there = self._by_last.get(path[-1].want.casefold())
        if not there:
            return written
        wanted = tuple(part.want for part in path)
        if wanted in there:
            return there[wanted]
        fitting = [one for one in there if _fits(one, wanted)]
        if len(fitting) > 1:
            fitting = self._narrowed(fitting, wanted)
        if len(fitting) == 1:
            return there[fitting[0]]
        return Known(written.table, None, certain=not fitting)

    def _narrowed(
        self, fitting: list[tuple[str, ...]], wanted: tuple[str, ...]
    ) -> list[tuple[str, ...]]:
        """Of several, the one that is spelled exactly so, else the one in the default schema."""
        spelled = [one for one in fitting if one[-1] == wanted[-1]] or fitting
        if len(spelled) > 1 and self._default:
            return [
                one for one in spelled if len(one) > 1 and one[-2].casefold() == self._default
            ] or spelled
        return spelled

    def _put(self, path: tuple[Name, ...], known: Known) -> None:
        there = self._by_last.setdefault(path[-1].want.casefold(), {})
        there[tuple(part.want for part in path)] = known


def _fits(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shared = min(len(one), len(other))
    ends = zip(one[-shared:], other[-shared:], strict=True)
    return all(left.casefold() == right.casefold() for left, right in ends)
