"""Runs every measurement and prints one table; ratios in one run, no verdicts.

Needs a PostgreSQL to play the source: TEST_SOURCE_POSTGRES, else the embedded one. Sizes:
BENCH_SCHEMAS × 100 tables (10 by default).
"""

import os
import resource
import statistics
import time
from urllib.parse import urlsplit, urlunsplit

import tests.servers  # noqa: F401  starts the embedded servers before Django reads its settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402

from core.changes import actions as changes  # noqa: E402
from core.jobs import actions as jobs  # noqa: E402
from core.people import queries as people  # noqa: E402
from governance.scans import actions as scans  # noqa: E402
from governance.scans.models import Scan  # noqa: E402
from governance.search import queries as search  # noqa: E402
from governance.sources import actions as sources  # noqa: E402
from governance.sources import queries as registered  # noqa: E402
from governance.sources.models import Source  # noqa: E402
from tests.bench import floor, wide  # noqa: E402

SCHEMAS = int(os.environ.get("BENCH_SCHEMAS", "10"))
TABLES = 100
ROUNDS = 3


def main() -> None:
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    server = os.environ.get("TEST_SOURCE_POSTGRES", settings.DATABASE_URL)
    name = f"guildhall_bench_{os.getpid()}"
    try:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        source_url = _renamed(server, name)
        print(f"Making {SCHEMAS} schemas × {TABLES} tables × {len(wide.COLUMNS)} columns …")
        wide.make(source_url, SCHEMAS, TABLES, views=5)
        measure(source_url)
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        runner.teardown_databases(databases)


def measure(source_url: str) -> None:
    here = _renamed(settings.DATABASE_URL, connection.settings_dict["NAME"])
    floors = [_floor(source_url, here) for _ in range(ROUNDS)]
    connector, options, secrets = _options(source_url)
    full, unchanged, last = [], [], None
    for number in range(ROUNDS):
        source = sources.register(
            name=f"bench {number}",
            connector=connector,
            options=options,
            secrets=secrets,
            by=people.system(),
        )
        seconds, last = _scan(source)
        full.append(seconds)
        unchanged.append(_scan(source)[0])
    base = statistics.median(floors)
    assert last is not None
    print(f"\n{last.seen:,} relations, {last.assets_added:,} assets a scan\n")
    row("floor: read, COPY, upsert", base, 1)
    row("full scan, history and search", statistics.median(full), statistics.median(full) / base)
    row("unchanged re-scan", statistics.median(unchanged), statistics.median(unchanged) / base)
    print(f"{'statements sent to the source':<34} {last.statements:>9}")
    started = time.perf_counter()
    sealed = changes.seal()
    row(f"seal {sealed:,} changes", time.perf_counter() - started)
    started = time.perf_counter()
    found = changes.verify_history()
    row(f"verify them ({len(found)} findings)", time.perf_counter() - started)
    for text in ("parcel_000", "w001.parcel_000", "contact", "contcat", "member email"):
        row(f"search “{text}”", _search(text))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{'peak memory of this process':<34} {peak:>5} MiB")


def row(label: str, seconds: float, ratio: float | None = None) -> None:
    told = f"{ratio:8.2f} × floor" if ratio is not None else ""
    print(f"{label:<34} {seconds * 1000:>6.0f} ms {told}")


def _floor(source_url: str, here: str) -> float:
    with psycopg.connect(here, autocommit=True) as target:
        target.execute("DROP TABLE IF EXISTS floor_relation, floor_column")
    return floor.scan(source_url, here)[0]


def _scan(source: Source) -> tuple[float, Scan]:
    started = time.perf_counter()
    job = scans.start(source=source, by=people.system())
    jobs.run(job_id=job.pk)
    seconds = time.perf_counter() - started
    job.refresh_from_db()
    assert job.state == "succeeded", (job.state, job.trouble_code, job.trouble_params)
    return seconds, Scan.objects.get(pk=job.pk)


def _search(text: str) -> float:
    by = people.system()
    times = []
    for _ in range(10):
        started = time.perf_counter()
        search.search(by, text)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _options(url: str) -> tuple[str, dict, dict]:
    for slug, connector in registered.SHELF.all().items():
        if urlsplit(url).scheme in connector.url_schemes:
            return slug, *connector.from_url(url)
    raise SystemExit(f"No connector for {url}")


def _renamed(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


if __name__ == "__main__":
    main()
