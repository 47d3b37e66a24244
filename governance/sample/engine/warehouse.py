"""warehouse.db: what analysts made of the shop, loaded by `ddl/warehouse_load.sql`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from .plan import Plan, Rows, insert, script

JOBS = ("load_staging", "load_dimensions", "load_sales", "load_returns")
NIGHTS = 45
SHOP = "shop.db"


def fill(connection: sqlite3.Connection, plan: Plan) -> None:
    script(connection, "warehouse")
    with _shop(connection, plan):
        _dates(connection, plan.today)
        script(connection, "warehouse_load")
    _runs(connection, plan)
    script(connection, "warehouse_views")


def advance(connection: sqlite3.Connection, plan: Plan) -> None:
    script(connection, "warehouse_release")


@contextmanager
def _shop(connection: sqlite3.Connection, plan: Plan) -> Iterator[None]:
    source = f"{(plan.folder / SHOP).resolve().as_uri()}?mode=ro"
    connection.execute("ATTACH ? AS shop", (source,))
    yield
    connection.commit()
    connection.execute("DETACH shop")


def _dates(connection: sqlite3.Connection, today: date) -> None:
    """Every day a sale or a return can fall on, up to the end of next year."""
    first, last = date(today.year - 5, 1, 1), date(today.year + 1, 12, 31)
    rows: Rows = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        parts = (day.year, (day.month + 2) // 3, day.month, int(day.weekday() > 4))
        rows.append((int(f"{day:%Y%m%d}"), day.isoformat(), *parts))
    insert(connection, "dim_date", "date_key day year quarter month is_weekend", rows)


def _runs(connection: sqlite3.Connection, plan: Plan) -> None:
    random = plan.random("etl")
    rows: Rows = []
    for night in range(NIGHTS, 0, -1):
        day = plan.today - timedelta(days=night)
        for job in JOBS:
            start = f"{day.isoformat()} 02:{random.randrange(10, 30)}:00"
            end = f"{day.isoformat()} 02:{random.randrange(31, 59)}:00"
            rows.append((len(rows) + 1, job, start, end, random.randrange(500, 30_000)))
    insert(connection, "etl_runs", "run_id job started_at finished_at rows_loaded", rows)
