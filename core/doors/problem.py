"""Every error of the API as an RFC 9457 problem: one shape, a code, a sentence, a request id."""

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from core import portal
from core.doors import sentences, statuses
from core.refusals import Invalid, database_trouble

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/problems/"
API = "/api/"

Error = dict[str, str]


@dataclass(frozen=True)
class Problem:
    """What went wrong, ready to be told."""

    status: int
    code: str
    detail: str
    errors: list[Error] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def body(self, request: Any) -> dict[str, Any]:
        """The members of the JSON object, in the order in which people read them."""
        return {
            "type": f"{TYPES}{self.code}",
            "title": sentences.title(self.status),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "errors": self.errors,
            "request_id": getattr(request, "request_id", ""),
        }


def handler(error: Exception, context: dict[str, Any]) -> Response:
    """Django REST framework's exception handler: nothing that a view raises passes it."""
    request = context.get("request")
    problem = of(error)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("Request %s failed", getattr(request, "request_id", "?"), exc_info=error)
    if request is not None:  # whatever the view itself would have rendered
        request.accepted_renderer = JSONRenderer()
        request.accepted_media_type = JSONRenderer.media_type
    return Response(
        problem.body(request), problem.status, headers=problem.headers, content_type=MEDIA_TYPE
    )


def answer(request: HttpRequest, problem: Problem) -> JsonResponse:
    """The same for places where no view of the API is at work."""
    return JsonResponse(
        problem.body(request),
        status=problem.status,
        headers=problem.headers,
        content_type=MEDIA_TYPE,
    )


def ensure(request: HttpRequest, response: Any) -> Any:
    """No other error leaves the API: what came from below it is told anew, without its text."""
    wrong = response.status_code >= HTTPStatus.BAD_REQUEST
    if not wrong or not request.path.startswith(API):
        return response
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    told: HttpResponse = answer(request, plain(response.status_code))
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            told.headers[name] = response.headers[name]
    return told


def plain(status: int) -> Problem:
    """The problem that a status alone tells."""
    code = sentences.CODES.get(status, "bad_request" if status < 500 else "internal_error")
    return Problem(status, code, portal.sentence(code, {}))


def of(error: BaseException) -> Problem:
    """Any exception as a problem; what nobody expected says nothing about itself."""
    if isinstance(error, exceptions.ValidationError):
        return Problem(400, "invalid", portal.sentence("invalid", {}), _flat(error.detail))
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    status = statuses.status_of(error)
    if status is not None:
        return _of_refusal(error, status)
    if isinstance(error, IntegrityError):
        return plain(409)
    if isinstance(error, OperationalError):
        code = database_trouble(error)
        return Problem(503, code, portal.sentence(code, {}))
    return plain(500)


def _of_framework(error: exceptions.APIException) -> Problem:
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else error.default_code
    code = "bad_json" if isinstance(error, exceptions.ParseError) else code
    known = code in set(portal.sentences())
    detail = portal.sentence(code, {}) if known else str(error.detail)
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    return Problem(error.status_code, code, detail, headers=headers)


def _of_refusal(error: BaseException, status: int) -> Problem:
    code = getattr(error, "code", None) or sentences.CODES[status]
    params = getattr(error, "params", {})
    detail = portal.sentence(code, params)
    headers = {}
    if status == HTTPStatus.PRECONDITION_FAILED and "current" in params:
        headers["ETag"] = f'"{params["current"]}"'
    errors = getattr(error, "errors", [])
    if isinstance(error, Invalid) and error.field:
        errors = [{"pointer": f"/{_escaped(error.field)}", "code": code, "detail": detail}]
    return Problem(status, code, detail, errors, headers)


def _flat(detail: Any) -> list[Error]:
    return list(_walk(detail, ""))


def _walk(detail: Any, pointer: str) -> Iterator[Error]:
    """The framework's nested errors as a list; pointers lead into the body (RFC 6901)."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            step = "" if key == "non_field_errors" else f"/{_escaped(str(key))}"
            yield from _walk(inner, pointer + step)
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            leaf = isinstance(inner, exceptions.ErrorDetail)
            yield from _walk(inner, pointer if leaf else f"{pointer}/{index}")
    else:
        code = getattr(detail, "code", None) or "invalid"
        yield {"pointer": pointer, "code": code, "detail": str(detail)}


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
