"""What a scan no longer finds, and does not dare to retire by itself."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from core.access import queries as access
from core.cause import Cause, because
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible
from governance.catalog.actions import recording
from governance.catalog.models import Asset
from governance.scans.actions import storing
from governance.scans.models import Scan, Vanished
from governance.sources.models import Source


def hold(*, scan: Scan, asset_ids: Collection[UUID], because: str) -> int:
    """Let these relations wait for a person, instead of what an earlier scan held. Part of a scan,
    whose verb has checked the right."""
    forget_held(source_id=scan.source_id)
    held = [Vanished(scan=scan, asset_id=asset_id) for asset_id in asset_ids]
    Vanished.objects.bulk_create(held, batch_size=5_000)
    Scan.objects.filter(pk=scan.pk).update(held_because=because)
    return len(held)


def forget_held(*, source_id: UUID) -> None:
    """A newer scan has looked again: what earlier ones held is decided anew."""
    Vanished.objects.filter(scan__source_id=source_id).delete()


@transaction.atomic
def release(*, scan: Scan, by: User) -> int:
    """Say that what a scan holds is really gone: it is retired. Returns how many relations.

    Raises Impossible when the scan holds nothing (any more).
    """
    ids = _take(scan, by)
    source = Asset.objects.only("scope_id", "domain_id").get(pk=scan.source_id)
    scope = storing.Scope(source.scope_id, source.domain_id, scan.source_id)
    with because(Cause("job", str(scan.pk))):  # part of what the scan did, and taken back with it
        storing.retire_gone(ids, by)
        storing.retire_empty_schemas(scope, storing.schemas_in_use(scan.source_id), by)
    Scan.objects.filter(pk=scan.pk).update(ended_at=Now())
    if "reach" in scan.identity:  # what the account may see now is what there is
        identity = Source.objects.select_for_update().get(pk=scan.source_id).identity
        identity["reach"] = scan.identity["reach"]
        Source.objects.filter(pk=scan.source_id).update(identity=identity)
    events.publish("governance.scan.released", about=scan.source, by=by, data=_data(scan, ids))
    return len(ids)


@transaction.atomic
def keep(*, scan: Scan, by: User) -> int:
    """Say that what a scan holds is not gone: it stays, until the next scan looks again."""
    ids = _take(scan, by)
    events.publish("governance.scan.kept", about=scan.source, by=by, data=_data(scan, ids))
    return len(ids)


def _take(scan: Scan, by: User) -> list[UUID]:
    """The ids of what is held, taken out of waiting: of two who decide, one comes too late."""
    access.require(by, "scans.manage", scan.source)
    recording.lock([scan.source_id])  # before what waits, as a scan does
    held = Vanished.objects.select_for_update().filter(scan=scan)
    ids = list(held.values_list("asset_id", flat=True))
    if not ids:
        raise Impossible("nothing_is_held")
    Vanished.objects.filter(scan=scan).delete()
    return ids


def _data(scan: Scan, ids: Collection[UUID]) -> dict[str, object]:
    return {"job": str(scan.pk), "count": len(ids)}
