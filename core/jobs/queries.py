"""Jobs, limited to what the asker started or may watch."""

from django.db.models import Q, QuerySet

from core.access import queries as access
from core.jobs import engine
from core.jobs.models import Job
from core.people.models import User


def visible(user: User) -> QuerySet[Job]:
    """One's own jobs, and those of a kind whose right one holds on their container."""
    allowed = Q(by_id=user.pk)
    for right, kinds in _kinds_by_right().items():
        seen = access.visible(user, right)
        if seen.everything:
            allowed |= Q(kind__in=kinds)
        elif seen.containers:
            allowed |= Q(kind__in=kinds, container_id__in=seen.containers)
    return Job.objects.filter(allowed)


def running_count(user: User) -> int:
    """How many of one's own jobs are waiting or running: the number in the tray."""
    return Job.objects.filter(by_id=user.pk, state__in=Job.LIVE).count()


def _kinds_by_right() -> dict[str, list[str]]:
    by_right: dict[str, list[str]] = {}
    for slug, kind in engine.kinds().items():
        by_right.setdefault(kind.view_right, []).append(slug)
    return by_right
