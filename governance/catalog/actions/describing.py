"""Saying what an asset is: facts of other origins than the scan, side by side with the source's.

The scan writes `description`, `name` and so on as it finds them. What people, contracts, imports
and rules say is kept as facts, and what they come to lies in columns of its own (`title`, `said`,
`otherwise`, `owner_id`, `owner_group_id`), which no scan writes: neither ever overwrites the other.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone

from core.access import queries as access
from core.changes import actions as changes
from core.changes import engine
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid
from governance.catalog.actions import indexing
from governance.catalog.models import Asset, Fact
from governance.catalog.rules import facts as rules

engine.track(
    "governance.fact",
    "governance_fact",
    ("asset_id", "field", "origin", "value", "note"),
    source="(SELECT a.source_id FROM governance_asset a WHERE a.id = t.asset_id)",
    history="assets",
)

MANUAL = Fact.Origin.MANUAL
OWNER = Fact.Field.OWNER


@transaction.atomic
def describe(
    *,
    asset: Asset,
    facts: Mapping[str, Any],
    by: User,
    origin: str = MANUAL,
    note: str = "",
    expected: int | None = None,
) -> Asset:
    """Say what an asset is: values by field, for one origin; None takes the word back.

    `owner` is a User, a Group or None. Raises Stale, Invalid for a value that cannot be kept,
    Impossible for an asset that is retired.
    """
    access.require(by, "catalog.manage", asset)
    was = changes.hold(asset, expected)
    if asset.state == Asset.State.RETIRED:
        raise Impossible("asset_is_retired")
    values = {field: _value(field, given) for field, given in facts.items()}
    told = [
        field for field, value in values.items() if _state(asset, field, value, origin, note, by)
    ]
    if told:
        settle(asset)
        asset.updated_at = timezone.now()
        changes.save(asset, was, by=by, verb="describe")
        indexing.index([asset.pk])
        data = {"fields": told, "origin": str(origin)}
        events.publish("governance.asset.described", about=asset, by=by, data=data)
    return asset


def _state(asset: Asset, field: str, value: Any, origin: str, note: str, by: User) -> bool:
    """Keep the value as the origin's word; whether anything is other than before."""
    fact = Fact.objects.filter(asset=asset, field=field, origin=origin).first()
    if fact is None and value is None:
        return False
    was = changes.hold(fact) if fact is not None else None
    if fact is None:
        fact = Fact(asset=asset, field=field, origin=origin)
    elif (fact.value, fact.note) == (value, note):
        return False
    fact.value, fact.note, fact.at = value, note, timezone.now()
    fact.by_id, fact.by_label = by.pk, str(by)
    if was is None:
        changes.create(fact, by=by, verb="state")
    else:
        changes.save(fact, was, by=by, verb="withdraw" if value is None else "state")
    return True


def _value(field: str, given: Any) -> Any:
    """A value as it is kept. Raises Invalid."""
    if given is None:
        return None
    if field == OWNER:
        return _owner(given)
    if field not in Fact.Field.values:
        raise Invalid("not_a_choice", "field", value=field)
    if flaw := rules.flaw(field, given):
        raise Invalid(flaw, field, longest=rules.LONGEST[field])
    return given.strip()


def _owner(given: Any) -> dict[str, Any]:
    if isinstance(given, Group):
        return {"group": given.pk, "label": given.name}
    if not isinstance(given, User) or not given.is_active:
        raise Invalid("not_an_owner", "owner", name=str(given))
    return {"user": str(given.pk), "label": str(given)}


def settle(asset: Asset) -> None:
    """Let the columns of the asset say what its facts come to."""
    said: dict[str, dict[str, Any]] = {field: {} for field in Fact.Field.values}
    for fact in Fact.objects.filter(asset=asset, value__isnull=False):
        said[fact.field][fact.origin] = fact.value
    for field, origins in _precedence().items():
        ahead, behind = rules.around(field, origins)
        _say(asset, field, rules.best(said[field], ahead), rules.best(said[field], behind))


def _say(asset: Asset, field: str, word: Any, otherwise: Any) -> None:
    if field == Fact.Field.DISPLAY_NAME:
        asset.title = word
    elif field == Fact.Field.DESCRIPTION:
        asset.said, asset.otherwise = word, otherwise
    else:
        owner = word or {}
        asset.owner_id = UUID(owner["user"]) if "user" in owner else None
        asset.owner_group_id = owner.get("group")


def _precedence() -> dict[str, list[str]]:
    """Whose word counts, by field; it stays so until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT field, origins FROM governance_precedence FOR SHARE")
        return dict(cursor.fetchall())
