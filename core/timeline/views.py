"""The page of what happened."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import portal
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page, render
from core.doors.sentences import told
from core.events.models import Event
from core.timeline import queries


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Everything one may hear of, newest first; `?about=<id>` keeps what happened to one thing."""
    found = queries.visible(request.user)
    if about := _id(request.GET.get("about", "")):
        found = found.filter(about_id=about)
    page = keyset_page(found, request)
    context = {
        "title": _("Activity"),
        "page": page,
        "entries": [entry(event) for event in page.items],
        "about": about,
    }
    return render(request, "core/timeline/index.html", context, fragment="list")


def entry(event: Event) -> dict[str, Any]:
    """One event as the list tells it."""
    says = {"by": event.by_label, "about": event.about_label, **event.data}
    return {
        "event": event,
        "sentence": told(event.name, says),
        "url": portal.address(event.about_kind, event.about_id),
    }


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
