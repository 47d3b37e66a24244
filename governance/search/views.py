"""The page of results; the palette shows the first of the same."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import queries as access
from core.doors.middleware import PersonRequest
from governance.catalog import queries as catalog
from governance.catalog.models import Asset
from governance.catalog.views.choosing import Chosen, Counts, names, summary
from governance.search import queries

SHOWN = 50


@require_safe
def results(request: PersonRequest) -> HttpResponse:
    """What fits `q`, best first, with filters; then what others find."""
    if not access.anywhere(request.user, "catalog.view"):
        raise access.Refused("catalog.view")
    chosen = Chosen(request.GET, usual=tuple(Asset.Kind))
    kept = catalog.tallies(request.user)
    narrowed = queries.Narrowed(
        tuple(chosen.values["kind"]), tuple(chosen.values["source"]), chosen.scopes(kept)
    )
    found = queries.search(request.user, chosen.q, limit=SHOWN, narrowed=narrowed)
    hits = queries.matching(request.user, chosen.q)
    counts = Counts(chosen, *catalog.hit_tallies(hits))
    named = names(request.user, counts, [hit.asset for hit in found.hits])
    context = {
        "title": _("Search"),
        "q": chosen.q,
        "found": found,
        "facets": counts.facets(named),
        "filters": [one for one in chosen.filters(named) if one["name"] != "q"],
        "summary": summary(max(counts.number, len(found.hits)), counts.exact),
        "names": named,
        "sections": queries.sections(request.user, chosen.q),
    }
    return render(request, "governance/search/results.html", context)
