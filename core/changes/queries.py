"""Reading history. Callers decide who may see the object; history borrows its visibility.

What lies between two moments is told by the changes after the first and up to the second. Their
order is that of the revisions: the moment of a change is when its transaction began, and of two
that overlapped the later one may have begun first.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from core.changes import engine, rules
from core.changes.models import Change, Seal
from core.changes.rules import PURGE, Diff

State = dict[str, Any]


def of(object_ids: UUID | Iterable[UUID], kind: str = "") -> QuerySet[Change]:
    """The changes of one object or several, newest first.

    A source, its container and its root asset share an id: `kind` (`app.model`) tells them apart.
    """
    ids = [object_ids] if isinstance(object_ids, UUID) else list(object_ids)
    found = Change.objects.filter(object_id__in=ids)
    return (found.filter(object_kind=kind) if kind else found).order_by("-at", "-id")


# The current rows, and what has to be undone in them: the oldest value of each field that changed.
_AS_OF = """
WITH undone AS (
  SELECT c.object_id, jsonb_object_agg(d.key, d.value -> 0 ORDER BY c.revision DESC) AS old
  FROM core_change c, jsonb_each(c.diff) d
  WHERE c.object_kind = %s AND c.object_id = ANY(%s::uuid[]) AND c.at > %s AND c.verb <> %s
  GROUP BY c.object_id)
SELECT w.id, jsonb_strip_nulls(coalesce({state}, '{{}}') || coalesce(u.old, '{{}}'))
FROM unnest(%s::uuid[]) AS w(id)
LEFT JOIN {table} t ON t.id = w.id
LEFT JOIN undone u ON u.object_id = w.id
WHERE NOT EXISTS (SELECT 1 FROM core_checkpoint k
                  WHERE k.object_id = w.id AND k.object_kind = %s AND k.until > %s)
"""


def as_of(*, kind: str, object_ids: Iterable[UUID], at: datetime) -> dict[UUID, State | None]:
    """The state of each object at a moment; None for one that did not exist then.

    The rows of today are undone backwards, so that only the months since are read. An object
    whose values of that time were purged is left out: nobody knows them any more.
    """
    tracked, ids = engine.tracked(kind), list(object_ids)
    sql = _AS_OF.format(state=tracked.state(), table=tracked.table)
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, ids, at, PURGE, ids, kind, at])
        return {object_id: json.loads(state) or None for object_id, state in cursor.fetchall()}


@dataclass(frozen=True)
class Difference:
    """What became of an object in between, whatever happened on the way.

    `fields` is {field: [then, later]}; None stands for absent, so an object that was added has
    only old values of None. `first` and `last` are the moments of the first and the last change,
    `verbs` what was done, each once. `purged` changes no longer tell their values: then `fields`
    lacks what only they said.
    """

    object_id: UUID
    verbs: tuple[str, ...]
    first: datetime
    last: datetime
    purged: int
    fields: Diff


# Which objects comes first, without their values: those of the few that are wanted are few. All of
# `net` is in `touched`, so FULL JOIN gives what LEFT JOIN would; but it cannot be done by comparing
# each with each, as was planned for the ten thousand columns of a wide table.
_BETWEEN = """
WITH touched AS MATERIALIZED (
  SELECT c.object_id, min(c.at) AS first, max(c.at) AS last,
         array_agg(DISTINCT c.verb ORDER BY c.verb) AS verbs,
         count(*) FILTER (WHERE c.diff IS NULL) AS purged
  FROM core_change c WHERE c.object_kind = %s AND c.verb <> %s AND {within}
  GROUP BY c.object_id ORDER BY last DESC, c.object_id LIMIT %s
), net AS (
  SELECT c.object_id,
         core_diff(jsonb_object_agg(d.key, d.value -> 0 ORDER BY c.revision DESC),
                   jsonb_object_agg(d.key, d.value -> 1 ORDER BY c.revision)) AS diff
  FROM touched t JOIN core_change c USING (object_id), jsonb_each(c.diff) d
  WHERE c.object_kind = %s AND c.verb <> %s AND {within}
  GROUP BY c.object_id
)
SELECT t.object_id, t.verbs, t.first, t.last, t.purged, coalesce(n.diff, '{{}}')
FROM touched t FULL JOIN net n USING (object_id)
WHERE n.diff <> '{{}}' OR t.purged > 0
ORDER BY t.last DESC, t.object_id
"""


def between(
    *,
    kind: str,
    start: datetime,
    end: datetime,
    limit: int,
    object_ids: Iterable[UUID] | None = None,
    source_id: UUID | None = None,
) -> list[Difference]:
    """What two moments differ by: of these objects, of one source, or of everything.

    Looks at the `limit` objects that changed last. Those that ended as they began are left out,
    so there may be fewer.
    """
    within = ["c.at > %s AND c.at <= %s"]
    params: list[Any] = [start, end]
    if object_ids is not None:
        within.append("c.object_id = ANY(%s::uuid[])")
        params.append(list(object_ids))
    if source_id is not None:
        within.append("c.source_id = %s")
        params.append(source_id)
    which = [kind, PURGE, *params]
    with connection.cursor() as cursor:
        cursor.execute(_BETWEEN.format(within=" AND ".join(within)), [*which, limit, *which])
        return [
            Difference(object_id, tuple(verbs), first, last, purged, json.loads(diff))
            for object_id, verbs, first, last, purged, diff in cursor.fetchall()
        ]


_UNSEALED = """
SELECT count(*) FROM (
  SELECT 1 FROM core_change
  WHERE at >= %s AND at < %s AND (txid, id) > (%s, %s) LIMIT %s) AS backlog
"""


def unsealed(*, now: datetime | None = None, at_most: int = 10_000) -> int:
    """How many changes of this month and of the last one no seal covers, up to so many each."""
    first = (now or timezone.now()).astimezone(UTC).date().replace(day=1)
    return sum(_unsealed_in(month, at_most) for month in (first, rules.before(first, 1)))


def _unsealed_in(month: date, at_most: int) -> int:
    seal = Seal.objects.filter(month=month).order_by("-number").first()
    above = (seal.last_txid, seal.last_id) if seal else (rules.LOWEST, UUID(int=0))
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [*rules.bounds(month), *above, at_most])
        return int(cursor.fetchone()[0])
