"""Scans, limited to what the asker may see."""

from django.db.models import QuerySet

from core.access import queries as access
from core.changes.models import Change
from core.jobs.models import Job
from core.people.models import User
from governance.scans.models import Scan
from governance.sources.rules import SCAN


def visible(user: User) -> QuerySet[Scan]:
    """Scans of the sources one sees with `scans.view`, newest first."""
    scans = Scan.objects.select_related("job", "source")
    return access.limit(scans, user, "scans.view", "source__container_id")


def jobs(user: User) -> QuerySet[Job]:
    """Jobs that scan a source one sees, also those that wait and have no receipt yet."""
    scans = Job.objects.filter(kind=SCAN)
    return access.limit(scans, user, "scans.view", "container_id")


def changes_of(job: Job) -> QuerySet[Change]:
    """What a scan changed, newest first; the time narrows it to an index range."""
    known = Change.objects.filter(source_id=job.about_id, cause_id=str(job.pk))
    return known.filter(at__gte=job.created_at).order_by("-at", "-id")
