"""Taking back one scan: everything that it changed is again what it was before."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.access import queries as access
from core.events import actions as events
from core.jobs import actions as jobs
from core.jobs.actions import Running
from core.jobs.models import Job
from core.people.models import User
from core.refusals import Impossible
from governance.catalog.actions import indexing, recording
from governance.scans import queries
from governance.scans.models import Rename, Scan, Vanished
from governance.sources.rules import ROLL_BACK, SCAN

# What each asset was before the scan: the oldest value of every field that it changed. A scan that
# was killed and run again may have changed an asset twice.
_BEFORE = """
CREATE TEMP TABLE undone ON COMMIT DROP AS
SELECT f.object_id AS id, max(f.last) AS revision, jsonb_object_agg(f.key, f.old) AS before
FROM (SELECT DISTINCT ON (c.object_id, d.key) c.object_id, d.key, d.value -> 0 AS old,
        max(c.revision) OVER (PARTITION BY c.object_id) AS last
      FROM core_change c, jsonb_each(c.diff) d
      WHERE c.source_id = %s AND c.at >= %s AND c.cause_id = %s
        AND c.object_kind = 'governance.asset'
      ORDER BY c.object_id, d.key, c.revision) f
GROUP BY f.object_id
"""
_LATER = """
SELECT count(*) FROM undone u LEFT JOIN governance_asset t ON t.id = u.id
WHERE t.revision IS DISTINCT FROM u.revision
"""
_COLUMNS = ("name", "kind", "state", "parent_id", "domain_id", "description")
# What the scan saw first did not exist before: it is retired. Fingerprints are forgotten, so that
# the next scan reads again what this one had read.
_SETS = f"""
state = coalesce((u.before ->> 'state')::smallint,
  CASE WHEN u.before ? 'state' THEN 2 ELSE t.state END),
kind = coalesce((u.before ->> 'kind')::smallint, t.kind),
name = coalesce(u.before ->> 'name', t.name),
parent_id = coalesce((u.before ->> 'parent_id')::uuid, t.parent_id),
description = CASE WHEN u.added OR NOT u.before ? 'description' THEN t.description
  ELSE u.before ->> 'description' END,
details = CASE WHEN u.added THEN t.details ELSE
  (t.details - ARRAY(SELECT jsonb_object_keys(u.before)))
  || jsonb_strip_nulls(u.before - ARRAY{list(_COLUMNS)}) END,
fingerprint = NULL
"""
_ADDED = """(SELECT id, before, before ? 'name' AND before -> 'name' = 'null' AS added
  FROM undone)"""
_FORGET = """
UPDATE governance_asset r SET fingerprint = NULL
FROM governance_asset t JOIN undone u ON u.id = t.id
WHERE r.id = t.parent_id AND r.fingerprint IS NOT NULL
"""


@transaction.atomic
def roll_back(*, scan: Scan, by: User, reason: str = "") -> Job:
    """Queue taking back a scan. The next scan of the source will find the same again.

    Raises Impossible while the scan runs or when it was taken back already.
    """
    access.require(by, "scans.manage", scan.source)
    _check(scan)
    return jobs.start(
        kind=ROLL_BACK,
        by=by,
        about=jobs.About.object(scan.source),
        plan={"scan": str(scan.pk), "reason": reason},
        unique=f"{SCAN}:{scan.source_id}",  # nothing else writes the source meanwhile
    )


def _check(scan: Scan) -> None:
    if scan.job.is_live:
        raise Impossible("scan_is_running")
    if scan.rolled_back_at is not None:
        raise Impossible("already_rolled_back")


@transaction.atomic
def undo(*, scan: Scan, running: Running) -> int:
    """Take back a scan, as the work of a job; returns how many assets it had changed.

    All of it or nothing: raises Impossible when some of them were changed since, or when a path is
    taken by something else.
    """
    access.require(running.by, "scans.manage", scan.source)
    scan = (
        Scan.objects.select_for_update(of=("self",)).select_related("job", "source").get(pk=scan.pk)
    )
    _check(scan)
    ids = _before(scan)
    _put_back(ids, running.by)
    indexing.index(ids)
    Vanished.objects.filter(scan=scan).delete()
    Rename.objects.filter(scan=scan, state=Rename.State.OPEN).delete()
    Scan.objects.filter(pk=scan.pk).update(rolled_back_at=timezone.now())
    data = {"job": str(scan.pk), "count": len(ids)}
    events.publish("governance.scan.rolled_back", about=scan.source, by=running.by, data=data)
    running.counts(changed=len(ids))
    return len(ids)


def _put_back(ids: list[UUID], by: User) -> None:
    joined = f"JOIN {_ADDED} u ON u.id = w.id"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            recording.alter(ids=ids, sets=_SETS, joined=joined, verb="roll_back", by=by)
            cursor.execute(_FORGET)
    except IntegrityError as error:  # what vanished cannot come back under a path that is taken
        raise Impossible("paths_taken") from error


def _before(scan: Scan) -> list[UUID]:
    """The ids of what the scan changed, locked; none of them may have changed since."""
    bounds: list[Any] = [scan.source_id, queries.since(scan), str(scan.pk)]
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, bounds)
        cursor.execute("SELECT id FROM undone")
        ids = [row[0] for row in cursor.fetchall()]
        recording.lock(ids)
        cursor.execute(_LATER)
        later = cursor.fetchone()[0]
    if later:
        raise Impossible("changed_since", count=later)
    return ids
