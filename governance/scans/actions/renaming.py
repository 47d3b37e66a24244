"""Guessing what was only renamed or moved, and what a person makes of the guess.

The source's own stable id is the best evidence (PostgreSQL keeps it through every rename); where
there is none, or data was dumped and restored, one thing that vanished and one that is new are
compared by structure, and only a match without rivals counts. Nothing is ever merged unasked.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from core.access import queries as access
from core.events import actions as events
from core.jobs import actions as jobs
from core.people.models import User
from core.refusals import Impossible
from governance.catalog import actions as catalog
from governance.catalog import queries as assets
from governance.catalog.actions import Done
from governance.catalog.models import Asset
from governance.catalog.queries import RELATIONS
from governance.connector import Key
from governance.scans import queries
from governance.scans.models import Rename, Scan, Vanished
from governance.sources.rules import ACCEPT

Pair = tuple[UUID, UUID]
EACH = 500  # assets that are changed in the time that one rename takes, however small it is

_COLUMN = int(Asset.Kind.COLUMN)
_KINDS = ", ".join(str(int(kind)) for kind in RELATIONS)
# Asked of one asset at a time, by the index on its changes: a first scan adds a hundred thousand.
_ADDED = """EXISTS (SELECT FROM core_change c WHERE c.object_id = {id} AND c.at >= %(since)s
  AND c.cause_id = %(job)s AND c.verb = 'add')"""
_BY_STRUCTURE = f"""
WITH candidate AS MATERIALIZED (
  SELECT id, true AS gone FROM unnest(%(gone)s::uuid[]) AS g(id)
  UNION ALL SELECT r.id, false FROM governance_asset r WHERE r.source_id = %(source)s
    AND r.kind IN ({_KINDS}) AND r.state = 1 AND r.created_at >= %(since)s
    AND {_ADDED.format(id="r.id")}),
shape AS (
  SELECT r.id, k.gone, r.kind, md5(string_agg(c.name_norm || ' '
    || coalesce(c.details ->> 'type', ''), E'\\n' ORDER BY c.ordinal, c.id)) AS made
  FROM candidate k JOIN governance_asset r ON r.id = k.id
  JOIN governance_asset c ON c.parent_id = r.id AND c.kind = {_COLUMN} AND c.state = 1
  GROUP BY r.id, k.gone, r.kind)
SELECT (array_agg(id) FILTER (WHERE gone))[1], (array_agg(id) FILTER (WHERE NOT gone))[1]
FROM shape GROUP BY kind, made
HAVING count(*) FILTER (WHERE gone) = 1 AND count(*) FILTER (WHERE NOT gone) = 1
"""
# Columns that this scan retired and added in one and the same relation.
_COLUMNS = f"""
WITH gone AS MATERIALIZED (
  SELECT o.* FROM core_change c JOIN governance_asset o ON o.id = c.object_id
  WHERE c.source_id = %(source)s AND c.at >= %(since)s AND c.cause_id = %(job)s
    AND c.verb = 'retire' AND o.kind = {_COLUMN} AND o.state = 2),
pair AS MATERIALIZED (
  SELECT o.id AS old_id, n.id AS new_id, o.external_id = n.external_id AS sure
  FROM gone o JOIN governance_asset n ON n.parent_id = o.parent_id
  WHERE n.state = 1 AND n.kind = {_COLUMN} AND (o.external_id = n.external_id
    OR (o.ordinal = n.ordinal AND o.details ->> 'type' = n.details ->> 'type'
      AND (o.external_id IS NULL OR n.external_id IS NULL))) AND {_ADDED.format(id="n.id")})
SELECT old_id, new_id, coalesce(sure, false) FROM (
  SELECT *, count(*) OVER (PARTITION BY old_id) AS rivals,
    count(*) OVER (PARTITION BY new_id) AS others FROM pair) p
