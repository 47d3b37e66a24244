"""One small maker a thing, through the same verbs that people use."""

import sqlite3
from pathlib import Path
from typing import Any

from core.jobs import actions as jobs
from core.jobs.models import Job
from core.people import queries as people
from core.people.models import User
from governance.scans import actions as scans
from governance.sources import actions as sources
from governance.sources.models import Source

SHOP = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, full_name TEXT NOT NULL, email TEXT UNIQUE);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id),
                     total NUMERIC DEFAULT 0);
CREATE VIEW big_orders AS SELECT o.id, c.email, o.total FROM orders o
  JOIN customers c ON c.id = o.customer_id WHERE o.total > 100;
"""


def sqlite_file(path: Path, script: str = SHOP) -> Path:
    """A SQLite database made by this script."""
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return path


def source(path: Path, *, by: User | None = None, name: str = "shop", **fields: Any) -> Source:
    """A registered SQLite source over this file (the folder must be allowed: `folder` fixture)."""
    return sources.register(
        name=name,
        connector="sqlite",
        options={"path": str(path)},
        by=by or people.system(),
        **fields,
    )


def scan(source: Source, by: User | None = None) -> Job:
    """Scan a source here and now; the finished job."""
    return run(scans.start(source=source, by=by or people.system()))


def run(job: Job) -> Job:
    """Do the work of a job here and now; the finished job."""
    jobs.run(job_id=job.pk)
    job.refresh_from_db()
    return job
