"""Scans, limited to what the asker may see."""

from django.db.models import QuerySet

from core.access import queries as access
from core.jobs.models import Job
from core.people.models import User
from governance.scans.models import Scan
from governance.scans.rules import KIND


def visible(user: User) -> QuerySet[Scan]:
    """Scans of the sources one sees with `scans.view`, newest first."""
    scans = Scan.objects.select_related("job", "source")
    return access.limit(scans, user, "scans.view", "source__container_id")


def jobs(user: User) -> QuerySet[Job]:
    """Jobs that scan a source one sees, also those that wait and have no receipt yet."""
    scans = Job.objects.filter(kind=KIND)
    return access.limit(scans, user, "scans.view", "container_id")
