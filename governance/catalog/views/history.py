"""The history of one asset and what lies directly in it, in words."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.changes import queries as changes
from core.changes.models import Change
from core.doors.pages import keyset_page
from governance.catalog import queries
from governance.catalog.models import Asset
from governance.catalog.views.assets import frame

FIELDS = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "state": gettext_lazy("State"),
    "parent_id": gettext_lazy("Lies in"),
    "domain_id": gettext_lazy("Domain"),
    "description": gettext_lazy("Description"),
    "type": gettext_lazy("Type"),
    "nullable": gettext_lazy("May be empty"),
    "default": gettext_lazy("Default"),
    "generated": gettext_lazy("Generated"),
    "keys": gettext_lazy("Keys"),
    "constraints": gettext_lazy("Constraints"),
    "definition": gettext_lazy("Definition"),
    "problem": gettext_lazy("Problem"),
}
# What first sights say anyway: a list of everything would bury what matters.
QUIET_AT_FIRST = {"kind", "state", "parent_id", "domain_id", "name"}
VERBS = {
    "add": ("plus", gettext_lazy("found %(what)s")),
    "change": ("pencil", gettext_lazy("changed %(what)s")),
    "retire": ("archive", gettext_lazy("retired %(what)s")),
    "restore": ("archive-restore", gettext_lazy("found %(what)s again")),
    "rename": ("text-cursor-input", gettext_lazy("renamed %(what)s")),
}


@require_safe
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every change of an asset, and of its columns, newest first."""
    asset = get_object_or_404(queries.visible(request.user), pk=pk)
    below = queries.visible(request.user).filter(parent_id=pk) if _has_columns(asset) else []
    names = {asset.pk: asset.name, **{one.pk: one.name for one in below}}
    page = keyset_page(changes.of(names), request, order=("-at", "-id"), size=50)
    context = {
        **frame(asset, queries.lineup(asset, request.user), "history"),
        "page": page,
        "entries": [entry(change, asset, names) for change in page.items],
    }
    return render(request, "governance/catalog/history.html", context)


def _has_columns(asset: Asset) -> bool:
    return asset.kind in queries.RELATIONS


def entry(change: Change, asset: Asset, names: dict[UUID, str]) -> dict[str, Any]:
    """One change as the history shows it."""
    mark, says = VERBS.get(change.verb, ("pencil", gettext_lazy("changed %(what)s")))
    itself = change.object_id == asset.pk
    what = (
        _("this %(kind)s") % {"kind": asset.get_kind_display().lower()}
        if itself
        else (_("the column %(name)s") % {"name": names.get(change.object_id, "")})
    )
    return {
        "mark": mark,
        "who": change.by_label,
        "what": says % {"what": what},
        "at": change.at,
        "reason": change.reason,
        "fields": fields(change) if change.diff else [],
    }


def found(change: Change, assets: dict[UUID, Asset]) -> dict[str, Any]:
    """One change as the page of a scan shows it: a link to what changed."""
    asset = assets[change.object_id]
    mark, says = VERBS.get(change.verb, ("pencil", gettext_lazy("changed %(what)s")))
    return {
        "mark": mark,
        "asset": asset,
        "verb": str(says % {"what": asset.get_kind_display().lower()}).capitalize(),
        "fields": fields(change) if change.diff and change.verb != "add" else [],
    }


def fields(change: Change) -> list[dict[str, Any]]:
    """Old and new value of every field that matters in this change."""
    hidden = QUIET_AT_FIRST if change.verb == "add" else {"parent_id"}
    if change.verb in ("retire", "restore"):
        hidden = hidden | {"state"}
    return [
        {"label": FIELDS.get(field, field), "old": shown(field, old), "new": shown(field, new)}
        for field, (old, new) in (change.diff or {}).items()
        if field not in hidden
    ]


def shown(field: str, value: Any) -> str | None:
    """A value of a diff as people read it."""
    if value is None:
        return None
    if field == "kind":
        return str(Asset.Kind(value).label)
    if field == "state":
        return str(Asset.State(value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "constraints":
        return "\n".join(_constraint(one) for one in value)
    if field == "keys":
        return ", ".join(str(one).replace("_", " ") for one in value)
    if isinstance(value, dict):
        return str(value.get("detail") or json.dumps(value))
    return str(value)


def _constraint(said: dict[str, Any]) -> str:
    target = f" → {'.'.join(said['target'])}" if said.get("target") else ""
    columns = ", ".join(said.get("columns", [])) or said.get("expression", "")
    return f"{said['kind'].replace('_', ' ')} ({columns}){target}"
