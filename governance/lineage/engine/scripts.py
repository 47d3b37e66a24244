"""Texts to findings: every statement after those that define what it reads."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlglot import exp

from governance.lineage.engine.expressions import TooSlow
from governance.lineage.engine.names import Names
from governance.lineage.engine.reading import Statement, statements
from governance.lineage.engine.schemas import Schemas
from governance.lineage.engine.statements import Statements, table_named
from governance.lineage.rules import Finding, Reason

SECONDS = 5.0  # for one statement, once it is parsed


class Text(NamedTuple):
    """One input. `view` is the name of the view it defines, where the text is only its query."""

    name: str
    sql: str
    view: str | None = None


class Traced(NamedTuple):
    """A finding and where its statement stands."""

    text: str
    line: int
    finding: Finding


Schema = Mapping[str, Sequence[str]]


def trace(
    texts: Iterable[Text],
    dialect: str,
    schema: Schema | None = None,
    default: str | None = None,
    seconds: float = SECONDS,
) -> list[Traced]:
    """What every statement of these texts does, in the order in which they stand.

    `schema` has the columns of tables by dotted name; what the statements define is added to it,
    whichever order they stand in. `default` is the schema of names without one. Raises Unknown
    for a dialect that nobody knows.
    """
    names = Names(dialect)
    schemas = Schemas(names, schema or {}, default)
    read = [_Read(text, one) for text in texts for one in _statements(text, names)]
    found: dict[int, Traced] = {}
    for place, circular in _ordered(read, names):
        one = read[place]
        finding = _find(one.statement, names, schemas, seconds, circular)
        found[place] = Traced(one.text.name, one.statement.line, finding)
    return [found[place] for place in range(len(read))]


class _Read(NamedTuple):
    text: Text
    statement: Statement


def _statements(text: Text, names: Names) -> Iterator[Statement]:
    for one in statements(text.sql, names):
        if text.view is None or not isinstance(one.node, exp.Query):
            yield one
        else:
            view = table_named(text.view)
            made = exp.Create(this=view, kind="VIEW", expression=one.node)
            yield Statement(one.ordinal, one.line, made)


def _find(
    one: Statement, names: Names, schemas: Schemas, seconds: float, circular: str | None
) -> Finding:
    if one.node is None:
        return Finding(one.ordinal, "other", (one.reason,) if one.reason else ())
    reader = Statements(names, schemas, time.monotonic() + seconds)
    if circular is not None:
        reader.doubt("circular", table=circular)
    try:
        return reader.find(one.ordinal, one.node)
    except TooSlow:
        reason = Reason("too_slow", {"seconds": seconds})
    except RecursionError:
        reason = Reason("too_deep")
    except Exception as error:  # a tree nobody thought of: its verdict, not the end of the others
        reason = Reason("unfollowed", {"detail": f"{type(error).__name__}: {error}"[:300]})
    return Finding(one.ordinal, "other", (reason,))


def _ordered(read: Sequence[_Read], names: Names) -> Iterator[tuple[int, str | None]]:
    """Every place once, after the statements that first define what it reads; with the table by
    which a view comes back to itself, if it does."""
    made = _makers(read, names)
    needs = [_needed(place, one, made, names) for place, one in enumerate(read)]
    state: dict[int, int] = {}  # 1: begun, 2: done
    for start in range(len(read)):
        path = [start] if start not in state else []
        circular: dict[int, str] = {}
        while path:
            place = path[-1]
            state.setdefault(place, 1)
            for other, table in needs[place].items():
                if state.get(other) == 1:
                    circular.setdefault(place, table)
            waiting = next((other for other in needs[place] if other not in state), None)
            if waiting is not None:
                path.append(waiting)
                continue
            state[path.pop()] = 2
            yield place, circular.get(place)


def _makers(read: Sequence[_Read], names: Names) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """Where tables and views are made, by the last part of their names."""
    made: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for place, one in enumerate(read):
        target = _made(one.statement.node)
        if target is not None:
            path = _path(target, names)
            made.setdefault(path[-1], []).append((place, path))
    return made


def _needed(
    place: int,
    one: _Read,
    made: Mapping[str, list[tuple[int, tuple[str, ...]]]],
    names: Names,
) -> dict[int, str]:
    """The first makers of what a statement reads, unless an earlier statement made it already."""
    node = one.statement.node
    needed: dict[int, str] = {}
    own = _made(node)
    for table in node.find_all(exp.Table) if node is not None else ():
        if table is own or not table.parts:
            continue
        path = _path(table, names)
        makers = [at for at, name in made.get(path[-1], ()) if _same(name, path)]
        if makers and (makers[0] != place or _is_view(node)):
            needed.setdefault(makers[0], table.name)
    return needed


def _made(node: exp.Expr | None) -> exp.Table | None:
    if not isinstance(node, exp.Create):
        return None
    target = node.this.this if isinstance(node.this, exp.Schema) else node.this
    return target if isinstance(target, exp.Table) and target.parts else None


def _is_view(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Create) and str(node.args.get("kind")).upper() == "VIEW"


def _path(table: exp.Table, names: Names) -> tuple[str, ...]:
    return tuple(part.want.casefold() for part in names.path(table))


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shared = min(len(one), len(other))
    return one[-shared:] == other[-shared:]
