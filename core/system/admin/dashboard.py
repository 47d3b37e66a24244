"""How the portal is, on the first page of the admin. Says nothing about anybody's data."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.changes import queries as changes
from core.jobs.models import Job
from core.system import queries
from core.timeline.rules import PROOF
from core.tokens.models import Token

EXPIRING = timedelta(days=14)
NAMES = {
    "database": gettext_lazy("Database"),
    "migrations": gettext_lazy("Migrations"),
    "broker": gettext_lazy("Broker"),
    "worker": gettext_lazy("Worker"),
}


class Fact(NamedTuple):
    """One line: a name, what there is to say, whether somebody should look, and where."""

    name: Any
    says: str
    alarming: bool = False
    url: str = ""


def facts() -> Iterator[Fact]:
    """What an administrator looks at first; never raises."""
    now = timezone.now()
    for check in queries.readiness():
        says = _("In order") if check.passed else _("Not in order")
        yield Fact(NAMES.get(check.name, check.name), says, not check.passed)
    yield _counted(_("Messages waiting for a worker"), _waiting)
    yield _counted(_("Changes not sealed yet"), changes.unsealed)
    yield _proof()
    since = now - timedelta(hours=24)
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gte=since)
    jobs = reverse("admin:core_job_changelist") + "?state__exact=failed"
    yield _counted(_("Jobs that failed in 24 hours"), failed.count, jobs, alarming=True)
    expiring = Token.objects.filter(
        revoked_at=None, expires_at__gte=now, expires_at__lt=now + EXPIRING
    )
    tokens = reverse("admin:core_token_changelist")
    yield _counted(_("Tokens that expire in 14 days"), expiring.count, tokens, alarming=True)
    yield Fact(_("Version"), str(settings.SPECTACULAR_SETTINGS["VERSION"]))


def _proof() -> Fact:
    """The last proof of the history that has ended, and how."""
    name, seals = _("History last proven"), reverse("admin:core_seal_changelist")
    job = Job.objects.filter(kind=PROOF, finished_at__isnull=False).order_by("-finished_at").first()
    if job is None:
        return Fact(name, _("Never"), url=seals)
    when = date_format(timezone.localtime(job.finished_at), "DATETIME_FORMAT")
    if job.state == Job.State.SUCCEEDED:
        return Fact(name, when, url=seals)
    url = reverse("admin:core_job_change", args=[job.pk])
    return Fact(name, f"{job.get_state_display()}, {when}", True, url)


def _waiting() -> int:
    return sum(queries.queue_depths().values())


def _counted(name: Any, count: Callable[[], int], url: str = "", *, alarming: bool = False) -> Fact:
    try:
        number = count()
    except Exception:
        return Fact(name, _("Unknown"), True)
    return Fact(name, number_format(number, force_grouping=True), alarming and number > 0, url)
