"""Who says what of an asset, and with what it was retired."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from core.access import queries as access
from core.people.models import User
from governance.catalog.models import Asset, Fact, Precedence, Retired, RetireGroup
from governance.catalog.rules import facts as rules


def retirements(user: User) -> QuerySet[RetireGroup]:
    """What was retired together, of assets that one sees."""
    groups = RetireGroup.objects.select_related("asset")
    return access.limit(groups, user, "catalog.view", "asset__scope_id")


def retirement_of(asset: Asset, user: User) -> RetireGroup | None:
    """The group with which a retired asset went, when it can be restored."""
    if asset.state != Asset.State.RETIRED:
        return None
    last = Retired.objects.filter(asset_id=asset.pk).order_by("-id").values("group_id")[:1]
    return retirements(user).filter(pk__in=last, restored_at=None).first()


def precedence(user: User) -> QuerySet[Precedence]:
    """Whose word counts, field by field: for whoever sees assets, whose pages show it."""
    rows = Precedence.objects.all()
    return rows if access.anywhere(user, "catalog.view") else rows.none()


class Told(NamedTuple):
    """What one origin says of a field; `counts` when it is the word that counts."""

    field: str
    origin: str
    value: Any
    counts: bool
    note: str = ""
    by: str | None = None
    at: datetime | None = None


def facts(asset: Asset) -> list[Told]:
    """What every origin says of an asset, the source's word among them, by field and rank."""
    order = dict(Precedence.objects.values_list("field", "origins"))
    said = {(fact.field, fact.origin): fact for fact in asset.facts.filter(value__isnull=False)}
    source: dict[str, Any] = {
        Fact.Field.DESCRIPTION: asset.description,
        Fact.Field.DISPLAY_NAME: asset.name,
    }
    told = []
    for field in Fact.Field.values:
        origins = order[field]
        values = {origin: said[field, origin].value for f, origin in said if f == field}
        values[rules.SCAN] = source.get(field)
        best = rules.winner(values, origins)
        for origin in sorted(values, key=lambda one: origins.index(one) if one in origins else 99):
            fact = said.get((field, origin))
            more = (fact.note, fact.by_label, fact.at) if fact else ("", None, None)
            if values[origin] is not None:
                told.append(Told(field, origin, values[origin], origin == best, *more))
    return told
