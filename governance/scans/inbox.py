"""What scans leave to whoever manages them: what vanished, and what may only have been renamed."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from core.access import queries as access
from core.inbox import engine as inbox
from core.people.models import User
from governance.scans import queries
from governance.scans.models import Scan


@inbox.source("vanished", label=gettext_lazy("Tables that vanished"))
def vanished(user: User, limit: int) -> list[inbox.Item]:
    """Scans that hold what they did not find, newest first."""
    scans = access.limit(queries.visible(user), user, "scans.manage", "source__container_id")
    waiting = scans.filter(vanished__isnull=False).annotate(waiting=Count("vanished"))
    return [_held(scan) for scan in waiting[:limit]]


def _held(scan: Scan) -> inbox.Item:
    n = getattr(scan, "waiting", 0)
    said = ngettext(
        "%(n)s table or view was not found any more. Is it gone?",
        "%(n)s tables or views were not found any more. Are they gone?",
        n,
    )
    return inbox.Item(
        what=said % {"n": n},
        about=scan.source.name,
        url=reverse("governance:scan-detail", args=[scan.pk]),
        since=scan.job.finished_at,
        kind=gettext_lazy("Scan"),
        tone="red",
    )


@inbox.source("renames", label=gettext_lazy("Renamed or moved?"))
def renames(user: User, limit: int) -> list[inbox.Item]:
    """One item a source: how many guesses wait."""
    guesses = access.limit(queries.open_renames(user), user, "scans.manage", "source__container_id")
    waiting = (
        guesses.order_by().values("source__name").annotate(n=Count("id"), at=Min("created_at"))
    )
    return [
        inbox.Item(
            what=ngettext(
                "%(n)s asset may only have been renamed or moved.",
                "%(n)s assets may only have been renamed or moved.",
                row["n"],
            )
            % {"n": row["n"]},
            about=row["source__name"],
            url=reverse("governance:rename-list"),
            since=row["at"],
            kind=gettext_lazy("Scan"),
        )
        for row in waiting.order_by("-at")[:limit]
    ]
