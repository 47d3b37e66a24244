"""Sources, limited to what the asker may see, and the connector behind one."""

from collections.abc import Container, Mapping
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from core.access import queries as access
from core.jobs.models import Job
from core.people.models import User
from core.plugins import Shelf
from core.refusals import Invalid
from governance.connector import Connector, Limits
from governance.sources import engine, rules
from governance.sources.models import Source

SHELF: Shelf[Connector] = Shelf("governance.connectors", Connector)  # type: ignore[type-abstract]


def visible(user: User) -> QuerySet[Source]:
    """Sources one sees with `sources.view`; retired ones included."""
    sources = Source.objects.select_related("container__parent")
    return access.limit(sources, user, "sources.view", "container_id")


def with_last_scan(user: User) -> QuerySet[Source]:
    """The same with the job of the last scan (`last_scan`) and its state (`last_state`)."""
    scans = Job.objects.filter(about_id=OuterRef("pk"), kind=rules.SCAN).order_by("-created_at")
    return visible(user).annotate(
        last_scan=Subquery(scans.values("id")[:1]), last_state=Subquery(scans.values("state")[:1])
    )


def with_secrets(user: User) -> QuerySet[Source]:
    """The same with the names of stored secrets at hand, for lists that tell them."""
    return visible(user).prefetch_related("secrets")


def connector_class(slug: str) -> type[Connector]:
    """The kind of source behind a slug; raises Invalid for an unknown one."""
    found = SHELF.get(slug)
    if found is None:
        raise Invalid("unknown_connector", "connector", slug=slug)
    return found


def connect(slug: str, options: Mapping[str, Any], secrets: Mapping[str, str]) -> Connector:
    """A connector for these values; raises Invalid or Trouble (bad_option), connects nowhere."""
    limits = Limits(folders=tuple(settings.SOURCE_FOLDERS))
    return connector_class(slug)(options, secrets, limits)


def connector_of(source: Source) -> Connector:
    """The connector of a source, with its secrets decrypted. Raises Invalid, Trouble."""
    return connect(source.connector, source.options, secrets_of(source))


def secrets_of(source: Source, but: Container[str] = ()) -> dict[str, str]:
    """The secrets in clear, for a connector only; `but` names those that are not wanted.

    Raises Invalid for one that was encrypted under another key.
    """
    try:
        return {
            secret.name: engine.decrypt(bytes(secret.ciphertext), settings.SECRET_KEY)
            for secret in source.secrets.all()
            if secret.name not in but
        }
    except engine.Unreadable as error:
        raise Invalid("secret_unreadable", "secrets", name=source.name) from error


def secret_names(source: Source) -> list[str]:
    """Which secrets are stored: all that is ever told of them."""
    return sorted(secret.name for secret in source.secrets.all())