WHERE rivals = 1 AND others = 1
"""


def guess(
    *, scan: Scan, vanished: Mapping[Key, UUID], moved: Mapping[Key, Key], columns_gone: bool
) -> None:
    """Write down the guesses of a scan, before what vanished is retired; part of it.

    `moved` says which of the vanished the source itself knows under another name.
    """
    places = _ids_of(scan.source_id, moved.values())
    sure = [(vanished[old], places[new]) for old, new in moved.items() if new in places]
    rest = [id for key, id in vanished.items() if key not in moved]
    columns = _ask(_COLUMNS, scan) if columns_gone else []
    _write(scan, sure, Rename.Evidence.STABLE_ID)
    _write(scan, [(old, new) for old, new, known in columns if known], Rename.Evidence.STABLE_ID)
    alike = _ask(_BY_STRUCTURE, scan, gone=rest) if rest else []
    alike += [(old, new) for old, new, known in columns if not known]
    _write(scan, alike, Rename.Evidence.STRUCTURE)


def _ids_of(source_id: UUID, keys: Iterable[Key]) -> dict[Key, UUID]:
    """The active relations with these names."""
    wanted = list(keys)
    found = Asset.objects.filter(
        source_id=source_id,
        kind__in=RELATIONS,
        state=Asset.State.ACTIVE,
        name__in={name for _, name in wanted},
    )
    rows = found.values_list("parent__name", "name", "id") if wanted else ()
    return {(schema, name): id for schema, name, id in rows}


def _ask(sql: str, scan: Scan, **params: Any) -> list[tuple[Any, ...]]:
    of_scan: dict[str, Any] = {
        "source": scan.source_id,
        "since": queries.since(scan),
        "job": str(scan.pk),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, of_scan | params)
        return cursor.fetchall()


def _write(scan: Scan, pairs: Collection[Pair], evidence: str) -> None:
    ids = {id for pair in pairs for id in pair}
    paths = dict(Asset.objects.filter(pk__in=ids).values_list("pk", "fqn")) if ids else {}
    now = timezone.now()
    guesses = [
        Rename(
            scan=scan,
            source_id=scan.source_id,
            old_id=old,
            new_id=new,
            old_name=paths[old],
            new_name=paths[new],
            evidence=evidence,
            created_at=now,
        )
        for old, new in pairs
    ]
    Rename.objects.bulk_create(guesses, ignore_conflicts=True, batch_size=2_000)


@transaction.atomic
def accept_rename(*, rename: Rename, by: User) -> Done:
    """Yes, it is the same thing: the old asset lives on under the new name, history and all. Done
    now, or by a job where much lies in it.

    Raises Impossible when the guess is decided already or no longer true.
    """
    _require_open(rename, by)
    if assets.is_large(rename.old_id, rename.new_id):
        return _later(rename, by, rename=str(rename.pk))
    _decide(rename, Rename.State.ACCEPTED, by)
    Vanished.objects.filter(asset_id=rename.old_id).delete()
    try:
        catalog.adopt(old_id=rename.old_id, new_id=rename.new_id, by=by)
    except Asset.DoesNotExist:
        raise Impossible("rename_overtaken") from None
    _publish(rename, "accepted", by)
    return Done(1)


@transaction.atomic
def accept_sure_renames(*, scan: Scan, by: User) -> Done:
    """Accept all of a scan's guesses for which the source's own id speaks: all or none. Done now,
    or by a job where they are many or much lies in them.

    Relations first: their columns come along.
    """
    access.require(by, "scans.manage", scan.source)
    waiting = Rename.objects.filter(
        scan=scan, state=Rename.State.OPEN, evidence=Rename.Evidence.STABLE_ID
    )
    found = list(waiting.select_related("source").order_by("created_at", "id"))
    if not found:
        raise Impossible("nothing_is_held")
    ids = [id for rename in found for id in (rename.old_id, rename.new_id)]
    if assets.is_many(len(found) * EACH) or assets.is_large(*ids):
        return _later(scan, by, scan=str(scan.pk))
    for rename in found:
        accept_rename(rename=rename, by=by)
    return Done(len(found))


def _later(what: Rename | Scan, by: User, **plan: str) -> Done:
    """The job that accepts a rename, or those of a scan; it calls the same verb."""
    about, given = jobs.About.object(what.source), dict[str, Any](plan)
    unique = f"{ACCEPT}:{what.pk}"
    return Done(job=jobs.start(kind=ACCEPT, by=by, about=about, plan=given, unique=unique))


@transaction.atomic
def reject_rename(*, rename: Rename, by: User) -> Rename:
    """No, these are two things: both stay what they are, and the guess is not made again."""
    _require_open(rename, by)
    _decide(rename, Rename.State.REJECTED, by)
    _publish(rename, "rejected", by)
    return rename


def _require_open(rename: Rename, by: User) -> None:
    access.require(by, "scans.manage", rename.source)
    rename.refresh_from_db(from_queryset=Rename.objects.select_for_update())
    if rename.state != Rename.State.OPEN:
        raise Impossible(f"rename_is_{rename.state}")


def _decide(rename: Rename, state: str, by: User) -> None:
    rename.state, rename.decided_at, rename.decided_by = state, timezone.now(), str(by)
    rename.save(update_fields=["state", "decided_at", "decided_by"])


def _publish(rename: Rename, what: str, by: User) -> None:
    data = {"old": rename.old_name, "new": rename.new_name, "evidence": rename.evidence}
    events.publish(f"governance.rename.{what}", about=rename.source, by=by, data=data)
