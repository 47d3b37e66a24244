"""What a database is to be filled with: where, as of which day, how much."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

Row = tuple[object, ...]
Rows = list[Row]

DDL = Path(__file__).parent / "ddl"


@dataclass(frozen=True)
class Plan:
    folder: Path
    today: date
    scale: float = 1.0

    def rows(self, full: int, least: int = 60) -> int:
        """How many of something: never so few that the declared faults find no row."""
        return max(least, round(full * self.scale))

    def random(self, stream: str) -> Random:
        """Each concern has its own stream: a change to one leaves the others as they were."""
        return Random(f"Larkmere & Vey: {stream}")


def script(connection: sqlite3.Connection, name: str) -> None:
    connection.executescript((DDL / f"{name}.sql").read_text(encoding="utf-8"))


def insert(connection: sqlite3.Connection, table: str, columns: str, rows: Iterable[Row]) -> None:
    """Add rows to `table`; `columns` are names with blanks between them."""
    names = columns.split()
    marks = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
