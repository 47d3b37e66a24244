"""What waits for whoever manages sources: never scanned, last scan failed, connection broken, a
certificate that ends soon."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import queries as access
from core.inbox import engine as inbox
from core.jobs.models import Job
from core.people.models import User
from core.portal import sentence
from governance.sources import queries
from governance.sources.models import Source

AHEAD = timedelta(days=30)  # a new certificate takes people a while


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
        return f"{_('The last scan failed.')} {_why(source)}".strip(), "red"
    if last == Job.State.PARTIAL:
        return _("The last scan is incomplete."), "amber"
    if source.test_passed is False:
        return _("The last connection test failed."), "amber"
    return _("It has never been scanned."), "blue"


def _why(source: Source) -> str:
    code = getattr(source, "last_trouble", "")
    return sentence(code, getattr(source, "last_params", {})) if code else ""


@inbox.source("certificates", label=gettext_lazy("Certificates that end"))
def certificates(user: User, limit: int) -> list[inbox.Item]:
    """Sources one manages that will not be reached, or are not any more, for an old certificate."""
    found = access.limit(queries.visible(user), user, "sources.manage", "container_id")
    ending = found.filter(certificate_ends_at__lt=timezone.now() + AHEAD)
    ending = ending.exclude(state=Source.State.RETIRED)
    return [_ending(source) for source in ending.order_by("certificate_ends_at")[:limit]]


def _ending(source: Source) -> inbox.Item:
    ends = source.certificate_ends_at
    over = ends is not None and ends < timezone.now()
    replace = reverse("governance:source-edit", args=[source.pk])
    return inbox.Item(
        what=_("Its certificate has expired.") if over else _("Its certificate expires soon."),
        about=source.name,
        url=reverse("governance:source-detail", args=[source.pk]),
        since=ends,
        kind=_("Source"),
        tone="red" if over else "amber",
        deed=inbox.Deed(_("Replace it"), replace),
    )
