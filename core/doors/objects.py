"""Objects that may be named by id alone: as the object of a schedule, or of a question.

Floors above add theirs at start: `objects.offer("governance.source", queries.visible)`.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.people.models import User

Visible = Callable[[User], QuerySet[Any]]

_offered: dict[str, Visible] = {}


def offer(kind: str, visible: Visible) -> None:
    """Let doors find objects of a kind (`app.model`) among those that a user sees."""
    _offered[kind] = visible


def find(user: User, id: UUID) -> Any:
    """The object with this id that the user sees, or None; kinds offered later are asked first.

    A source, its container and its root asset share an id: the most particular one is wanted.
    """
    for visible in reversed(_offered.values()):
        found = visible(user).filter(pk=id).first()
        if found is not None:
            return found
    return None
