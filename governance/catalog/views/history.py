"""The history of one asset and what lies directly in it, in words."""

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from core.changes import queries as changes
from core.changes.models import Change
from core.doors.middleware import PersonRequest
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
    "add": ("plus", gettext_lazy("found")),
    "change": ("pencil", gettext_lazy("changed")),
    "retire": ("archive", gettext_lazy("retired")),
    "restore": ("archive-restore", gettext_lazy("found again")),
    "rename": ("text-cursor-input", gettext_lazy("renamed")),
}
NAMED = 6  # columns that an entry names before it only counts them


@require_safe
def history(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Every change of an asset, and of its columns, newest first."""
    asset = get_object_or_404(queries.visible(request.user), pk=pk)
    below = queries.visible(request.user).filter(parent_id=pk) if _has_columns(asset) else []
    names = {asset.pk: asset.name, **{one.pk: one.name for one in below}}
    page = keyset_page(
        changes.of(names, "governance.asset"), request, order=("-at", "-id"), size=100
    )
    context = {
        **frame(asset, queries.lineup(asset, request.user), "history"),
        "page": page,
        "entries": [entry(group, asset, names) for group in grouped(page.items)],
    }
    return render(request, "governance/catalog/history.html", context)


def _has_columns(asset: Asset) -> bool:
    return asset.kind in queries.RELATIONS


def grouped(found: Iterable[Change]) -> list[list[Change]]:
    """Neighbours with one cause are one entry: a scan says what it did to a table once."""
    groups = groupby(found, key=lambda change: change.cause_id or str(change.pk))
    return [list(group) for _, group in groups]


def entry(group: list[Change], asset: Asset, names: dict[UUID, str]) -> dict[str, Any]:
    """What one cause did to an asset and its columns, as the history shows it."""
    verbs = list(dict.fromkeys(change.verb for change in group))
    first = min(verbs, key=lambda verb: list(VERBS).index(verb) if verb in VERBS else 99)
    told = [_told(verb, [c for c in group if c.verb == verb], asset, names) for verb in verbs]
    return {
        "mark": VERBS.get(first, ("pencil", ""))[0],
        "who": group[0].by_label,
        "what": "; ".join(told),
        "at": group[0].at,
        "reason": group[0].reason,
        "fields": [
            {**field, "label": _label(field["label"], change, asset, names)}
            for change in group
            if change.verb != "add"
            for field in fields(change)
        ],
    }


def _told(verb: str, group: list[Change], asset: Asset, names: dict[UUID, str]) -> str:
    """“found this table and 12 columns”: a verb and what it was done to."""
    columns = sorted(names.get(c.object_id, "") for c in group if c.object_id != asset.pk)
    what = []
    if len(columns) < len(group):
        what.append(_("this %(kind)s") % {"kind": asset.get_kind_display().lower()})
    if len(columns) > NAMED:
        what.append(_("%(n)s columns") % {"n": len(columns)})
    elif columns:
        what.append(
            ngettext("the column %(names)s", "the columns %(names)s", len(columns))
            % {"names": ", ".join(columns)}
        )
    verb_word = VERBS.get(verb, VERBS["change"])[1]
    return f"{verb_word} {_(' and ').join(what)}"


def _label(label: Any, change: Change, asset: Asset, names: dict[UUID, str]) -> str:
    if change.object_id == asset.pk:
        return str(label)
    return f"{names.get(change.object_id, '')} · {label}"


def found(change: Change, assets: dict[UUID, Asset]) -> dict[str, Any]:
    """One change as the page of a scan shows it: a link to what changed."""
    asset = assets[change.object_id]
    mark, says = VERBS.get(change.verb, VERBS["change"])
    return {
        "mark": mark,
        "asset": asset,
        "verb": f"{says} {asset.get_kind_display().lower()}".capitalize(),
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
