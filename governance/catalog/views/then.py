"""Assets as they were: rows made from the states that history tells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.doors.middleware import PersonRequest
from core.doors.parameters import moment
from governance.catalog import queries
from governance.catalog.models import Asset

PLAIN = ("kind", "name", "state", "description", "title", "said", "otherwise")
SHOWN = 200


def asked(request: PersonRequest) -> datetime | None:
    """The moment that `?at=` names: with its offset, or in the reader's time zone."""
    text = request.GET.get("at", "")
    found = moment(text)
    if found is not None or len(text) > len("2026-01-01T00:00:00"):
        return found
    try:
        local = parse_datetime(text)
        return timezone.make_aware(local) if local else None
    except (ValueError, OverflowError):
        return None


def past(asset: Asset, at: datetime, request: PersonRequest) -> tuple[Asset | None, list[Asset]]:
    """The asset as it was, or None before it existed, and what lay in it."""
    then = queries.as_of(asset, at, request.user, queries.MOST_ON_A_PAGE)
    if then.state is None:
        return None, []
    inside = [_row(id, state) for id, state in then.contents[:SHOWN]]
    was = _row(asset.pk, then.state)
    was.fqn, was.revision, was.source_id = asset.fqn, asset.revision, asset.source_id
    return was, inside


def _row(id: UUID, state: dict[str, Any]) -> Asset:
    plain = {field: state[field] for field in PLAIN if field in state}
    rest = {field: value for field, value in state.items() if field not in PLAIN}
    return Asset(id=id, details=rest, **plain)
