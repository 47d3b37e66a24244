"""Seeing that a new asset is an old one under another name, or in another place.

The old asset keeps its identity, its history and what people said of it, and takes over what the
source says of the new one: name, place, path, the source's own id, fingerprint, details. What lies
in both is matched by name, level by level. What lies in the new one only moves over, what lies in
the old one only is retired. The new rows disappear; a last change of each says so, so that history
still proves.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from core.access import queries as access
from core.changes import actions as changes
from core.events import actions as events
from core.ids import uuid7
from core.people.models import User
from core.refusals import Impossible
from governance.catalog import queries
from governance.catalog.actions import describing, indexing, recording, renaming, retiring
from governance.catalog.actions.recording import ACTOR, CHANGE, DIGEST, TRACKED
from governance.catalog.models import Asset, Fact
from governance.catalog.rules import adopting as rules

_EMPTY = """
CREATE TEMP TABLE IF NOT EXISTS adopted
  (depth int, old_id uuid, new_id uuid, taken governance_asset) ON COMMIT DROP;
TRUNCATE adopted
"""
_FILL = """
INSERT INTO adopted SELECT w.depth, w.old_id, w.new_id, n
FROM unnest(%s::int[], %s::uuid[], %s::uuid[]) AS w(depth, old_id, new_id)
JOIN governance_asset n ON n.id = w.new_id
"""
_ONLY_OLD = """
WITH RECURSIVE rest AS (
  SELECT c.id FROM adopted a JOIN governance_asset c ON c.parent_id = a.old_id AND c.state = 1
  WHERE c.id NOT IN (SELECT old_id FROM adopted)
  UNION SELECT c.id FROM governance_asset c JOIN rest ON c.parent_id = rest.id AND c.state = 1)
SELECT id FROM rest
"""
_ONLY_NEW = """
SELECT c.id FROM adopted a JOIN governance_asset c ON c.parent_id = a.new_id
WHERE c.id NOT IN (SELECT new_id FROM adopted)
"""
_TOMBSTONES = f"""
{CHANGE}
SELECT d.change_id, now(), 'governance.asset', d.id, d.source_id, d.revision + 1, 'merge', {ACTOR},
  d.diff, {DIGEST}
FROM (SELECT t.id, t.source_id, t.revision, w.change_id,
        core_diff({TRACKED.state("t")}, '{{}}') AS diff
      FROM governance_asset t JOIN unnest(%s::uuid[], %s::uuid[]) AS w(id, change_id)
        ON t.id = w.id) d
"""
# What hangs on the new rows by id, and follows.
_FOLLOWERS = """
UPDATE governance_alias l SET asset_id = a.old_id FROM adopted a WHERE l.asset_id = a.new_id;
UPDATE governance_retiregroup g SET asset_id = a.old_id FROM adopted a WHERE g.asset_id = a.new_id;
DELETE FROM governance_retired r USING adopted a WHERE r.asset_id = a.new_id;
DELETE FROM governance_assetsize z USING adopted a WHERE z.asset_id = a.old_id
  AND EXISTS (SELECT FROM governance_assetsize o WHERE o.asset_id = a.new_id);
