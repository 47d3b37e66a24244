"""The home page: what waits for whoever is signed in."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.doors.middleware import PersonRequest
from core.doors.offers import next_steps
from core.doors.pages import render
from core.inbox import engine, queries


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """What waits, most urgent first; `?kind=` shows one source alone."""
    only = request.GET.get("kind", "")
    found = queries.waiting(request.user, only)
    context = {
        "title": _("Inbox"),
        "items": found.items,
        "silent": found.silent,
        "total": sum(found.counts.values()),
        "tabs": tabs(found, only),
        "next_steps": [] if found.items else next_steps(request.user),
    }
    return render(request, "core/inbox/index.html", context, fragment="list")


def tabs(found: queries.Waiting, only: str) -> list[dict[str, Any]]:
    """Everything, and each source that has something; nothing where there is no choice."""
    with_items = [source for source in engine.sources() if found.counts.get(source.slug)]
    if len(with_items) < 2 and not only:
        return []
    total = sum(found.counts.values())
    everything = {"label": _("Everything"), "url": "?", "current": not only, "count": total}
    return [
        everything,
        *(
            {
                "label": source.label,
                "url": f"?kind={source.slug}",
                "current": only == source.slug,
                "count": found.counts[source.slug],
            }
            for source in with_items
        ),
    ]
