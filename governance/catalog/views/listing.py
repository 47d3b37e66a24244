"""The list of assets: narrowed, sorted, with the columns that one wants."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page
from core.saved import views as saved
from governance.catalog import queries
from governance.catalog.views import many
from governance.catalog.views.choosing import Chosen, Counts, names, summary

ROWS = 40
ORDERS = {
    "name": ["name_norm", "id"],
    "-name": ["-name_norm", "-id"],
    "updated_at": ["updated_at", "-id"],
    "-updated_at": ["-updated_at", "id"],
}
COLUMNS = {
    "kind": gettext_lazy("Kind"),
    "source": gettext_lazy("Source"),
    "domain": gettext_lazy("Domain"),
    "type": gettext_lazy("Type"),
    "path": gettext_lazy("Path"),
    "description": gettext_lazy("Description"),
    "rows": gettext_lazy("Rows"),
    "updated_at": gettext_lazy("Changed"),
    "created_at": gettext_lazy("First seen"),
}
USUAL = ("kind", "source", "type", "updated_at")


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Everything that one sees and asks for; with words, what fits them."""
    if not access.anywhere(request.user, "catalog.view"):
        raise access.Refused("catalog.view")
    if elsewhere := saved.opened(request, "asset"):
        return elsewhere
    kept = queries.tallies(request.user)
    context = {
        "title": _("Assets"),
        "anything": bool(kept),
        "may_add": access.anywhere(request.user, "catalog.manage"),
        "may_connect": access.anywhere(request.user, "sources.manage"),
        **many.bar(request),
        "views": saved.menu(request, "asset"),
        **_listed(request, kept),
        **_columns(request),
    }
    return render(request, "governance/catalog/index.html", context)


def _listed(request: PersonRequest, kept: list[queries.Tally]) -> dict[str, Any]:
    """The page of rows, their number, and what narrows them."""
    chosen = Chosen(request.GET)
    seen = queries.with_size(request.user).select_related("parent", "size")
    fitting = queries.fitting(seen, chosen.q) if chosen.q else seen
    counts = Counts(chosen, *(queries.hit_tallies(fitting) if chosen.q else (kept,)))
    found = queries.fenced(chosen.within(fitting, kept) if counts.number else fitting.none())
    order = ORDERS.get(request.GET.get("ordering", ""), ORDERS["name"])
    if chosen.q or queries.sparse(request.user, kept, counts.number, chosen.kinds):
        order = queries.fence(order)
    number = counts.number, counts.exact
    page = keyset_page(found, request, order, ROWS, counted=number)
    named = names(request.user, counts, page.items)
    return {
        "page": page,
        "facets": counts.facets(named),
        "filters": chosen.filters(named),
        "summary": summary(*number),
        "names": named,
    }


def _columns(request: PersonRequest) -> dict[str, Any]:
    """The columns that are shown, and the choice of all."""
    asked = [name for name in request.GET.getlist("columns") if name in COLUMNS]
    shown = [name for name in COLUMNS if name in (asked or USUAL)]
    return {"shown": shown, "columns": [(n, label, n in shown) for n, label in COLUMNS.items()]}
