"""Assets as they were, what moments differ by, and what happened in between."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from core.changes import queries as changes
from core.changes.models import Change
from core.events.models import Event
from core.people.models import User
from core.timeline import queries as heard
from governance.catalog.models import Asset
from governance.catalog.queries.seeing import COUNT_LIMIT, RELATIONS, visible

KIND, FACT = "governance.asset", "governance.fact"
MOST_EVENTS = 100  # events that are shown between two pages of changes
MOST_ON_A_PAGE = 1_000  # assets whose history a page reads at once
LONGEST_REVISION = 9  # digits


class Then(NamedTuple):
    """An asset at a moment: its state (None before it existed), and what lay in it by id."""

    state: dict[str, Any] | None
    contents: list[tuple[UUID, dict[str, Any]]]
    more: bool


def as_of(asset: Asset, at: datetime, user: User, most: int = COUNT_LIMIT) -> Then:
    """An asset as it was, with what lay directly in it and was in use, as far as one sees it now;
    of very many the first ones.

    What has moved elsewhere since is not shown; what was retired since is.
    """
    inside = visible(user).filter(parent_id=asset.pk).order_by("ordinal", "name_norm", "id")
    ids = list(inside.values_list("pk", flat=True)[: most + 1])
    shown = ids[:most]
    states = changes.as_of(kind=KIND, object_ids=[asset.pk, *shown], at=at)
    contents = [
        (id, state)
        for id in shown
        if (state := states.get(id))
        and state["state"] == Asset.State.ACTIVE
        and state.get("parent_id") == str(asset.pk)
    ]
    return Then(states.get(asset.pk), contents, len(ids) > most)


def moment_of(asset: Asset, revision: str) -> datetime | None:
    """When an asset got this revision."""
    if len(revision) > LONGEST_REVISION:
        return None
    found = changes.of(asset.pk, KIND).filter(revision=int(revision))
    return found.values_list("at", flat=True).first()


def differences(
    asset: Asset, start: datetime | None, end: datetime | None, user: User
) -> list[changes.Difference]:
    """What an asset and what one sees directly in it differ by; the asset itself comes first."""
    inside = visible(user).filter(parent_id=asset.pk).order_by("ordinal", "name_norm", "id")
    ids = [asset.pk, *inside.values_list("pk", flat=True)[:COUNT_LIMIT]]
    found = {one.object_id: one for one in between(ids, start, end)}
    return [found[id] for id in ids if id in found]


def between(
    ids: Collection[UUID], start: datetime | None, end: datetime | None
) -> list[changes.Difference]:
    """What these assets differ by between two moments, in either order; None is now."""
    now = timezone.now()
    first, last = sorted((start or now, end or now))
    return changes.between(kind=KIND, start=first, end=last, object_ids=ids, limit=len(ids))


def changed_in(
    user: User, source_id: UUID, start: datetime, end: datetime | None
) -> QuerySet[Asset]:
    """The assets of a source, as far as one sees them, that changed between two moments."""
    within = Change.objects.filter(
        source_id=source_id, object_kind=KIND, at__gt=start, at__lte=end or timezone.now()
    )
    seen = visible(user).filter(source_id=source_id)
    return seen.filter(pk__in=within.order_by().values("object_id"))


def paths(user: User, ids: Collection[UUID]) -> dict[UUID, str]:
    """The paths of those that one sees."""
    return dict(visible(user).filter(pk__in=list(ids)).values_list("pk", "fqn"))


def in_timeline(asset: Asset, user: User) -> dict[UUID, str]:
    """What belongs into an asset's timeline, by name: itself and, of a table, its columns."""
    below = (
        visible(user).filter(parent_id=asset.pk)
        if asset.kind in RELATIONS
        else Asset.objects.none()
    )
    return {asset.pk: asset.name, **dict(below.values_list("pk", "name"))}


def timeline(
    asset: Asset, ids: Collection[UUID], *, verbs: Sequence[str] = (), fields: Sequence[str] = ()
) -> QuerySet[Change]:
    """The changes of these, and of what was said of the asset; of some verbs or fields only."""
    said = asset.facts.values_list("pk", flat=True)
    found = changes.of([*ids, *said]).filter(object_kind__in=(KIND, FACT))
    found = found.filter(verb__in=verbs) if verbs else found
    return found.filter(diff__has_any_keys=list(fields)) if fields else found


def versions(asset: Asset, user: User) -> QuerySet[Change]:
    """One change of each moment at which an asset or something directly in it changed; where
    very much lies in it, the first of that."""
    inside = visible(user).filter(parent_id=asset.pk).values_list("pk", flat=True)
    found = changes.of([asset.pk, *inside[:MOST_ON_A_PAGE]], KIND)
    return found.order_by("-at", "-id").distinct("at")


def events_of(
    asset: Asset, user: User, older: datetime | None, newer: datetime | None
) -> list[Event]:
    """What happened to an asset besides its own changes, between two moments, newest first."""
    found = heard.visible(user).filter(about_id=asset.pk).exclude(name__startswith=f"{KIND}.")
    found = found.filter(at__gte=older) if older else found
    found = found.filter(at__lt=newer) if newer else found
    return list(found.order_by("-at", "-id")[:MOST_EVENTS])
