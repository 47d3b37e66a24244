"""Statements that the parser leaves as a line of text, but that move data: read by their words."""

import re
from collections.abc import Callable

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

_NAME = r"((?:[\w$]+|\"[^\"]+\"|`[^`]+`)(?:\.(?:[\w$]+|\"[^\"]+\"|`[^`]+`))*)"
_EXCHANGE = re.compile(
    rf"TABLE\s+{_NAME}\s+EXCHANGE\s+(?:SUB)?PARTITION\b.*?\bWITH\s+TABLE\s+{_NAME}",
    re.IGNORECASE | re.DOTALL,
)
_SWAP = re.compile(
    rf"TABLE\s+{_NAME}\s+SWAP\s+PARTITIONS?\b.*?\bTABLE\s+{_NAME}", re.IGNORECASE | re.DOTALL
)
_RENAME = re.compile(rf"TABLE\s+{_NAME}\s+TO\s+{_NAME}\s*$", re.IGNORECASE)
_UNLOAD = re.compile(r"^\s*\(\s*'((?:[^']|'')*)'\s*\)\s*TO\s+'([^']*)'", re.IGNORECASE | re.DOTALL)

# Functions that move partitions: which of their arguments is read, which is written.
_MOVERS = {
    "swap_partitions_between_tables": (0, 3),
    "move_partitions_to_table": (0, 3),
    "copy_partitions_to_table": (0, 3),
}


def understood(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """The same statement in words that the rest of the engine knows, where there are some."""
    if isinstance(node, exp.Select):
        return _moving(node, dialect)
    if not isinstance(node, exp.Command):
        return node
    text = node.args.get("expression")
    line = text.name if isinstance(text, exp.Expr) else str(text or "")
    read = _READERS.get(str(node.this).upper())
    made = read(line, dialect) if read is not None else None
    return node if made is None else made


def _moving(node: exp.Select, dialect: Dialect) -> exp.Expr:
    """`SELECT swap_partitions_between_tables('a', …, 'b')` writes b."""
    call = node.expressions[0] if len(node.expressions) == 1 else None
    places = _MOVERS.get(call.name.lower()) if isinstance(call, exp.Anonymous) else None
    if call is None or places is None or len(call.expressions) <= max(places):
        return node
    from_, to = (call.expressions[place].name for place in places)
    return _insert(from_, to, dialect)


def _altered(line: str, dialect: Dialect) -> exp.Expr | None:
    """Partitions that change places: what stood in the second table stands in the first."""
    found = _EXCHANGE.search(line) or _SWAP.search(line)
    return _insert(found[2], found[1], dialect) if found else None


def _renamed(line: str, dialect: Dialect) -> exp.Expr | None:
    found = _RENAME.search(line)
    if found is None:
        return None
    from_, to = (exp.to_table(found[place], dialect=dialect) for place in (1, 2))
    return exp.Alter(this=from_, kind="TABLE", actions=[exp.AlterRename(this=to)])


def _replaced(line: str, dialect: Dialect) -> exp.Expr | None:
    """REPLACE INTO is an INSERT that first deletes."""
    return dialect.parse(f"INSERT {line}")[0]


def _unloaded(line: str, dialect: Dialect) -> exp.Expr | None:
    found = _UNLOAD.search(line)
    query = dialect.parse(found[1].replace("''", "'"))[0] if found else None
    if found is None or query is None:
        return None
    return exp.Copy(this=query, kind=False, files=[exp.Literal.string(found[2])])


def _insert(from_: str, to: str, dialect: Dialect) -> exp.Expr:
    source, target = (exp.to_table(name, dialect=dialect) for name in (from_, to))
    return exp.Insert(this=target, expression=exp.select("*").from_(source), by_name=True)


_READERS: dict[str, Callable[[str, Dialect], exp.Expr | None]] = {
    "ALTER": _altered,
    "RENAME": _renamed,
    "REPLACE": _replaced,
    "UNLOAD": _unloaded,
}
