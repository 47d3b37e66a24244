"""Sources, limited to what the asker may see, and all that is ever told of their secrets."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from core.access import queries as access
from core.jobs.models import Job
from core.people.models import User
from core.schedules import queries as schedules
from governance.sources import rules
from governance.sources.models import Source, SourceSecret

Purpose = SourceSecret.Purpose


def visible(user: User) -> QuerySet[Source]:
    """Sources one sees with `sources.view`; retired ones included."""
    sources = Source.objects.select_related("container__parent")
    return access.limit(sources, user, "sources.view", "container_id")


def with_last_scan(user: User) -> QuerySet[Source]:
    """The same with the job of the last scan (`last_scan`), its state (`last_state`) and trouble
    (`last_trouble`, `last_params`), and when the next one is planned (`next_scan`; only who sees
    schedules)."""
    scans = Job.objects.filter(about_id=OuterRef("pk"), kind=rules.SCAN).order_by("-created_at")
    planned = schedules.visible(user).filter(
        about_id=OuterRef("pk"), kind=rules.SCAN, enabled=True, next_at__isnull=False
    )
    return visible(user).annotate(
        last_scan=Subquery(scans.values("id")[:1]),
        last_state=Subquery(scans.values("state")[:1]),
        last_trouble=Subquery(scans.values("trouble_code")[:1]),
        last_params=Subquery(scans.values("trouble_params")[:1]),
        next_scan=Subquery(planned.order_by("next_at").values("next_at")[:1]),
    )


def is_scanned_now(source: Source) -> bool:
    """Whether a scan of it waits or runs; for verbs."""
    scans = Job.objects.filter(about_id=source.pk, kind=rules.SCAN)
    return scans.filter(state__in=Job.LIVE).exists()


def with_secrets(user: User) -> QuerySet[Source]:
    """The same with what is told of secrets at hand, for lists that tell it."""
    return visible(user).prefetch_related("secrets")


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is ever told of a secret: its name, and whether and where it lies elsewhere."""

    name: str
    kind: str  # stored, env, file
    reference: str | None


def kept_secrets(source: Source, purpose: str = Purpose.READ) -> list[Kept]:
    """The secrets of one of a source's accounts, by name."""
    found = [secret for secret in source.secrets.all() if secret.purpose == purpose]
    return [_told(secret) for secret in sorted(found, key=lambda one: one.name)]


def _told(secret: SourceSecret) -> Kept:
    for kind, name in (secret.reference or {}).items():
        return Kept(secret.name, kind, name)
    return Kept(secret.name, "stored", None)


def secret_names(source: Source, purpose: str = Purpose.READ) -> list[str]:
    """Which secrets there are."""
    return [secret.name for secret in kept_secrets(source, purpose)]
