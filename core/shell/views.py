"""The frame around every page: navigation, error pages, the palette and the component manual."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from core.doors import problem
from core.doors.middleware import PersonRequest
from core.doors.pages import render
from core.jobs import queries as jobs
from core.shell import queries


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what base.html needs. Lazy, so that a fragment asks nothing for it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "nav": SimpleLazyObject(partial(queries.navigation, user, request.path)),
        "jobs_running": SimpleLazyObject(partial(jobs.running_count, user)),
    }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400"""
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403"""
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: an address that nothing answers to."""
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500"""
    return _error(request, 500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: mostly a form that was open for longer than the session lives."""
    return _error(request, 403, problem=problem.portal.sentence("form_expired", {}))


def _error(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """Without the request in the context: no database, no session, whatever has broken."""
    if request.path.startswith(problem.API):
        return problem.answer(request, problem.plain(status))
    context["request_id"] = getattr(request, "request_id", "")
    return HttpResponse(loader.render_to_string(f"errors/{status}.html", context), status=status)


@require_safe
def palette(request: PersonRequest) -> HttpResponse:
    """The options of the command palette for `?q=`."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    groups = queries.palette(request.user, text)
    count = sum(len(group["items"]) for group in groups)
    context = {"q": text, "groups": groups, "count": count}
    return render(request, "core/shell/palette.html", context)


@require_safe
def gallery(request: PersonRequest) -> HttpResponse:
    """Every component in all its states, for who builds pages (DEBUG only)."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "core/shell/gallery.html", {})