UPDATE governance_assetsize z SET asset_id = a.old_id FROM adopted a WHERE z.asset_id = a.new_id;
DELETE FROM governance_asset t USING adopted a WHERE t.id = a.new_id
"""
# The old one stays where a person has put it.
_TAKE_OVER = f"""
state = 1, kind = (a.taken).kind, name = (a.taken).name, name_norm = (a.taken).name_norm,
fqn = (a.taken).fqn,
parent_id = CASE WHEN a.depth = 0 THEN (a.taken).parent_id ELSE t.parent_id END,
scope_id = CASE WHEN t.domain_by_hand THEN t.scope_id ELSE (a.taken).scope_id END,
domain_id = CASE WHEN t.domain_by_hand THEN t.domain_id ELSE (a.taken).domain_id END,
ordinal = (a.taken).ordinal, external_id = (a.taken).external_id,
description = (a.taken).description, fingerprint = (a.taken).fingerprint,
details = (a.taken).details,
search = (a.taken).search || {indexing.FACTS_VECTOR.format(t="t")}
"""


@transaction.atomic
def adopt(*, old_id: UUID, new_id: UUID, by: User) -> Asset:
    """The new asset is the old one, renamed or moved: one asset remains, the old one.

    Raises Impossible unless both are of one source and one sort, the new one is active, and
    neither lies in the other; DoesNotExist for an unknown id.
    """
    rows = Asset.objects.in_bulk([old_id, new_id])
    if len(rows) < 2:
        raise Asset.DoesNotExist
    old, new = rows[old_id], rows[new_id]
    involved = _check(old, new, by)
    recording.lock(involved)
    was = old.name, old.fqn
    _pair(old_id, new_id, involved)
    only_old = _ids(_ONLY_OLD)
    renaming.remember(old)
    facts = _move_facts(by)
    _move_over(old, new, by)
    retiring.retire(asset_ids=only_old, by=by, root_id=old_id)
    old.refresh_from_db()
    renaming.rewrite_paths(old, was[1])
    indexing.index({old_id, *facts})
    data = {"was": was[1], "instead_of": str(new_id)}
    events.publish("governance.asset.adopted", about=old, by=by, data=data)
    return old


def _check(old: Asset, new: Asset, by: User) -> set[UUID]:
    """Everything in both, when the one may become the other."""
    for asset in (old, new):
        access.require(by, "catalog.manage", asset)
    if new.state != Asset.State.ACTIVE:
        raise Impossible("asset_is_retired")
    alike = old.kind == new.kind or {old.kind, new.kind} <= set(queries.RELATIONS)
    if not alike or old.source_id is None or old.source_id != new.source_id:
        raise Impossible("not_alike", old=old.name, new=new.name)
    in_old, in_new = set(queries.below(old.pk)), set(queries.below(new.pk))
    if old.kind == Asset.Kind.SOURCE or in_old & in_new:
        raise Impossible("not_alike", old=old.name, new=new.name)
    retiring.require_all(by, in_old | in_new)
    return in_old | in_new


def _pair(old_id: UUID, new_id: UUID, involved: Collection[UUID]) -> None:
    """Lay old and new beside each other, level by level.

    Not in the database: it knows nothing of a table made a moment ago, and compares every column
    with every other. What follows is told how large the table is.
    """
    rows = Asset.objects.filter(pk__in=involved).order_by().values_list(*rules.NODE)
    nodes = (rules.Node(*row) for row in rows)
    found = list(rules.pairs(old_id, new_id, nodes, Asset.State.ACTIVE))
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        cursor.execute(_FILL, [list(column) for column in zip(*found, strict=True)])
        cursor.execute("ANALYZE adopted")


def _ids(sql: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def _move_over(old: Asset, new: Asset, by: User) -> None:
    """Let the new rows go, and the old ones take over what they said."""
    recording.alter(
        ids=_ids(_ONLY_NEW),
        sets="parent_id = a.old_id",
        joined=", adopted a",
        where="AND a.new_id = t.parent_id",
        verb="move",
        by=by,
    )
    gone = _ids("SELECT new_id FROM adopted")
    with connection.cursor() as cursor:
        change_ids = [uuid7() for _ in gone]
        cursor.execute(_TOMBSTONES, [*changes.who(by), gone, change_ids])
        cursor.execute(_FOLLOWERS)
    verb = "rename" if old.name != new.name else "move"
    back = _ids(_WITH_STATE.format(state=Asset.State.RETIRED))
    kept = _ids(_WITH_STATE.format(state=Asset.State.ACTIVE))
    for ids, said in (([old.pk], verb), (back, "restore"), (kept, "change")):
        recording.alter(
            ids=ids,
            sets=_TAKE_OVER,
            joined=", adopted a",
            where="AND a.old_id = t.id",
            verb=said,
            by=by,
        )


_WITH_STATE = """
SELECT o.id FROM adopted a JOIN governance_asset o ON o.id = a.old_id
WHERE a.depth > 0 AND o.state = {state}
"""


def _move_facts(by: User) -> Collection[UUID]:
    """What was said of the new ones counts for the old ones, where nobody said anything there.

    Returns the old assets that it made a difference to. Few have facts: they are new.
    """
    into = dict(_pairs())
    told: set[UUID] = set()
    for fact in Fact.objects.filter(asset_id__in=list(into)):
        was = changes.hold(fact)
        known = {"asset_id": into[fact.asset_id], "field": fact.field, "origin": fact.origin}
        if Fact.objects.filter(**known).exists():
            changes.remove(fact, was, by=by, verb="merge")
            continue
        fact.asset_id = into[fact.asset_id]
        changes.save(fact, was, by=by, verb="merge")
        told.add(fact.asset_id)
    for asset in Asset.objects.filter(pk__in=told):
        held = changes.hold(asset)
        describing.settle(asset)
        changes.save(asset, held, by=by, verb="describe")
    return told


def _pairs() -> list[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT new_id, old_id FROM adopted")
        return cursor.fetchall()
