"""Which HTTP status a refusal answers with: one table for pages and API.

Apps add their own at start: `statuses.means({Trouble: 400})`. An exception counts as the nearest
of its base classes; it is rendered from its `code` and `params`.
"""

from collections.abc import Mapping

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404

from core.refusals import Impossible, Invalid, Refusal


class Unconditional(Refusal):
    """A governed object is to be changed and the caller does not say from which revision."""


class TooLarge(Refusal):
    """What was sent is larger than this installation reads."""


_statuses: dict[type[BaseException], int] = {
    Refusal: 400,
    Invalid: 400,
    PermissionDenied: 403,
    Http404: 404,
    ObjectDoesNotExist: 404,
    Impossible: 409,
    TooLarge: 413,
    Unconditional: 428,
}


def means(statuses: Mapping[type[BaseException], int]) -> None:
    """Give exception classes their status."""
    _statuses.update(statuses)


def status_of(error: BaseException) -> int | None:
    """The status of an error that is a refusal; None for one that nobody expected."""
    return next((_statuses[cls] for cls in type(error).__mro__ if cls in _statuses), None)
