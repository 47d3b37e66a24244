"""What waits for whoever manages sources: never scanned, last scan failed, connection broken."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import queries as access
from core.inbox import engine as inbox
from core.jobs.models import Job
from core.people.models import User
from governance.sources import queries
from governance.sources.models import Source


@inbox.source("sources", label=gettext_lazy("Sources that need you"))
def sources(user: User, limit: int) -> list[inbox.Item]:
    """Active sources one manages whose last scan did not end well, or that never had one."""
    found = access.limit(queries.with_last_scan(user), user, "sources.manage", "container_id")
    waiting = found.filter(state=Source.State.ACTIVE)
    waiting = waiting.filter(
        Q(last_state=None)
        | Q(last_state__in=(Job.State.FAILED, Job.State.PARTIAL))
        | Q(test_passed=False)
    )
    return [_item(source) for source in waiting.order_by("-updated_at")[:limit]]


def _item(source: Source) -> inbox.Item:
    what, tone = _trouble(source)
    scan = inbox.Deed(_("Scan now"), reverse("governance:source-scan", args=[source.pk]), post=True)
    return inbox.Item(
        what=what,
        about=source.name,
        url=reverse("governance:source-detail", args=[source.pk]),
        since=source.scanned_at or source.created_at,
        kind=_("Source"),
        tone=tone,
        deed=scan,
    )


def _trouble(source: Source) -> tuple[str, str]:
    last = getattr(source, "last_state", None)
    if last == Job.State.FAILED:
        return _("The last scan failed."), "red"
    if last == Job.State.PARTIAL:
        return _("The last scan is incomplete."), "amber"
    if source.test_passed is False:
        return _("The last connection test failed."), "amber"
    return _("It has never been scanned."), "blue"
