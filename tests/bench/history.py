"""A past of BENCH_CHANGES changes (500,000 by default): sealed, proven, and shown as of any day."""

import os
import random
from datetime import datetime, timedelta

from django.utils import timezone

from core.changes import actions as changes
from core.changes import queries
from core.people import queries as people
from governance.catalog.models import Asset
from tests.bench import past, report

CHANGES = int(os.environ.get("BENCH_CHANGES", "500000"))
ASKED = 100
KIND = "governance.asset"


def measure() -> None:
    report.title(f"History: {CHANGES:,} changes in {past.DAYS} days")
    source = past.make(CHANGES, people.system())
    report.rate("seal", *_counted(changes.seal))
    findings: list[changes.Finding] = []
    seconds = report.seconds(lambda: findings.extend(changes.verify_history()))
    report.rate(f"verify_history ({len(findings)} findings)", CHANGES, seconds)
    dice = random.Random(7)
    tables = dice.sample(past.tables(), min(ASKED, CHANGES // past.EACH // past.WIDE))
    report.spread("timeline of a table, newest 50", [_timeline(table) for table in tables])
    report.spread("as of a day, one table", [_as_of(_day(dice), [table]) for table in tables])
    report.spread(
        f"as of a day, {past.WIDE} assets",
        [_as_of(_day(dice), _with_columns(table)) for table in tables],
    )
    report.spread(
        f"difference of two days, {past.WIDE} assets",
        [_between(_day(dice), 60, object_ids=_with_columns(table)) for table in tables],
    )
    report.spread(
        "difference of a week, all of a source, 50",
        [_between(_day(dice), 7, source_id=source) for _ in range(ASKED)],
    )


def _counted(verb) -> tuple[int, float]:
    done: list[int] = []
    seconds = report.seconds(lambda: done.append(verb()))
    return done[0], seconds


def _day(dice: random.Random) -> datetime:
    return timezone.now() - timedelta(days=dice.uniform(1, past.DAYS))


def _with_columns(table) -> list:
    return [table, *Asset.objects.filter(parent_id=table).values_list("id", flat=True)]


def _timeline(table):
    return lambda: list(queries.of(table, KIND)[:50])


def _as_of(at: datetime, ids: list):
    return lambda: queries.as_of(kind=KIND, object_ids=ids, at=at)


def _between(start: datetime, days: int, **which):
    end = start + timedelta(days=days)
    return lambda: queries.between(kind=KIND, start=start, end=end, limit=50, **which)
