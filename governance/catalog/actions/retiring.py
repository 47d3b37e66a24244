"""Retiring assets, and bringing back exactly what was retired.

A group remembers what one verb retired. Restoring it is the exact inverse: what was retired before
or has come back since, by itself or by a scan, is left as it is. A path belongs to one active
asset only: when another one has taken it meanwhile, nothing is restored at all.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from core import cause
from core.access import queries as access
from core.changes import actions as changes
from core.events import actions as events
from core.ids import uuid7
from core.people.models import User
from core.refusals import Impossible
from governance.catalog import queries
from governance.catalog.actions import recording, trees
from governance.catalog.actions.recording import ACTOR, CHANGE, DIGEST
from governance.catalog.actions.trees import Done
from governance.catalog.models import Asset, RetireGroup
from governance.catalog.rules.trees import RESTORE, RETIRE

_RETIRE = f"""
WITH gone AS (
  UPDATE governance_asset t SET state = 2, revision = t.revision + 1, updated_at = now()
  FROM unnest(%s::uuid[], %s::uuid[]) AS w(id, change_id)
  WHERE t.id = w.id AND t.state = 1 RETURNING t.id, t.source_id, t.revision, w.change_id
), kept AS (
  INSERT INTO governance_retired (group_id, asset_id, state) SELECT %s, id, 1 FROM gone
)
{CHANGE}
SELECT d.change_id, now(), 'governance.asset', d.id, d.source_id, d.revision, 'retire', {ACTOR},
  d.diff, {DIGEST}
FROM (SELECT gone.*, '{{"state": [1, 2]}}'::jsonb AS diff FROM gone) d
"""
_RESTORE = f"""
WITH back AS (
  UPDATE governance_asset t SET state = w.state, revision = t.revision + 1, updated_at = now()
  FROM unnest(%s::uuid[], %s::smallint[], %s::uuid[]) AS w(id, state, change_id)
  WHERE t.id = w.id RETURNING t.id, t.state, t.source_id, t.revision, w.change_id
)
{CHANGE}
SELECT d.change_id, now(), 'governance.asset', d.id, d.source_id, d.revision, 'restore', {ACTOR},
  d.diff, {DIGEST}
FROM (SELECT back.*, jsonb_build_object('state', jsonb_build_array(2, back.state)) AS diff
      FROM back) d
"""
_OF_GROUP = "SELECT asset_id, id, state FROM governance_retired WHERE group_id = %s"
_NEWEST = """
SELECT asset_id, max(id) FROM governance_retired WHERE asset_id = ANY(%s) GROUP BY asset_id
"""
_LOCKED = """
SELECT id FROM governance_asset WHERE id = ANY(%s) AND state = 2 ORDER BY id FOR UPDATE
"""
_SOURCES = "SELECT FROM governance_asset WHERE id = ANY(%s) AND kind = 1 LIMIT 1"
# From the few to the many: an ORDER BY … LIMIT over the join would walk the whole index of paths.
_CLASH = """
WITH g AS MATERIALIZED (SELECT fqn FROM governance_asset WHERE id = ANY(%s)),
taken AS MATERIALIZED (
  SELECT g.fqn FROM g JOIN governance_asset a ON a.fqn = g.fqn AND a.state = 1)
