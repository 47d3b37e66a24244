"""What happened, limited to what the asker may hear of."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core.access import queries as access
from core.changes.models import Retention, RetiredMonth, Seal
from core.events.models import Event
from core.jobs.models import Job
from core.people.models import User
from core.timeline.rules import PROOF

# About accounts and rights, not about data: seeing a domain does not mean seeing who holds it.
OF_ACCESS = ("core.access.", "core.role.", "core.group.", "core.user.", "core.token.")


def visible(user: User) -> QuerySet[Event]:
    """One's own deeds, what happened to things one sees, and everything with `audit.view`."""
    if access.can(user, "audit.view"):
        return Event.objects.all()
    data = access.visible(user, "catalog.view")
    places = access.visible(user, "sources.view")
    seen = Q(scope_id__isnull=False) if data.everything else Q(scope_id__in=data.scopes)
    inside = Q(container_id__isnull=False)
    seen |= inside if places.everything else Q(container_id__in=places.containers)
    for prefix in OF_ACCESS:
        seen &= ~Q(name__startswith=prefix)
    audited = access.visible(user, "audit.view").containers
    return Event.objects.filter(Q(by_id=user.pk) | seen | Q(container_id__in=audited))


@dataclass(frozen=True)
class Proven:
    """How well the history is proven: the last proof, the newest seal, and how much was retired."""

    job: Job | None
    head: Seal | None
    months_retired: int


def proven() -> Proven:
    """What is known of the proof; for those who may see all changes."""
    jobs = Job.objects.filter(kind=PROOF).order_by("-created_at")
    seals = Seal.objects.defer("leaves", "rows_hash", "previous").order_by("-number")
    return Proven(jobs.first(), seals.first(), RetiredMonth.objects.count())


def retentions(user: User) -> QuerySet[Retention]:
    """How long each class of history is kept; for those who may see all changes."""
    found = Retention.objects.all()
    return found if access.can(user, "audit.view") else found.none()
