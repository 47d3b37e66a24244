"""What tests ask of a SQLite file: its catalogue and the values of a column."""

import sqlite3
from pathlib import Path

from governance.sample.engine import TRUTH
from governance.sample.engine.truth.facts import Derived, Personal


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.db"))}


def relations(connection: sqlite3.Connection, kind: str) -> dict[str, str]:
    """Name and text of the tables or views."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = ?", (kind,))
    return dict(found.fetchall())


def columns(connection: sqlite3.Connection, relation: str) -> dict[str, str]:
    """Name and declared type, generated columns included."""
    return {row[1]: row[2] for row in connection.execute(f"PRAGMA table_xinfo({relation})")}


def catalogue(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    every = {**relations(connection, "table"), **relations(connection, "view")}
    return {(name, column) for name in every for column in columns(connection, name)}


def values(connection: sqlite3.Connection, relation: str, column: str) -> list[object]:
    query = f"SELECT {column} FROM {relation} WHERE {column} IS NOT NULL"
    return [row[0] for row in connection.execute(query)]


def personal(release: int) -> list[Personal]:
    return [fact for fact in TRUTH.personal if fact.since <= release <= fact.until]


def lineage(release: int) -> list[Derived]:
    return [fact for fact in TRUTH.lineage if fact.since <= release <= fact.until]
