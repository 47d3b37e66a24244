"""One asset with its schema."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page
from core.people.models import User
from governance.catalog import queries
from governance.catalog.models import Asset, Fact
from governance.catalog.views import then
from governance.catalog.views.keys import KEYS, constraint
from governance.catalog.views.traits import traits

FORMER = 10  # former names that are shown


@require_safe
def detail(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One asset: what it is, where it lies, what lies in it; with `?at=` as it was then."""
    asset = get_object_or_404(queries.visible(request.user).select_related("size"), pk=pk)
    above = queries.lineup(asset, request.user)
    at = then.asked(request)
    context = frame(asset, above, "detail") | {"at": at}
    if at is not None:
        was, inside = then.past(asset, at, request)
        context |= {"existed": was is not None, **schema(was or asset, inside)}
    else:
        found = queries.children(asset, request.user)
        page = keyset_page(found, request, order=("ordinal", "name_norm", "id"), size=200)
        context |= {"page": page, **schema(asset, page.items), **now(asset, request.user)}
    context["facts"] = facts(context["shown"], above, domain_name(asset, request.user))
    return render(request, "governance/catalog/detail.html", context)


def schema(asset: Asset, inside: Iterable[Asset]) -> dict[str, Any]:
    """What an asset consists of, now or then."""
    return {
        "shown": asset,
        "children": [child(one) for one in inside],
        "are_columns": asset.kind in queries.RELATIONS,
        "by_hand": asset.kind in queries.BY_HAND,
        "constraints": [constraint(one) for one in asset.details.get("constraints", [])],
        "definition": asset.details.get("definition"),
        "problem": asset.details.get("problem"),
        "url": asset.details.get("url"),
    }


def now(asset: Asset, user: User) -> dict[str, Any]:
    """What only holds of the asset as it is: who says what of it, and what may be done."""
    gone = queries.retirement_of(asset, user)
    manages = access.can(user, "catalog.manage", asset)
    return {
        "said": said(asset),
        "aliases": asset.aliases.all()[:FORMER],
        "retirement": gone,
        "may_manage": manages and asset.state == Asset.State.ACTIVE,
        "may_restore": manages and gone is not None,
        "is_source": asset.kind == Asset.Kind.SOURCE,
    }


def said(asset: Asset) -> list[dict[str, Any]]:
    """What each origin says of an asset, by field, as the page shows it."""
    told = queries.facts(asset)
    return [
        {
            "label": field.label,
            "words": [
                {"who": who(one), "value": word(one), "one": one}
                for one in told
                if one.field == field and (field != Fact.Field.DISPLAY_NAME or one.by)
            ],
        }
        for field in Fact.Field
    ]


def who(one: queries.Told) -> str:
    """“the source says”, “Stef says” or “Stef says, by contract”."""
    if one.by is None:
        return _("The source says")
    if one.origin == Fact.Origin.MANUAL:
        return _("%(name)s says") % {"name": one.by}
    return _("%(name)s says, %(origin)s") % {
        "name": one.by,
        "origin": Fact.Origin(one.origin).label,
    }


def word(one: queries.Told) -> str:
    """A value as people read it."""
    return str(one.value["label"] if isinstance(one.value, dict) else one.value)


def frame(asset: Asset, above: list[Asset], current: str) -> dict[str, Any]:
    """What every tab of an asset's page has."""
    here = [("detail", _("Schema")), ("history", _("History")), ("compare", _("Compare"))]
    return {
        "asset": asset,
        "title": asset.title or asset.name,
        "crumbs": [
            (_("Assets"), reverse("governance:asset-list")),
            *((one.name, reverse("governance:asset-detail", args=[one.pk])) for one in above),
        ],
        "tabs": [
            {
                "label": label,
                "url": reverse(f"governance:asset-{name}", args=[asset.pk]),
                "current": name == current,
            }
            for name, label in here
        ],
    }


def child(asset: Asset) -> dict[str, Any]:
    """A row of the schema: a column, or a table of a schema."""
    return {
        "asset": asset,
        "type": asset.details.get("type"),
        "nullable": asset.details.get("nullable"),
        "default": asset.details.get("default"),
        "keys": [KEYS.get(key, key) for key in asset.details.get("keys", [])],
        "problem": asset.details.get("problem"),
    }


def domain_name(asset: Asset, user: User) -> str | None:
    """The domain in which an asset lies now, when one sees it."""
    seen = access.domains(user).filter(pk=asset.domain_id)
    return seen.values_list("name", flat=True).first()


def facts(asset: Asset, above: list[Asset], domain: str | None) -> list[tuple[str, Any]]:
    """What is known about an asset, for the sidebar."""
    size = getattr(asset, "size", None)
    said: list[tuple[str, Any]] = [(_("Kind"), asset.get_kind_display())]
    if above:
        said.append((_("Source"), above[0].name))
    said.append((_("Domain"), domain))
    if asset.kind == Asset.Kind.COLUMN:
        said += [
            (_("Type"), asset.details.get("type")),
            (_("May be empty"), _("yes") if asset.details.get("nullable") else _("no")),
            (_("Default"), asset.details.get("default")),
        ]
    said += traits(asset.details.get("traits", {}))
    if size is not None:
        said.append((_("Rows, estimated by the source"), f"{size.rows:,}" if size.rows else None))
    return [*said, (_("Path"), asset.fqn), (_("Version"), asset.revision)]
