"""What doors say by themselves: titles of statuses, and the sentences of their own refusals."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.events.rules import catalogue
from core.portal import say

TITLES: dict[int, Any] = {
    400: _("Not understood"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("No such method"),
    406: _("No such format"),
    409: _("Not possible now"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("Unknown format"),
    422: _("Cannot be processed"),
    428: _("Revision needed"),
    429: _("Too many requests"),
    500: _("Our fault"),
    503: _("Not available now"),
}

# Codes that stand for a status when nothing more exact is known.
CODES: dict[int, str] = {
    400: "bad_request",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    412: "stale",
    413: "too_large",
    415: "unsupported_media_type",
    422: "unprocessable",
    428: "precondition_required",
    429: "throttled",
    500: "internal_error",
    503: "unavailable",
}

say(
    {
        "bad_request": _("The request cannot be understood."),
        "invalid": _("Some of what was sent cannot be accepted; “errors” names each place."),
        "not_authenticated": _("Sign in, or send a token: “Authorization: Bearer gh_…”."),
        "authentication_failed": _(
            "This token is not valid here: it is unknown, expired, revoked, or used from an "
            "address that it does not allow."
        ),
        "permission_denied": _("You may not do this."),
        "not_found": _("There is nothing here that you may see."),
        "method_not_allowed": _("This address takes other methods; “Allow” names them."),
        "not_acceptable": _("This is not available in any of the formats that “Accept” asks for."),
        "unsupported_media_type": _("The body must be sent as “application/json”."),
        "throttled": _("That was too often; “Retry-After” says in how many seconds to come back."),
        "conflict": _("It conflicts with something that exists already."),
        "too_large": _("The body is larger than %(limit)s bytes."),
        "precondition_required": _(
            "Say which revision you are changing: send the ETag you have read as “If-Match”."
        ),
        "internal_error": _(
            "Something went wrong on our side. It has been logged under this request id."
        ),
        "disk_full": _(
            "The disk of the portal's own database is full. Nothing was lost; make room, and try "
            "again."
        ),
        "unavailable": _("The database does not answer or is too busy; try again in a moment."),
        "bad_json": _("The body is not valid JSON: %(reason)s."),
        "bad_text": _("The text holds NUL or half a surrogate; neither can be stored."),
        "bad_cursor": _("This cursor was not made by this list, or for another order."),
        "bad_if_match": _("“If-Match” must be an ETag of this object, a revision in quotes, or *."),
        "bad_idempotency_key": _(
            "“Idempotency-Key” must be 1 to 200 visible characters of ASCII, without blanks."
        ),
        "idempotency_running": _(
            "The first request with this “Idempotency-Key” is still being answered; ask again soon."
        ),
        "idempotency_reused": _(
            "This “Idempotency-Key” was used for another request within the last day."
        ),
        "not_a_slug": _("Letters, digits, hyphens and underscores only."),
        "unknown_parameter": _("There is no such parameter."),
        "repeated_parameter": _("This parameter may be given only once."),
        "unknown_field": _("There is no such field."),
        "unknown_choice": _("Choose one of: %(choices)s."),
        "not_text": _("This must be text."),
        "not_true_or_false": _("This must be true or false."),
        "not_a_number": _("This must be a whole number from %(lowest)s to %(highest)s."),
        "not_an_id": _("This must be an id: a UUID in its usual form."),
        "not_a_moment": _("This must be a date and time with its offset, as 2026-11-24T10:00:00Z."),
        "too_long": _("This must not be longer than %(longest)s characters."),
        "not_a_line": _("This must be one line, without control characters."),
        "nothing_there": _("There is nothing with this id that you may see."),
    }
)


def title(status: int) -> str:
    """The title of a status in the reader's language."""
    return str(TITLES.get(status, TITLES[400 if status < 500 else 500]))


def told(name: str, params: Mapping[str, Any]) -> str:
    """The sentence with which a feed tells an event."""
    announced = catalogue().get(name)
    if announced is None:
        return name
    try:
        return _now(announced.says) % params
    except (KeyError, TypeError, ValueError):
        return announced.says
