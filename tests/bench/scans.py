"""Scans of a wide PostgreSQL source against the floor, sealing what they wrote, and searching it.

Needs a PostgreSQL to play the source: TEST_SOURCE_POSTGRES, else the embedded one. Size:
BENCH_SCHEMAS × 100 tables (10 by default).
"""

import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connection

from core import cause
from core.changes import actions as changes
from core.jobs import actions as jobs
from core.people import queries as people
from core.people.models import User
from governance.catalog import actions as catalog
from governance.catalog.models import Asset, RetireGroup
from governance.scans import actions as scans
from governance.scans.models import Scan
from governance.search import queries as search
from governance.sources import actions as sources
from governance.sources import queries as registered
from governance.sources.models import Source
from tests.bench import floor, report, wide

SCHEMAS = int(os.environ.get("BENCH_SCHEMAS", "10"))
TABLES = 100
ROUNDS = 3


def measure() -> None:
    report.title(f"Scans: {SCHEMAS} schemas × {TABLES} tables × {len(wide.COLUMNS)} columns")
    with _wide_source() as source_url:
        last = _scans(source_url)
    print(f"{'statements sent to the source':<34} {last.statements:>9}")
    report.row("seal the changes", report.seconds(changes.seal))
    report.row("verify them", report.seconds(changes.verify_history))
    by = people.system()
    for text in ("parcel_000", "w001.parcel_000", "contact", "contcat", "member email"):
        times = [report.seconds(lambda text=text: search.search(by, text)) for _ in range(10)]
        report.row(f"search “{text}”", statistics.median(times))


@contextmanager
def _wide_source() -> Iterator[str]:
    """The address of a database that was made for this run."""
    server = os.environ.get("TEST_SOURCE_POSTGRES", settings.DATABASE_URL)
    name = f"guildhall_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            url = _renamed(server, name)
            wide.make(url, SCHEMAS, TABLES, views=5)
            yield url
        finally:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _scans(source_url: str) -> Scan:
    here = _renamed(settings.DATABASE_URL, connection.settings_dict["NAME"])
    floors = [_floor(source_url, here) for _ in range(ROUNDS)]
    full, unchanged = [], []
    for number in range(ROUNDS):
        source = _registered(number, source_url)
        seconds, last = _scan(source)
        full.append(seconds)
        unchanged.append(_scan(source)[0])
    base = statistics.median(floors)
    print(f"{last.seen:,} relations, {last.assets_added:,} assets a scan\n")
    report.row("floor: read, COPY, upsert", base, 1)
    ratio = statistics.median(full) / base
    report.row("full scan, history and search", statistics.median(full), ratio)
    again = statistics.median(unchanged)
    report.row("unchanged re-scan", again, again / base)
    _change(source_url)
    changed, told = _scan(source)
    report.row("re-scan, 100 altered, 1 dropped", changed, changed / base)
    print(f"{'… assets added/changed/retired':<34} {_figures(told):>9}")
    _retire_and_restore(source)
    return last


def _change(source_url: str) -> None:
    """A hundred tables get a column, a default and another name for a column; one view goes."""
    with psycopg.connect(source_url) as there:
        for number, name in enumerate(wide.tables(SCHEMAS, TABLES)):
            if number % (SCHEMAS * TABLES // 100) == 0:
                there.execute(f"ALTER TABLE {name} ADD COLUMN noted text")
                there.execute(f"ALTER TABLE {name} ALTER quantity SET DEFAULT 7")
        there.execute("DROP VIEW w000.open_000")


def _figures(scan: Scan) -> str:
    return f"{scan.assets_added}/{scan.assets_changed}/{scan.assets_retired}"


def _retire_and_restore(source: Source) -> None:
    """Everything below the first ten schemas' worth of assets, out of use and back again, as the
    jobs do it to which so much is left."""
    by = people.system()
    schemas = Asset.objects.filter(source_id=source.pk, kind=Asset.Kind.SCHEMA, state=1)
    whole = list(schemas.order_by("name")[:10])
    with cause.because(cause.Cause("job", "bench")):
        _out_and_back(whole, by)


def _out_and_back(whole: list[Asset], by: User) -> None:
    retired = report.seconds(lambda: [catalog.retire_tree(asset=one, by=by) for one in whole])
    groups = list(RetireGroup.objects.filter(asset__in=whole, restored_at=None))
    count = sum(group.count for group in groups)
    report.row(f"retire {count:,} assets", retired)
    report.row("restore them", report.seconds(lambda: [_restore(group) for group in groups]))


def _restore(group: RetireGroup) -> None:
    catalog.restore(group=group, by=people.system())


def _floor(source_url: str, here: str) -> float:
    with psycopg.connect(here, autocommit=True) as target:
        target.execute("DROP TABLE IF EXISTS floor_relation, floor_column")
    return floor.scan(source_url, here)[0]


def _registered(number: int, url: str) -> Source:
    for slug, connector in registered.SHELF.all().items():
        if urlsplit(url).scheme in connector.url_schemes:
            options, secrets = connector.from_url(url)
            return sources.register(
                name=f"bench {number}",
                connector=slug,
                options=options,
                secrets=secrets,
                by=people.system(),
            )
    raise SystemExit(f"No connector for {url}")


def _scan(source: Source) -> tuple[float, Scan]:
    job = scans.start(source=source, by=people.system())
    seconds = report.seconds(lambda: jobs.run(job_id=job.pk))
    job.refresh_from_db()
    assert job.state == "succeeded", (job.state, job.trouble_code, job.trouble_params)
    return seconds, Scan.objects.get(pk=job.pk)


def _renamed(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
