"""Which columns of an asset have a history, and changing many assets in one statement."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from core.changes import actions as changes
from core.changes import engine
from core.ids import uuid7
from core.people.models import User

TRACKED = engine.track(
    "governance.asset",
    "governance_asset",
    (
        *("name", "kind", "state", "parent_id", "domain_id", "description"),
        *("title", "said", "otherwise", "owner_id", "owner_group_id"),
    ),
    more="details",
    source="t.source_id",
    history="assets",
)
CHANGE = f"""INSERT INTO core_change (id, at, object_kind, object_id, source_id, revision, verb,
 {changes.ABOUT}, diff, digest)"""
ACTOR = "%s::uuid, %s, %s, %s, %s"
DIGEST = changes.DIGEST.format(diff="d.diff")

# Old values come from the statement's own snapshot: the rows are locked before it begins.
_ALTER = f"""
WITH t AS (
  UPDATE governance_asset t SET {{sets}}
  FROM unnest(%s::uuid[], %s::uuid[]) AS w(id, change_id) {{joined}}
  WHERE t.id = w.id {{where}} RETURNING t.*, w.change_id
), d AS (
  SELECT t.id, t.source_id, t.revision, t.change_id,
         core_diff({TRACKED.state("o")}, {TRACKED.state("t")}) AS diff
  FROM t JOIN governance_asset o ON o.id = t.id
)
{CHANGE}
SELECT d.change_id, now(), 'governance.asset', d.id, d.source_id, d.revision + 1, %s, {ACTOR},
  d.diff, {DIGEST}
FROM d WHERE d.diff <> '{{{{}}}}' RETURNING object_id
"""


_LOCK = "SELECT FROM governance_asset WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_SOURCES = "SELECT DISTINCT source_id FROM governance_asset WHERE id = ANY(%s)"


def lock(ids: Collection[UUID]) -> None:
    """Keep others from changing these assets until the transaction ends.

    Whatever writes many assets of a source, scans included, holds the source's own asset first, and
    the rest in the order of ids: of two, one waits at the door, and neither inside for the other.
    """
    wanted = list(ids)
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, [wanted])
        cursor.execute(_LOCK, [[row[0] for row in cursor.fetchall() if row[0]]])
        cursor.execute(_LOCK, [wanted])


def alter(
    *,
    ids: Collection[UUID],
    sets: str,
    params: Sequence[Any] = (),
    joined: str = "",
    where: str = "",
    verb: str,
    by: User,
) -> int:
    """Set columns of these assets by one statement, with a change for each that differs by it.

    `sets` is SQL over the row `t`, `params` what stands in it, `joined` further tables and
    `where` further conditions. Returns how many differ; only their revisions rise.
    """
    if not ids:
        return 0
    lock(ids)
    sql = _ALTER.format(sets=sets, joined=joined, where=where)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, list(ids), [uuid7() for _ in ids], verb, *changes.who(by)])
        differing = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE governance_asset SET revision = revision + 1, updated_at = now() "
            "WHERE id = ANY(%s)",
            [differing],
        )
    return len(differing)
