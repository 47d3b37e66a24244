"""`Idempotency-Key`: a request that is sent again is answered again, not done again.

For every POST of the API, in one place. Work, answer and claim share one transaction, so a request
that is killed at any instant has done nothing and left its key free. See
docs/decisions/idempotency.md.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.answers import actions, rules
from core.answers.models import Answer
from core.doors import statuses
from core.doors.rest import caller
from core.refusals import Invalid

KEY_FORM = r"^[\x21-\x7e]{1,200}$"
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(KEY_FORM[1:-1])

statuses.means({rules.KeyReused: 422})


def once(
    request: Request,
    answer: Callable[[], Response],
    shown_once: tuple[str, ...] = (),
) -> HttpResponse:
    """What `answer` answers to this request, or what it answered the first time.

    Only success is kept: what was refused changed nothing and may be tried again. `shown_once`
    names the fields that a repeated answer does not show.
    """
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise Invalid("bad_idempotency_key")
    slot = rules.slot(caller(request), request.path, key)
    query = request.META.get("QUERY_STRING", "")
    fingerprint = rules.fingerprint(settings.SECRET_KEY, query, request.data)
    with transaction.atomic():
        kept = actions.claim(slot=slot, fingerprint=fingerprint)
        if kept is not None:
            return _again(kept)
        given = answer().render()
        if 200 <= given.status_code < 300:
            actions.keep(slot=slot, fingerprint=fingerprint, **_without(given, shown_once))
        return given


def _without(given: Response, secrets: tuple[str, ...]) -> dict[str, Any]:
    """The answer as it is kept: without secrets, and then without the ETag of the whole."""
    names = ("Content-Type", "Location", *(() if secrets else ("ETag",)))
    headers = {name: given.headers[name] for name in names if name in given.headers}
    body = given.content
    if secrets:
        body = JSONRenderer().render({**given.data, **dict.fromkeys(secrets)})
    return {"status": given.status_code, "headers": headers, "body": body}


def _again(kept: Answer) -> HttpResponse:
    response = HttpResponse(bytes(kept.body), status=kept.status)
    del response.headers["Content-Type"]
    for name, value in {**kept.headers, REPLAYED: "true"}.items():
        response.headers[name] = value
    return response
