"""The statements a scan of MySQL or MariaDB sends: one union of rows, streamed or hashed.

Everything a relation says comes as rows of one shape, told apart by `part`. `relations()` reads
them in order, `fingerprints()` lets the server hash the very same rows: what the one says cannot
change without the other.

MariaDB opens every table a condition leaves over; conditions on schema and name alone are decided
before. So they stand in each part, and nothing that needs the statistics of an engine is asked but
for sizes. Names are compared, grouped and sorted as bytes: their collation knows no case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.connector import EVERYTHING, Key, Selection

SYSTEM = ("information_schema", "mysql", "performance_schema", "sys", "ndbinfo")
# A sequence of MariaDB is a counter; system views and temporary tables are not the source's.
KINDS = "('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')"
RELATION, VIEW, COLUMN, KEY, REFERENCE, CHECK = range(6)
FIELDS = 7


@dataclass(frozen=True, slots=True)
class Where:
    """Which relations a statement is about: conditions on the names of schema and relation."""

    conditions: tuple[str, ...]
    values: Mapping[str, Any]

    def on(self, schema: str, name: str) -> str:
        return " AND ".join(one.format(schema=schema, name=name) for one in self.conditions)


def where(
    database: str, keys: Sequence[Key] | None = None, wanted: Selection = EVERYTHING
) -> Where:
    pushed = wanted.pushed()
    named = None if keys is None else [f"{schema}/{name}" for schema, name in keys]
    possible: dict[str, tuple[str, Any]] = {
        "database": ("{schema} = %(database)s", database or None),
        "system": ("CAST({schema} AS BINARY) NOT IN %(system)s", None if database else SYSTEM),
        "keys": ("CAST(CONCAT({schema}, '/', {name}) AS BINARY) IN %(keys)s", named),
        "include": ("CONCAT({schema}, '.', {name}) REGEXP %(include)s", pushed.include),
        "exclude": ("CONCAT({schema}, '.', {name}) NOT REGEXP %(exclude)s", pushed.exclude),
    }
    given = {name: (text, value) for name, (text, value) in possible.items() if value is not None}
    return Where(
        tuple(text for text, _ in given.values()),
        {name: value for name, (_, value) in given.items()},
    )


def relations(where: Where, mariadb: bool) -> str:
    return f"{_parts(where, mariadb)} ORDER BY CAST(s AS BINARY), CAST(t AS BINARY), part"


def fingerprints(where: Where, mariadb: bool) -> str:
    """A sum, for two equal rows must not cancel out; of halves, for it must not overflow."""
    fields = ", ".join(f"IFNULL(MD5({field}), '-')" for field in _letters())
    half = "SUM(CAST(CONV(SUBSTR(h, {}, 16), 16, 10) AS UNSIGNED))"
    return f"""
SELECT MIN(s), MIN(t), MAX(IF(part = {RELATION}, a, NULL)), MAX(IF(part = {RELATION}, b, NULL)),
  MD5(CONCAT_WS(',', {half.format(1)}, {half.format(17)}))
FROM (SELECT s, t, part, a, b, MD5(CONCAT(part, ',', n, ',', {fields})) h
  FROM ({_parts(where, mariadb)}) said) hashed
GROUP BY CAST(s AS BINARY), CAST(t AS BINARY)"""


def names(where: Where) -> str:
    return f"""
SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES
WHERE {where.on("TABLE_SCHEMA", "TABLE_NAME")} AND TABLE_TYPE IN {KINDS}"""


def sizes(where: Where) -> str:
    return f"""
SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_ROWS, DATA_LENGTH FROM information_schema.TABLES
WHERE {where.on("TABLE_SCHEMA", "TABLE_NAME")} AND TABLE_TYPE IN {KINDS}
  AND (TABLE_ROWS IS NOT NULL OR DATA_LENGTH IS NOT NULL)"""


def schemas(mariadb: bool) -> str:
    comment = "SCHEMA_COMMENT" if mariadb else "NULL"  # MySQL knows none
    return f"SELECT SCHEMA_NAME, {comment} FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME"


WHO = "SHOW VARIABLES WHERE Variable_name = 'server_uuid'"  # MariaDB has none
GRANTS = "SHOW GRANTS"  # those of active roles are among them


def _parts(where: Where, mariadb: bool) -> str:
    of_table = where.on("TABLE_SCHEMA", "TABLE_NAME")
    return " UNION ALL ".join(
        (
            _part(
                RELATION,
                ("TABLE_TYPE", "CREATE_OPTIONS REGEXP '(^| )partitioned( |$)'", "TABLE_COMMENT",
                 "ENGINE IS NULL"),
                f"TABLES WHERE {of_table} AND TABLE_TYPE IN {KINDS}",
            ),
            _part(VIEW, ("VIEW_DEFINITION",), f"VIEWS WHERE {of_table}"),
            _part(
                COLUMN,
                ("COLUMN_NAME", "COLUMN_TYPE", "IS_NULLABLE", "COLUMN_DEFAULT", "EXTRA",
                 "GENERATION_EXPRESSION", "COLUMN_COMMENT"),
                f"COLUMNS WHERE {of_table}",
                place="ORDINAL_POSITION",
            ),
            _part(
                KEY,
                ("INDEX_NAME", "COLUMN_NAME"),
                f"STATISTICS WHERE {of_table} AND NON_UNIQUE = 0",
                place="SEQ_IN_INDEX",
            ),
            _part(
                REFERENCE,
                ("CONSTRAINT_NAME", "COLUMN_NAME", "REFERENCED_TABLE_SCHEMA",
                 "REFERENCED_TABLE_NAME", "REFERENCED_COLUMN_NAME"),
                f"KEY_COLUMN_USAGE WHERE {of_table} AND REFERENCED_TABLE_NAME IS NOT NULL",
                place="ORDINAL_POSITION",
            ),
            _checks_of_mariadb(where) if mariadb else _checks_of_mysql(where),
        )
    )  # fmt: skip


def _checks_of_mariadb(where: Where) -> str:
    schema, name = "CONSTRAINT_SCHEMA", "TABLE_NAME"
    source = f"CHECK_CONSTRAINTS WHERE {where.on(schema, name)}"
    fields = ("CONSTRAINT_NAME", "CHECK_CLAUSE", "LEVEL = 'Column'")
    return _part(CHECK, fields, source, of=(schema, name))


def _checks_of_mysql(where: Where) -> str:
    """Its names of checks are unique in a schema; whose check it is stands elsewhere."""
    schema, name = "owner.TABLE_SCHEMA", "owner.TABLE_NAME"
    source = (
        "TABLE_CONSTRAINTS owner JOIN information_schema.CHECK_CONSTRAINTS said"
        " USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME)"
        f" WHERE {where.on(schema, name)} AND owner.CONSTRAINT_TYPE = 'CHECK'"
    )
    return _part(CHECK, ("CONSTRAINT_NAME", "CHECK_CLAUSE", "0"), source, of=(schema, name))


def _part(
    number: int,
    fields: Sequence[str],
    source: str,
    *,
    of: Key = ("TABLE_SCHEMA", "TABLE_NAME"),
    place: str = "0",
) -> str:
    """Rows of one shape and one character set, whatever the server keeps its names in."""
    texts = [f"CONVERT({field} USING utf8mb4)" for field in (*of, *fields)]
    texts += ["NULL"] * (FIELDS - len(fields))
    named = [
        f"{text} {letter}" for text, letter in zip(texts, ("s", "t", *_letters()), strict=True)
    ]
    return f"SELECT {', '.join(named)}, {number} part, {place} n FROM information_schema.{source}"


def _letters() -> str:
    return "abcdefghijk"[:FIELDS]
