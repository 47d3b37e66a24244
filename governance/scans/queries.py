"""Scans, limited to what the asker may see."""

from django.db.models import QuerySet

from core.access import queries as access
from core.people.models import User
from governance.scans.models import Scan


def visible(user: User) -> QuerySet[Scan]:
    """Scans of the sources one sees with `scans.view`, newest first."""
    scans = Scan.objects.select_related("job", "source")
    return access.limit(scans, user, "scans.view", "source__container_id")
