"""The parts of Django REST framework that settings name: parser, sign-in, filters, limits.

Nothing here may import `rest_framework.views` (or anything that does): the framework imports this
module while it defines its first view.
"""

import json
import logging
import math
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from rest_framework.authentication import SessionAuthentication
from rest_framework.filters import BaseFilterBackend
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from core.doors.statuses import TooLarge
from core.refusals import Invalid

logger = logging.getLogger(__name__)


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 means it: UTF-8, no NaN, no key twice, no text that cannot be stored."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge("too_large", limit=limit)
        try:
            parsed = json.loads(
                body.decode("utf-8"),
                parse_constant=_refuse_constant,
                parse_float=_finite,
                object_pairs_hook=_without_repetition,
            )
        except RecursionError as error:
            raise Invalid("bad_json", reason="it is nested too deeply") from error
        except ValueError as error:
            raise Invalid("bad_json", reason=str(error).rstrip(".")[:200]) from error
        if b"\\u" in body or b"\x00" in body:
            _check_text(parsed)
        return parsed


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same key twice")
    return found


def _check_text(parsed: Any) -> None:
    """Raise Invalid for text that neither the database nor UTF-8 can hold."""
    waiting = [parsed]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and any(c == "\x00" or "\ud800" <= c < "\ue000" for c in value):
            raise Invalid("bad_text")


class SessionWithChallenge(SessionAuthentication):
    """The browser's session. It says how to sign in, so that a stranger gets 401 and not 403."""

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="Guildhall"'


class DeclaredFilters(BaseFilterBackend):
    """Filters by the view's `filterset_class`, and sorts by its `orderings`."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        if filters := getattr(view, "filterset_class", None):
            queryset = filters(view.query, queryset, request=request).qs
        return queryset.order_by(*view.ordering_columns())

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """None here: the view's schema lists all declared parameters."""
        return []


class PerCaller(BaseThrottle):
    """So many requests a minute for each token, person or address, counted in the cache.

    What is left is told with every answer (draft-ietf-httpapi-ratelimit-headers). A cache that is
    down limits nobody: the portal goes on without it.
    """

    scope = "caller"

    def allow_request(self, request: Request, view: Any) -> bool:
        quota, window = _rate(str(api_settings.DEFAULT_THROTTLE_RATES[self.scope]))
        elapsed = int(time.time()) % window
        self.reset = window - elapsed
        used = _count(f"rate:{caller(request)}:{int(time.time()) // window}", window)
        request.rate_headers = {  # type: ignore[attr-defined]
            "RateLimit-Policy": f'"{self.scope}";q={quota};w={window}',
            "RateLimit": f'"{self.scope}";r={max(0, quota - used)};t={self.reset}',
        }
        return used <= quota

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.reset


def _rate(text: str) -> tuple[int, int]:
    """(requests, seconds) of "1200/min"."""
    number, _, period = text.partition("/")
    return int(number), {"s": 1, "m": 60, "h": 3600, "d": 86400}[period[0]]


def caller(request: Request) -> str:
    """Whose request it is: for limits and kept answers, each token is a caller of its own."""
    if request.auth is not None:
        return f"token:{request.auth.pk}"
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{request.META.get('REMOTE_ADDR', '')}"


def _count(key: str, window: int) -> int:
    try:
        cache.add(key, 0, window)
        return int(cache.incr(key))
    except Exception:
        logger.warning("The cache did not count a request; nobody is limited meanwhile.")
        return 0
