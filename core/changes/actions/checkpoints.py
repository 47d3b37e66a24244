"""Checkpoints: what still proves an object once its older values are taken away.

Up to a checkpoint values may be gone. From there on everything must fit: the row of today, undone
by the changes since, is the state that the checkpoint marks. That state comes from the changes
themselves, and only when they and the row prove; so a checkpoint can hide no tampering that came
before it, and none that comes later.
"""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.changes import engine, rules
from core.changes.actions import marks
from core.changes.actions.sealing import DIGEST_CHECK

BATCH = 5_000
NOTHING = hashlib.sha256(b"{}").digest()  # of the state of an object that is not there


def _side(differences: str, side: int) -> str:
    """SQL of the state with the old (0) or new (1) values of these differences put in."""
    values = f"(SELECT jsonb_object_agg(key, value -> {side}) FROM jsonb_each(f.{differences}))"
    return f"jsonb_strip_nulls(s.state || coalesce({values}, '{{{{}}}}'))"


# `base` is the revision of the checkpoint that there is, `upto` that of a new one at the cut.
_STANDING = f"""
WITH o AS MATERIALIZED ({{objects}}
), c AS (
  SELECT c.object_id, c.revision, c.diff, {DIGEST_CHECK} AS honest,
         coalesce(k.revision, 0) AS base,
         max(c.revision) FILTER (WHERE c.at < %(cut)s) OVER (PARTITION BY c.object_id) AS upto
  FROM core_change c JOIN o USING (object_id)
  LEFT JOIN core_checkpoint k USING (object_kind, object_id)
  WHERE c.object_kind = %(kind)s AND c.verb <> '{rules.PURGE}'
), f AS (
  SELECT object_id, max(upto) AS upto,
         bool_and(honest AND (diff IS NOT NULL OR revision <= base)) AS whole,
         core_fold(diff ORDER BY revision DESC) FILTER (WHERE revision > base) AS first,
         core_fold(diff ORDER BY revision) FILTER (WHERE revision > base) AS last,
         core_fold(diff ORDER BY revision DESC) FILTER (WHERE revision > upto) AS since
  FROM c GROUP BY object_id
), s AS (
  SELECT o.object_id, coalesce({{state}}, '{{{{}}}}') AS state
  FROM o LEFT JOIN {{table}} t ON t.id = o.object_id
)
SELECT s.object_id, coalesce(k.revision, 0), k.mark, coalesce(f.upto, 0),
       sha256(convert_to(({_side("first", 0)})::text, 'UTF8')),
       sha256(convert_to(({_side("since", 0)})::text, 'UTF8')),
       coalesce(f.whole, true) AND {_side("last", 1)} = s.state
FROM s LEFT JOIN f USING (object_id)
LEFT JOIN core_checkpoint k ON k.object_kind = %(kind)s AND k.object_id = s.object_id
"""


class Standing(NamedTuple):
    """How an object stands: its checkpoint, and the digests of its states there and at the cut."""

    object_id: UUID
    revision: int
    mark: bytes | None
    upto: int
    then: bytes
    at_cut: bytes
    whole: bool

    def proves(self, kind: str) -> bool:
        """Whether row, changes and checkpoint fit each other, and no value is missing."""
        if self.mark is None:
            return self.whole and bytes(self.then) == NOTHING
        known = marks.of_checkpoint(kind, self.object_id, self.revision, self.then)
        return self.whole and bytes(self.mark) in known


def standing(
    tracked: engine.Tracked, objects: str, cut: datetime | None = None, **params: Any
) -> Generator[Standing, None, None]:
    """How these objects (SQL that yields `object_id`) stand; read as it is needed.

    Close it in the transaction that opened it: its cursor lives on the server.
    """
    sql = _STANDING.format(objects=objects, state=tracked.state(), table=tracked.table)
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, {**params, "kind": tracked.kind, "cut": cut})
        while rows := cursor.fetchmany(BATCH):
            yield from (Standing(*row) for row in rows)


def keep(tracked: engine.Tracked, objects: str, cut: datetime, **params: Any) -> None:
    """Set a checkpoint at the cut for each of these objects. Raises Unproven."""
    with closing(standing(tracked, objects, cut, **params)) as found:
        due = _due(tracked, found)
        while batch := list(islice(due, BATCH)):
            _write(tracked.kind, cut, batch)


def _due(tracked: engine.Tracked, found: Iterator[Standing]) -> Iterator[Standing]:
    for one in found:
        if not one.proves(tracked.kind):
            raise rules.Unproven(tracked.kind, str(one.object_id))
        if one.upto > one.revision:
            yield one


def _write(kind: str, cut: datetime, due: Sequence[Standing]) -> None:
    ids, revisions = [one.object_id for one in due], [one.upto for one in due]
    made = [marks.of_checkpoint(kind, one.object_id, one.upto, one.at_cut)[0] for one in due]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_checkpoint (object_kind, object_id, revision, until, mark)
            SELECT %s, w.id, w.revision, %s, w.mark
            FROM unnest(%s::uuid[], %s::int[], %s::bytea[]) AS w(id, revision, mark)
            ON CONFLICT (object_id, object_kind) DO UPDATE
              SET revision = excluded.revision, until = excluded.until, mark = excluded.mark
            """,
            [kind, cut, ids, revisions, made],
        )
