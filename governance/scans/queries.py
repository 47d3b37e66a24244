"""Scans, limited to what the asker may see."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access import queries as access
from core.changes.models import Change
from core.jobs.models import Job
from core.people.models import User
from governance.catalog import queries as catalog
from governance.catalog.models import Asset
from governance.scans.models import Rename, Scan, Vanished
from governance.sources.rules import SCAN

# By how much the clock of the database may be set back or forward while a scan runs.
CLOCK = timedelta(hours=1)


def visible(user: User) -> QuerySet[Scan]:
    """Scans of the sources one sees with `scans.view`, newest first."""
    scans = Scan.objects.select_related("job", "source")
    return access.limit(scans, user, "scans.view", "source__container_id")


def jobs(user: User) -> QuerySet[Job]:
    """Jobs that scan a source one sees, also those that wait and have no receipt yet."""
    scans = Job.objects.filter(kind=SCAN)
    return access.limit(scans, user, "scans.view", "container_id")


def renames(user: User) -> QuerySet[Rename]:
    """Guesses about sources one sees with `scans.view` and assets one sees, newest first.

    An accepted guess has one asset left, the old one.
    """
    found = Rename.objects.select_related("source", "scan__job")
    found = access.limit(found, user, "scans.view", "source__container_id")
    seen = catalog.visible(user).order_by()
    new_seen = Q(state=Rename.State.ACCEPTED) | Exists(seen.filter(pk=OuterRef("new_id")))
    return found.filter(new_seen, Exists(seen.filter(pk=OuterRef("old_id"))))


def open_renames(user: User) -> QuerySet[Rename]:
    """Those that wait for somebody, and are still true: the new asset is there."""
    there = Asset.objects.filter(pk=OuterRef("new_id"), state=Asset.State.ACTIVE)
    return renames(user).filter(Exists(there), state=Rename.State.OPEN)


def held(scan: Scan, user: User) -> QuerySet[Asset]:
    """What a scan no longer found and holds for a person, as far as one sees it."""
    waiting = Vanished.objects.filter(scan=scan).values("asset_id")
    return catalog.visible(user).filter(pk__in=waiting).order_by("name_norm", "id")


def before(scan: Scan) -> Scan | None:
    """The scan of the same source before this one, for a comparison."""
    earlier = Scan.objects.filter(
        source_id=scan.source_id,
        job__created_at__lt=scan.job.created_at,
        job__state__in=(Job.State.SUCCEEDED, Job.State.PARTIAL),
    )
    return earlier.select_related("job").order_by("-job__created_at").first()


def difference(scan: Scan, before: Scan | None, figures: Iterable[str]) -> dict[str, int]:
    """Each figure less that of the scan before (all of it where there was none)."""
    return {
        name: (getattr(scan, name) or 0) - ((getattr(before, name) or 0) if before else 0)
        for name in figures
    }


def visible_changes(scan: Scan, user: User) -> QuerySet[Change]:
    """What a scan changed, as far as one sees the assets now."""
    return changes_of(scan).filter(object_id__in=catalog.visible(user).values("pk"))


def since(scan: Scan) -> datetime:
    """A moment before the first change of a scan, even if the clock was set back meanwhile."""
    return scan.began_at - CLOCK


def changes_of(scan: Scan) -> QuerySet[Change]:
    """What a scan changed, newest first; the times narrow it to a range of an index."""
    known = Change.objects.filter(source_id=scan.source_id, cause_id=str(scan.pk))
    known = known.filter(at__gte=since(scan))
    if scan.ended_at is not None:
        known = known.filter(at__lte=scan.ended_at + CLOCK)
    return known.order_by("-at", "-id")
