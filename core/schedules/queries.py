"""Schedules, limited to what the asker may see."""

from django.db.models import QuerySet

from core.access import queries as access
from core.people.models import User
from core.schedules.models import Schedule


def visible(user: User) -> QuerySet[Schedule]:
    """Schedules of the containers one sees with `schedules.view`."""
    return access.limit(Schedule.objects.all(), user, "schedules.view", "container_id")
