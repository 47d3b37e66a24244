"""Verbs for many assets at once. What each leaves in its memo is what its inverse is told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from core.access.models import Container
from core.bulk import engine as bulk
from core.bulk.actions import each
from core.bulk.rules import Option, Order, Outcome
from core.people.models import User
from core.refusals import Impossible, Invalid
from governance.catalog import actions, queries
from governance.catalog.models import Asset, Fact

ASSETS = bulk.Noun(queries.KIND, queries.visible)
RIGHT = "catalog.manage"
DESCRIPTION, OWNER = Fact.Field.DESCRIPTION, Fact.Field.OWNER

Orders = Mapping[UUID, Order]
Outcomes = dict[UUID, Outcome]
Params = Mapping[str, Any]


@bulk.verb(
    ASSETS, "describe", label=_("Set the description"), right=RIGHT, inverse="describe",
    options=(Option("description", _("Description")),),
)  # fmt: skip
def describe(orders: Orders, by: User) -> Outcomes:
    """Say the same of all of them; an empty description takes the word back."""

    def one(asset: Asset, params: Params) -> Params:
        memo = {"description": _word(asset, DESCRIPTION)}
        actions.describe(asset=asset, facts={DESCRIPTION: params["description"] or None}, by=by)
        return memo

    return each(ASSETS, orders, by, one)


@bulk.verb(
    ASSETS, "own", label=_("Set the owner"), right=RIGHT, inverse="own",
    options=(Option("owner", _("Owner"), kind="id"),),
)  # fmt: skip
def own(orders: Orders, by: User) -> Outcomes:
    """Name the same person as owner of all of them."""

    def one(asset: Asset, params: Params) -> Params:
        memo = {"owner": _word(asset, OWNER)}
        actions.describe(asset=asset, facts={OWNER: _owner(params["owner"])}, by=by)
        return memo

    return each(ASSETS, orders, by, one)


@bulk.verb(
    ASSETS, "move", label=_("Move to another domain"), right=RIGHT, inverse="move",
    options=(Option("domain", _("Domain"), kind="id"),),
)  # fmt: skip
def move(orders: Orders, by: User) -> Outcomes:
    """Put them, with everything in them, into one domain."""

    def one(asset: Asset, params: Params) -> Params:
        memo = {"domain": str(asset.domain_id)}
        domain = Container.objects.filter(pk=params["domain"]).first()
        if domain is None:
            raise Invalid("unknown_domain", "domain")
        if domain.pk != asset.domain_id:
            actions.move(asset=asset, domain=domain, by=by)
        return memo

    return each(ASSETS, orders, by, one)


@bulk.verb(ASSETS, "retire", label=_("Retire"), right=RIGHT, inverse="restore")
def retire(orders: Orders, by: User) -> Outcomes:
    """Retire them, with everything in them."""

    def one(asset: Asset, params: Params) -> Params:
        if asset.state == Asset.State.RETIRED:
            return {}
        actions.retire_tree(asset=asset, by=by)
        return {"group": str(asset.retirements.latest("at", "id").pk)}

    return each(ASSETS, orders, by, one)


@bulk.verb(ASSETS, "restore", label=_("Restore"), right=RIGHT, inverse="retire")
def restore(orders: Orders, by: User) -> Outcomes:
    """Bring back what was retired last with each of them, exactly."""

    def one(asset: Asset, params: Params) -> None:
        if asset.state == Asset.State.ACTIVE:
            return
        groups = asset.retirements.filter(restored_at=None)
        group = groups.filter(pk=params["group"]).first() if "group" in params else groups.first()
        if group is None:
            raise Impossible("not_retired_alone")
        group.asset = asset
        actions.restore(group=group, by=by)
        asset.refresh_from_db(fields=["state", "revision"])

    return each(ASSETS, orders, by, one)


def _word(asset: Asset, field: str) -> Any:
    """What people say of a field, as it is kept; None when they say nothing."""
    said = asset.facts.filter(field=field, origin=Fact.Origin.MANUAL)
    return said.values_list("value", flat=True).first()


def _owner(value: Any) -> User | Group | None:
    """Who is named by an id, or by the word that a fact has kept."""
    if value is None:
        return None
    word = value if isinstance(value, dict) else {"user": value}
    found: User | Group | None
    if "group" in word:
        found = Group.objects.filter(pk=word["group"]).first()
    else:
        found = User.objects.filter(pk=word["user"]).first()
    if found is None:
        raise Invalid("not_an_owner", "owner", name=word.get("label", ""))
    return found
