"""What the company hands on: an analyst's DuckDB file and a folder of Parquet, CSV and JSON files.

Made from the finished databases, with names that give little away. The text files are the same
bytes for the same day; DuckDB and Parquet files hold the same rows, but their writers put in what
they like.
"""

import csv
import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from .plan import Row

ANALYTICS, HANDOVER = "analytics.duckdb", "handover"
MONTHS = 6

LETTERS = """
SELECT customer_id, email, first_name || ' ' || last_name, phone, country_code,
  substr(created_at, 1, 10)
FROM customers WHERE marketing_consent ORDER BY customer_id
"""
TICKETS = """
SELECT t.ticket_id, t.opened_at, t.subject, t.body, c.email, c.first_name
FROM support_tickets t LEFT JOIN customers c USING (customer_id) ORDER BY t.ticket_id
"""
SALES = """
SELECT substr(d.day, 1, 7), d.day, f.order_id, f.line_no, p.sku, f.channel, f.quantity, f.net_amount
FROM fact_sales f JOIN dim_date d USING (date_key) JOIN dim_product p USING (product_key)
ORDER BY d.day, f.order_id, f.line_no
"""
CUSTOMERS = """
SELECT c.customer_key, c.label, c.email_domain, c.country_code, count(DISTINCT f.order_id),
  round(sum(f.net_amount), 2), group_concat(DISTINCT f.channel)
FROM dim_customer c JOIN fact_sales f USING (customer_key)
GROUP BY c.customer_key ORDER BY c.customer_key
"""
SEGMENTS = """
CREATE TABLE customer_value (
  customer_key INTEGER PRIMARY KEY, label VARCHAR NOT NULL, domain VARCHAR, country_code VARCHAR,
  orders INTEGER, revenue DECIMAL(12, 2), channels VARCHAR[]
);
CREATE TYPE segment AS ENUM ('loyal', 'usual', 'rare');
CREATE TABLE segment_rules (segment segment, least_orders INTEGER, reward STRUCT(
  code VARCHAR, percent DECIMAL(4, 1)));
INSERT INTO segment_rules VALUES ('loyal', 8, {'code': 'TEA10', 'percent': 10}),
  ('usual', 3, {'code': 'TEA5', 'percent': 5}), ('rare', 0, NULL);
CREATE VIEW v_loyal_customers AS SELECT customer_key, label, revenue FROM customer_value
  WHERE orders >= (SELECT least_orders FROM segment_rules WHERE segment = 'loyal');
COMMENT ON TABLE customer_value IS 'What each customer has bought so far.';
COMMENT ON COLUMN customer_value.label IS 'As on the parcel.';
"""


def write_exports(folder: Path) -> list[Path]:
    """The DuckDB file and the folder beside the databases; each whole or not there."""
    return [
        _finished(folder / ANALYTICS, lambda part: _analytics(folder, part)),
        _finished(folder / HANDOVER, lambda part: _handover(folder, part)),
    ]


def _finished(path: Path, write: Callable[[Path], None]) -> Path:
    if not path.exists():
        part = path.with_name(f"{path.name}.part")
        for left in (part, part.with_name(f"{part.name}.wal")):
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        write(part)
        part.rename(path)
    return path


def _analytics(folder: Path, path: Path) -> None:
    import duckdb

    rows = [
        (*row[:-1], sorted(str(row[-1] or "").split(",")))
        for row in _rows(folder / "warehouse.db", CUSTOMERS)
    ]
    with duckdb.connect(path) as database:
        database.execute(SEGMENTS)
        database.execute(f"INSERT INTO customer_value {_columns(7)}", _turned(rows))


def _handover(folder: Path, path: Path) -> None:
    path.mkdir()
    with (path / "letters.csv").open("w", encoding="cp1252", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["nr", "ref", "anrede", "c_04", "land", "seit"])
        writer.writerows(_rows(folder / "shop.db", LETTERS))
    with (path / "tickets.jsonl.gz").open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as file:
        for number, at, subject, body, mail, name in _rows(folder / "shop.db", TICKETS):
            ticket = {"id": number, "at": at, "re": subject, "text": body}
            line = json.dumps(ticket | {"from": {"mail": mail, "name": name}})
            file.write(line.encode() + b"\n")
    _sales(_rows(folder / "warehouse.db", SALES), path / "sales")


def _sales(rows: list[Row], path: Path) -> None:
    """The last months, a folder each."""
    import duckdb

    path.mkdir()
    months = sorted({str(row[0]) for row in rows})[-MONTHS:]
    with duckdb.connect() as database:
        database.execute(
            "CREATE TABLE sale (month VARCHAR, day DATE, order_id INTEGER, line_no INTEGER,"
            " sku VARCHAR, channel VARCHAR, quantity INTEGER, net_amount DECIMAL(12, 2))"
        )
        database.execute(f"INSERT INTO sale {_columns(8)}", _turned(rows))
        for month in months:
            part = path / f"month={month}"
            part.mkdir()
            database.execute(
                f"COPY (SELECT * EXCLUDE (month) FROM sale WHERE month = '{month}')"
                f" TO '{part / 'part-0.parquet'}' (FORMAT parquet)"
            )


def _columns(count: int) -> str:
    """A query over so many lists, a column each: a thousand times as fast as row by row."""
    return f"SELECT {', '.join(['unnest(?)'] * count)}"


def _turned(rows: list[Row]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _rows(path: Path, query: str) -> list[Row]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()
