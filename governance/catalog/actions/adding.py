"""Assets that no scan finds: dashboards, jobs, models, topics, reports, APIs.

They lie in a domain and in no source: whoever sees the domain sees them. What is said of them is
kept as facts, as of every other asset.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import actions as scopes
from core.access import queries as access
from core.changes import actions as changes
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid
from governance.catalog import queries
from governance.catalog.actions import describing, indexing, renaming
from governance.catalog.models import Asset
from governance.catalog.rules import adding as rules
from governance.catalog.rules import naming


@transaction.atomic
def add(
    *,
    kind: int,
    name: str,
    by: User,
    domain_id: UUID | None = None,
    url: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Asset:
    """Add an asset to a domain by hand. `facts` are what is said of it (see `describe`).

    Raises Invalid for a kind that scans find, a taken name, an unknown domain or a bad address.
    """
    domain = queries.domain(domain_id, by, "catalog.manage")
    access.require(by, "catalog.manage", domain)
    _check(kind, name, url)
    now = timezone.now()
    asset = Asset(
        kind=kind,
        scope_id=scopes.scope_of(domain_id=domain.pk, source_id=None),
        domain_id=domain.pk,
        name=name,
        name_norm=naming.normalised(name),
        fqn=path(domain.pk, kind, name),
        details={"url": url} if url else {},
        created_at=now,
        updated_at=now,
        search="",
    )
    _insert(asset, by)
    indexing.index([asset.pk])
    events.publish("governance.asset.added", about=asset, by=by, data={"domain": domain.name})
    said = {field: value for field, value in (facts or {}).items() if value is not None}
    return describing.describe(asset=asset, facts=said, by=by) if said else asset


@transaction.atomic
def change(
    *,
    asset: Asset,
    by: User,
    expected: int | None = None,
    name: str | None = None,
    kind: int | None = None,
    url: str | None = None,
) -> Asset:
    """Change what only people know of an asset that was added by hand; an empty address is none.

    Raises Impossible for what comes from a source: its name and kind are the source's to say.
    """
    access.require(by, "catalog.manage", asset)
    was = changes.hold(asset, expected)
    if asset.kind not in queries.BY_HAND:
        raise Impossible("asset_of_source")
    if asset.state == Asset.State.RETIRED:
        raise Impossible("asset_is_retired")
    name, kind = name if name is not None else asset.name, kind or asset.kind
    url = asset.details.get("url") if url is None else url
    _check(kind, name, url or None)
    old = asset.name
    if name != old:
        renaming.remember(asset)
    asset.name, asset.name_norm, asset.kind = name, naming.normalised(name), kind
    asset.fqn = path(asset.domain_id, kind, name)
    asset.details = {**asset.details, "url": url or None}
    asset.updated_at = timezone.now()
    _only_one(asset)
    if changes.save(asset, was, by=by, verb="rename" if name != old else "change"):
        indexing.index([asset.pk])
        events.publish("governance.asset.changed", about=asset, by=by)
    return asset


def path(domain_id: UUID, kind: int, name: str) -> str:
    """The path of something added to a domain by hand."""
    return rules.path(queries.domain_path(domain_id), Asset.Kind(kind).name.lower(), name)


def _insert(asset: Asset, by: User) -> None:
    _only_one(asset)
    try:
        with transaction.atomic():
            changes.create(asset, by=by, verb="add")
    except IntegrityError as error:
        raise Invalid("name_taken", "name", name=asset.name) from error


def _only_one(asset: Asset) -> None:
    """Raise Invalid when the domain has another active one of this kind and name."""
    others = Asset.objects.filter(fqn=asset.fqn, state=Asset.State.ACTIVE).exclude(pk=asset.pk)
    if others.exists():
        raise Invalid("name_taken", "name", name=asset.name)


def _check(kind: int, name: str, url: str | None) -> None:
    if kind not in queries.BY_HAND:
        raise Invalid("not_by_hand", "kind")
    if wrong := rules.flaw(name, url):
        code, field = wrong
        raise Invalid(code, field, longest=rules.LONGEST_NAME, name=name)
