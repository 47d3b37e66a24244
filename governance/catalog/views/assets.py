"""One asset with its schema."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page
from governance.catalog import queries
from governance.catalog.models import Asset

KEYS = {
    "primary_key": gettext_lazy("primary key"),
    "foreign_key": gettext_lazy("foreign key"),
    "unique": gettext_lazy("unique"),
}


@require_safe
def detail(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One asset: what it is, where it lies, what lies in it."""
    asset = get_object_or_404(queries.visible(request.user).select_related("size"), pk=pk)
    above = queries.lineup(asset, request.user)
    inside = queries.children(asset, request.user)
    page = keyset_page(inside, request, order=("ordinal", "name_norm", "id"), size=200)
    context = {
        **frame(asset, above, "detail"),
        "page": page,
        "children": [child(one) for one in page.items],
        "are_columns": asset.kind in queries.RELATIONS,
        "constraints": [constraint(one) for one in asset.details.get("constraints", [])],
        "definition": asset.details.get("definition"),
        "problem": asset.details.get("problem"),
        "facts": facts(asset, above),
    }
    return render(request, "governance/catalog/detail.html", context)


def frame(asset: Asset, above: list[Asset], current: str) -> dict[str, Any]:
    """What every tab of an asset's page has."""
    here = [("detail", _("Schema")), ("history", _("History"))]
    return {
        "asset": asset,
        "title": asset.name,
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


def constraint(said: dict[str, Any]) -> dict[str, Any]:
    """A constraint in words."""
    target = said.get("target")
    columns = ", ".join(said.get("columns", []))
    into = ", ".join(said.get("target_columns") or [])
    labels = {**KEYS, "check": _("check")}
    return {
        "name": said.get("name"),
        "kind": labels.get(said["kind"], said["kind"]),
        "columns": columns or None,
        "target": f"{'.'.join(target)}{f' ({into})' if into else ''}" if target else None,
        "expression": said.get("expression"),
    }


def facts(asset: Asset, above: list[Asset]) -> list[tuple[str, Any]]:
    """What is known about an asset, for the sidebar."""
    size = getattr(asset, "size", None)
    said: list[tuple[str, Any]] = [(_("Kind"), asset.get_kind_display())]
    if above:
        said.append((_("Source"), above[0].name))
    if asset.kind == Asset.Kind.COLUMN:
        said += [
            (_("Type"), asset.details.get("type")),
            (_("May be empty"), _("yes") if asset.details.get("nullable") else _("no")),
            (_("Default"), asset.details.get("default")),
        ]
    if size is not None:
        said.append((_("Rows, estimated by the source"), f"{size.rows:,}" if size.rows else None))
    return [*said, (_("Path"), asset.fqn), (_("Version"), asset.revision)]
