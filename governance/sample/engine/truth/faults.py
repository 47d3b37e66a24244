"""Putting the declared faults into a database, and the short ways of declaring them."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from zlib import crc32

from .facts import Fault

LOST = 5_000_000  # added to a key so that it points nowhere


def inject(connection: sqlite3.Connection, faults: Sequence[Fault], today: date) -> None:
    for fault in faults:
        if fault.inject:
            connection.execute(fault.inject, {"today": today.isoformat()})


def picked(table: str, key: str, count: int, where: str, salt: str) -> str:
    """A subquery of `count` keys all over the table: ever the same, others for another salt."""
    spread = f"({key} * 7919 + {crc32(salt.encode())}) % 10007, {key}"
    return f"(SELECT {key} FROM {table} WHERE {where} ORDER BY {spread} LIMIT {count})"


def set_to(
    database: str,
    column: str,
    key: str,
    flaw: str,
    rows: int,
    value: str,
    bad: str,
    where: str = "1",
) -> Fault:
    """`rows` rows whose `column` is set to the expression `value`; `bad` recognises them."""
    table, name = column.split(".")
    chosen = picked(table, key, rows, where, salt=name + flaw)
    return Fault(
        database,
        table,
        (name,),
        flaw,
        rows,
        probe=f"SELECT count(*) FROM {table} WHERE {bad}",
        inject=f"UPDATE {table} SET {name} = {value} WHERE {key} IN {chosen}",
    )


def emptied(database: str, column: str, key: str, rows: int, where: str = "1") -> Fault:
    name = column.split(".")[1]
    where = f"{name} IS NOT NULL AND {where}"
    return set_to(database, column, key, "missing", rows, "NULL", f"{name} IS NULL", where)


def orphaned(database: str, column: str, key: str, rows: int, parent: str) -> Fault:
    """`parent` is the referenced `table.column`."""
    name, (table, target) = column.split(".")[1], parent.split(".")
    bad = f"{name} IS NOT NULL AND {name} NOT IN (SELECT {target} FROM {table})"
    where = f"{name} IS NOT NULL"
    return set_to(database, column, key, "orphan", rows, f"{name} + {LOST}", bad, where)


def doubled(
    database: str, table: str, key: str, copied: str, same: str, rows: int, where: str = "1"
) -> Fault:
    """`rows` rows entered again under a new key; `copied` are their columns, `same` tells twins."""
    columns, twin = ", ".join(copied.split()), " || '/' || ".join(same.split())
    return Fault(
        database,
        table,
        tuple(same.split()),
        "duplicate",
        rows,
        probe=f"SELECT count({twin}) - count(DISTINCT {twin}) FROM {table}",
        inject=f"INSERT INTO {table} ({key}, {columns})"
        f" SELECT (SELECT max({key}) FROM {table}) + row_number() OVER (ORDER BY {key}), {columns}"
        f" FROM {table} WHERE {key} IN {picked(table, key, rows, where, salt='twin')}"
        f" ORDER BY {key}",
    )
