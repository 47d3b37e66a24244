"""What rows of the dictionary say of one relation. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from governance.connector import Column, Constraint, Key, Relation, RelationKind
from governance.connectors.mysql import statements

Row = tuple[str | None, ...]  # schema, relation, seven fields, part, place

PARTITIONED = "1"
NUMBERS = re.compile(r"(tinyint|smallint|mediumint|int|bigint|decimal|float|double|bit|year)\b")
UPDATED = re.compile(r"\bon update (.+)", re.IGNORECASE)
HIDDEN = "SHOW VIEW command denied"  # as the server says it to whoever asks for the text


@dataclass(frozen=True, slots=True)
class Dialect:
    """How this server writes names and defaults."""

    mariadb: bool
    spelled: Mapping[str, Key]  # folded to as told; empty where case tells names apart

    def target(self, schema: str, name: str) -> Key:
        """The relation a key points to, spelled as in the list of tables."""
        return self.spelled.get(f"{schema}/{name}".lower(), (schema, name))


def kind_of(type_: str, partitioned: str | None) -> RelationKind:
    if type_ == "VIEW":
        return "view"
    return "partitioned_table" if partitioned == PARTITIONED else "table"


def external_id(key: Key) -> str:
    """The quoted name: the id of a table inside the engine is told to administrators only."""
    return ".".join("`" + part.replace("`", "``") + "`" for part in key)


def relation(rows: Iterable[Row], dialect: Dialect) -> Relation | None:
    """The relation that these rows tell of, None when it vanished while they were read."""
    parts: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        parts[int(row[9] or 0)].append(row)
    if not parts[statements.RELATION]:
        return None
    schema, name, type_, partitioned, comment, no_engine, *_ = parts[statements.RELATION][0]
    key, kind = (schema or "", name or ""), kind_of(type_ or "", partitioned)
    columns = sorted(
        (_column(row, dialect) for row in parts[statements.COLUMN]),
        key=lambda column: column.ordinal,
    )
    definition = next((row[2] for row in parts[statements.VIEW]), None) or None
    problem = _problem(kind, comment or "", no_engine == "1", definition)
    if not columns and not problem:
        return None
    return Relation(
        *key,
        kind,
        external_id(key),
        None if kind == "view" or problem else comment or None,
        definition,
        tuple(columns),
        (
            *_keys(parts[statements.KEY]),
            *_references(parts[statements.REFERENCE], dialect),
            *_checks(parts[statements.CHECK]),
        ),
        problem,
    )


def _problem(
    kind: RelationKind, comment: str, no_engine: bool, definition: str | None
) -> tuple[str, dict[str, str]] | None:
    """The server tells what is wrong in place of the comment."""
    if kind == "view":
        if comment != "VIEW":
            return "view_broken", {"detail": comment}
        return None if definition else ("text_withheld", {"detail": HIDDEN})
    return ("partly_read", {"detail": comment or "no engine"}) if no_engine else None


def _column(row: Row, dialect: Dialect) -> Column:
    name, type_, nullable, default, extra, made_by, comment = row[2:9]
    return Column(
        name or "",
        int(row[10] or 0),
        type_ or "any",
        nullable == "YES",
        made_by or default_of(default, type_ or "", extra or "", mariadb=dialect.mariadb),
        comment or None,
        None,
        bool(made_by),
    )


def default_of(default: str | None, type_: str, extra: str, *, mariadb: bool) -> str | None:
    """The default as an expression.

    MariaDB tells expressions, and NULL where a column that may be NULL has no default. MySQL tells
    the bare value of a literal, so texts and times are quoted here.
    """
    if "auto_increment" in extra.lower():
        return "AUTO_INCREMENT"
    if default is None or (mariadb and default == "NULL"):
        return None
    literal = not mariadb and "DEFAULT_GENERATED" not in extra and not NUMBERS.match(type_)
    # before 8.0.13 MySQL told of this one expression without a word that it is one
    if literal and not default.upper().startswith("CURRENT_TIMESTAMP"):
        default = "'" + default.replace("'", "''") + "'"
    updated = UPDATED.search(extra)
    return f"{default} ON UPDATE {updated[1]}" if updated else default


def _keys(rows: list[Row]) -> Iterator[Constraint]:
    for name, columns in _grouped(rows):
        told = tuple(row[3] for row in columns if row[3] is not None)
        if len(told) < len(columns):  # a part is an expression
            continue
        if name == "PRIMARY":
            yield Constraint(name, "primary_key", told, None, (), None)
        else:
            yield Constraint(name, "unique", told, None, (), None)


def _references(rows: list[Row], dialect: Dialect) -> Iterator[Constraint]:
    for name, columns in _grouped(rows):
        sources = tuple(row[3] or "" for row in columns)
        target = dialect.target(columns[0][4] or "", columns[0][5] or "")
        targets = tuple(row[6] or "" for row in columns)
        yield Constraint(name, "foreign_key", sources, target, targets, None)


def _checks(rows: list[Row]) -> Iterator[Constraint]:
    """A check of a column carries its name and may have a namesake of the whole table."""
    for row in sorted(rows, key=lambda row: (row[4] or "", row[2] or "")):
        name, expression, of_column = row[2:5]
        if of_column == "1":
            yield Constraint(None, "check", (name or "",), None, (), expression)
        else:
            yield Constraint(name, "check", (), None, (), expression)


def _grouped(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    rows = sorted(rows, key=lambda row: (row[2] or "", int(row[10] or 0)))
    for name, group in groupby(rows, key=lambda row: row[2] or ""):
        yield name, list(group)
