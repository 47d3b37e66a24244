"""Which of the pages and actions that apps offer are for somebody."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from core import portal
from core.access import queries as access
from core.people.models import User

Entry = TypeVar("Entry", portal.MenuEntry, portal.ActionEntry)

NEXT_STEPS = 3


def allowed(user: User, entries: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
    """Those that exist here and that the user may open, each with its address."""
    for entry in entries:
        url = portal.url(entry.url_name)
        if url and (not entry.right or access.anywhere(user, entry.right)):
            yield entry, url


def next_steps(user: User) -> list[tuple[portal.ActionEntry, str]]:
    """What this user could do when nothing waits: the first actions that say why."""
    hinted = [entry for entry in portal.actions() if entry.hint]
    return list(allowed(user, hinted))[:NEXT_STEPS]
