"""The things somebody looked at last, for the palette. In the cache: losing them costs nothing."""

import logging

from django.core.cache import cache

from core.doors.middleware import PersonRequest
from core.people.models import User
from core.portal import Found

logger = logging.getLogger(__name__)

KEPT = 6
SECONDS = 30 * 24 * 60 * 60


def remember(request: PersonRequest, label: object, icon: str, hint: object = "") -> None:
    """Note that this person has opened this page (the page of one thing, never a list)."""
    here = Found(str(label), request.path, icon, str(hint))
    before = [found for found in recent(request.user) if found.url != here.url]
    try:
        cache.set(_key(request.user), [here, *before][:KEPT], SECONDS)
    except Exception:
        logger.warning("The cache did not keep what was looked at last.")


def recent(user: User) -> list[Found]:
    """What this person looked at last, newest first."""
    try:
        found: list[Found] = cache.get(_key(user), [])
    except Exception:
        logger.warning("The cache does not answer; nothing is known to be recent.")
        return []
    return found


def _key(user: User) -> str:
    return f"recent:{user.pk}"
