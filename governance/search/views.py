"""The page of results; the palette shows the first of the same."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import queries as access
from core.doors.middleware import PersonRequest
from governance.catalog import queries as catalog
from governance.catalog.views.assets import Chosen, source_names, summary
from governance.search import queries

SHOWN = 100


@require_safe
def results(request: PersonRequest) -> HttpResponse:
    """What fits `q`, best first, with filters."""
    if not access.anywhere(request.user, "catalog.view"):
        raise access.Refused("catalog.view")
    text = request.GET.get("q", "").strip()
    chosen = Chosen(request)
    narrowed = queries.Narrowed(tuple(chosen.kinds), tuple(chosen.sources))
    found = queries.search(request.user, text, limit=SHOWN, narrowed=narrowed)
    matching = queries.matching(request.user, text)
    counts = catalog.facets(matching)
    names = source_names(request.user, counts)
    number, exact = catalog.counted(narrowed.within(matching))
    context = {
        "title": _("Search"),
        "q": text,
        "found": found,
        "facets": chosen.facets(counts, names),
        "filters": chosen.filters(names),
        "summary": summary(max(number, len(found.hits)), exact),
        "source_names": names,
    }
    return render(request, "governance/search/results.html", context)
