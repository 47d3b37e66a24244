"""Purging: the values inside the history of one object are blanked; that they were is told.

Who did what and when stays, and so do the digests that the seals cover. The change of the verb
`purge` that is added is the tombstone: it says who, when, why and how many.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from core.changes import engine, rules
from core.changes.actions import checkpoints
from core.changes.actions.recording import ABOUT, DIGEST, who
from core.events.actions import Actor
from core.ids import uuid7

_ONE = "SELECT %(object_id)s::uuid AS object_id"

_BLANK = f"""
UPDATE core_change c SET diff = NULL FROM core_checkpoint k
WHERE k.object_kind = c.object_kind AND k.object_id = c.object_id AND c.revision <= k.revision
  AND c.object_kind = %s AND c.object_id = %s AND c.at < %s
  AND c.diff IS NOT NULL AND c.verb <> '{rules.PURGE}'
"""

# It stands at the object's newest revision: nothing of the object itself has changed.
_TOMBSTONE = f"""
INSERT INTO core_change (id, at, object_kind, object_id, source_id, revision, verb,
                         {ABOUT}, diff, digest)
SELECT %s, now(), c.object_kind, c.object_id, c.source_id, c.revision, '{rules.PURGE}',
       %s, %s, %s, %s, %s, d.diff, {DIGEST.format(diff="d.diff")}
FROM core_change c, (SELECT jsonb_build_object('values', jsonb_build_array(%s::int, 0))) d(diff)
WHERE c.object_kind = %s AND c.object_id = %s ORDER BY c.revision DESC LIMIT 1
"""


@transaction.atomic
def purge(*, kind: str, object_id: UUID, before: datetime, by: Actor) -> int:
    """Blank what changes of an object before a moment say; returns how many did.

    The calling verb has checked the right. Raises Unproven when the history of the object does
    not prove: its values are then the evidence.
    """
    checkpoints.keep(engine.tracked(kind), _ONE, before, object_id=object_id)
    with connection.cursor() as cursor:
        cursor.execute(_BLANK, [kind, object_id, before])
        count = int(cursor.rowcount)
        if count:
            cursor.execute(_TOMBSTONE, [uuid7(), *who(by), count, kind, object_id])
    return count
