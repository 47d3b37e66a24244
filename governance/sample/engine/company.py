"""Larkmere & Vey, an invented tea and homeware merchant: its databases and their two releases."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from . import exports, files, people, shop, warehouse
from .plan import Plan
from .truth import TRUTH
from .truth.facts import FIRST, NEXT
from .truth.faults import inject

Deed = Callable[[sqlite3.Connection, Plan], None]


class NotBuilt(Exception):
    """The company cannot advance where it has not been built."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


@dataclass(frozen=True)
class SampleSource:
    name: str
    description: str
    path: Path
    environment: str
    criticality: str
    connector: str = "sqlite"


@dataclass(frozen=True)
class Database:
    key: str
    name: str
    description: str
    criticality: str
    fill: Deed
    advance: Deed

    def path(self, folder: Path) -> Path:
        return folder / f"{self.key}.db"

    def source(self, folder: Path) -> SampleSource:
        return SampleSource(
            self.name, self.description, self.path(folder), "production", self.criticality
        )


# The warehouse comes last: it is loaded from the finished shop.
DATABASES = (
    Database(
        "shop",
        "Larkmere & Vey web shop",
        "Customers, orders, payments and stock of the web shop.",
        "critical",
        shop.fill,
        shop.advance,
    ),
    Database(
        "people",
        "Larkmere & Vey people",
        "Staff, contracts, payroll, absences and applicants.",
        "high",
        people.fill,
        people.advance,
    ),
    Database(
        "warehouse",
        "Larkmere & Vey warehouse",
        "Sales and returns for analysis, loaded from the web shop every night.",
        "medium",
        warehouse.fill,
        warehouse.advance,
    ),
)


def build(folder: Path, today: date, scale: float = 1.0) -> list[SampleSource]:
    """Write the databases that are missing in `folder`; finished ones stay as they are.

    May be killed and called again. Raises `Occupied` rather than touch somebody else's file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plan = Plan(folder, today, scale)
    with files.alone(folder):
        for database in DATABASES:
            if not files.release_of(database.path(folder)):
                _build(database, plan)
    return [database.source(folder) for database in DATABASES]


def advance(folder: Path, today: date) -> list[SampleSource]:
    """Bring every database to the next release; the ones that were there already are left out.

    Raises `NotBuilt` before anything is touched when a database is missing.
    """
    plan = Plan(folder, today)
    for database in DATABASES:
        if not files.release_of(database.path(folder)):
            raise NotBuilt(database.path(folder))
    with files.alone(folder):
        late = [one for one in DATABASES if files.release_of(one.path(folder)) < NEXT]
        for database in late:
            path = database.path(folder)
            with files.written(path, NEXT, base=path) as connection:
                database.advance(connection, plan)
    return [database.source(folder) for database in late]


def export(folder: Path) -> list[SampleSource]:
    """Write what the company hands on, where it is missing; the databases must be there."""
    with files.alone(folder):
        exports.write_exports(folder)
    return [
        SampleSource(name, said, folder / place, "production", "medium", connector)
        for name, said, place, connector in (
            (
                "Larkmere & Vey analytics",
                "What analysts made of the warehouse, on a laptop.",
                exports.ANALYTICS,
                "duckdb",
            ),
            (
                "Larkmere & Vey hand-over",
                "Files for the mailing house and the auditors.",
                exports.HANDOVER,
                "files",
            ),
        )
    ]


def _build(database: Database, plan: Plan) -> None:
    faults = [fault for fault in TRUTH.faults if fault.database == database.key]
    with files.written(database.path(plan.folder), FIRST) as connection:
        database.fill(connection, plan)
        inject(connection, faults, plan.today)
