"""What happens to every request before and after its view: cause, address, person, refusals.

All of it is plain synchronous code. Under ASGI, Django then runs the whole chain in one hop to a
thread (a chain that can do both hops twice for every middleware); context variables go with it.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import select_template
from django.utils import timezone

from core.cause import Cause, because
from core.doors import problem, sentences, statuses
from core.people.models import User

Next = Callable[[HttpRequest], HttpResponseBase]

_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
LONGEST_REASON = 500


class PersonRequest(HttpRequest):
    """The request of somebody who is signed in: what page views behind the sign-in take."""

    user: User
    request_id: str


class RequestCause:
    """Names every request, and keeps name and reason with everything that it changes.

    The outermost of ours, and therefore also the place where no foreign error leaves the API.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _SANE_ID.fullmatch(given) else uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        reason = _decoded(request.headers.get("X-Change-Reason", ""))
        with because(Cause("request", request_id, reason)):
            response: HttpResponseBase = problem.ensure(request, self.get_response(request))
        response.headers["X-Request-ID"] = request_id
        return response


def _decoded(header: str) -> str:
    """A header as text: UTF-8 as it is sent by programs, or RFC 8187 as browsers can send it."""
    with suppress(UnicodeError):
        header = header.encode("latin-1").decode("utf-8")
    if header[:7].upper() == "UTF-8''":
        header = unquote(header[7:], errors="replace")
    return _CONTROL.sub(" ", header).strip()[:LONGEST_REASON]


class NoTrailingSlashInApi:
    """Addresses of the API end without a slash; one with a slash is answered the same way."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(problem.API) and path.endswith("/"):
            request.path_info = path.rstrip("/")
            request.path = request.path.rstrip("/")
        return self.get_response(request)


class SignedIn:
    """Pages in the person's own time zone; whoever was deactivated is signed out.

    The API is left alone: it signs in by itself and speaks UTC.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(problem.API):
            return self.get_response(request)
        if SESSION_KEY in request.session and not request.user.is_authenticated:
            logout(request)
        with timezone.override(zone_of(request.user)):
            return self.get_response(request)


def zone_of(user: object) -> ZoneInfo:
    """The time zone in which somebody reads times."""
    try:
        return ZoneInfo(getattr(user, "time_zone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


class Refusals:
    """A refusal that a page's view did not deal with becomes a page that says why."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django for what a view raises; None leaves it to the next in line."""
        status = statuses.status_of(error)
        if status is None or request.path.startswith(problem.API):
            return None
        told = problem.of(error)
        context = {
            "title": sentences.title(status),
            "detail": told.detail,
            "problem": told.detail if hasattr(error, "code") else "",
            "right": getattr(error, "right", ""),
            "request_id": getattr(request, "request_id", ""),
            "retry_url": request.get_full_path(),
        }
        template = select_template([f"errors/{status}.html", "errors/409.html"])
        return HttpResponse(template.render(context, request), status=status)