SELECT fqn FROM taken ORDER BY fqn LIMIT 1
"""
_ORPHAN = """
SELECT p.name FROM governance_asset g JOIN governance_asset p ON p.id = g.parent_id AND p.state = 2
WHERE g.id = ANY(%s) AND p.id <> ALL(%s) ORDER BY p.name LIMIT 1
"""


@transaction.atomic
def retire(*, asset_ids: Sequence[UUID], by: User, root_id: UUID | None = None) -> int:
    """Retire these assets, with a change each, in one statement. Returns how many were active.

    They are one group, of `root_id` or of the source that they lie in. The verb that calls has
    checked the right.
    """
    if not asset_ids:
        return 0
    recording.lock(asset_ids)
    group_id = uuid7()
    change_ids = [uuid7() for _ in asset_ids]
    with connection.cursor() as cursor:
        cursor.execute(_RETIRE, [list(asset_ids), change_ids, group_id, *changes.who(by)])
        count = cursor.rowcount
    if count:
        _remember(group_id, root_id or _topmost(asset_ids[0]), count, by)
    return count


def _topmost(asset_id: UUID) -> UUID:
    return Asset.objects.values_list("source_id", flat=True).get(pk=asset_id) or asset_id


def _remember(group_id: UUID, root_id: UUID, count: int, by: User) -> None:
    RetireGroup.objects.create(
        id=group_id,
        asset_id=root_id,
        by_id=by.pk,
        by_label=str(by),
        at=timezone.now(),
        reason=cause.current().reason,
        count=count,
    )


@transaction.atomic
def retire_tree(*, asset: Asset, by: User, expected: int | None = None) -> Done:
    """Retire an asset with everything in it: now, or by a job where that is much. What a source
    still has, its next scan finds again.

    Raises Impossible for a source, which has its own verb, and for what is retired already.
    """
    access.require(by, "catalog.manage", asset)
    recording.lock([asset.pk])
    changes.hold(asset, expected)
    if asset.kind == Asset.Kind.SOURCE:
        raise Impossible("asset_is_source")
    if asset.state == Asset.State.RETIRED:
        raise Impossible("asset_is_retired")
    return trees.later(RETIRE, asset, by) or _retire_tree(asset, by)


def _retire_tree(asset: Asset, by: User) -> Done:
    live = Asset.objects.filter(pk__in=queries.below(asset.pk), state=Asset.State.ACTIVE)
    ids = list(live.values_list("pk", flat=True))
    require_all(by, ids)
    count = retire(asset_ids=ids, by=by, root_id=asset.pk)
    asset.refresh_from_db(fields=["state", "revision"])
    events.publish("governance.asset.retired", about=asset, by=by, data={"count": count})
    return Done(count)


@transaction.atomic
def restore(*, group: RetireGroup, by: User) -> Done:
    """Bring back what a group retired: now, or by a job where that is much.

    Raises Impossible when it was restored already, when its source is retired, when something
    else has taken a path meanwhile, or when what an asset lies in is retired itself.
    """
    access.require(by, "catalog.manage", group)
    recording.lock([group.asset_id])
    group = (
        RetireGroup.objects.select_for_update(of=("self",)).select_related("asset").get(pk=group.pk)
    )
    if group.restored_at is not None:
        raise Impossible("already_restored")
    if queries.is_many(group.count):
        return trees.start(RESTORE, group.asset, by, group=str(group.pk))
    return _restore(group, by)


def _restore(group: RetireGroup, by: User) -> Done:
    found = _held(group)
    require_all(by, found)
    _check(found)
    with connection.cursor() as cursor:
        rows: list[Any] = [list(found), list(found.values()), [uuid7() for _ in found]]
        cursor.execute(_RESTORE, [*rows, *changes.who(by)])
    group.restored_at = timezone.now()
    group.save(update_fields=["restored_at"])
    group.asset.refresh_from_db(fields=["state", "revision"])
    data = {"count": len(found)}
    events.publish("governance.asset.restored", about=group.asset, by=by, data=data)
    return Done(len(found))


def _held(group: RetireGroup) -> dict[UUID, int]:
    """What a group has to bring back, with the states before: what it was the last to retire, and
    what is retired still.

    Three plain questions: of one, the database would compare every row of the group with every
    other while it does not know yet how many there are. Ids go there as one array: of a hundred
    thousand in a list, it would read each as an expression.
    """
    rows = {id: (row, state) for id, row, state in _asked(_OF_GROUP, group.pk)}
    newest = dict(_asked(_NEWEST, list(rows)))
    mine = [id for id, (row, _state) in rows.items() if newest[id] == row]
    return {id: rows[id][1] for (id,) in _asked(_LOCKED, mine)}


def _asked(sql: str, about: UUID | list[UUID]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [about])
        return cursor.fetchall()


def _check(found: dict[UUID, int]) -> None:
    """Raise Impossible unless all of these can be active again."""
    ids = list(found)
    if _asked(_SOURCES, ids):
        raise Impossible("source_is_retired")
    with connection.cursor() as cursor:
        cursor.execute(_CLASH, [ids])
        if taken := cursor.fetchone():
            raise Impossible("path_taken", path=taken[0])
        cursor.execute(_ORPHAN, [ids, ids])
        if orphan := cursor.fetchone():
            raise Impossible("parent_is_retired", name=orphan[0])


def require_all(by: User, asset_ids: Iterable[UUID]) -> None:
    """Raise Refused unless the actor manages every one of these assets, wherever they lie."""
    seen = access.visible(by, "catalog.manage")
    if seen.everything:
        return
    lying = Asset.objects.filter(pk__in=list(asset_ids)).order_by().values_list("scope_id")
    if any(not seen.holds(scope, None) for (scope,) in lying.distinct()):
        raise access.Refused("catalog.manage")
