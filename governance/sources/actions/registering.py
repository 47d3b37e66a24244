"""A new source."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.access import actions as containers
from core.access import queries as access
from core.access.models import Container
from core.changes import actions as changes
from core.events import actions as events
from core.ids import uuid7
from core.people.models import User
from core.schedules import actions as schedules
from governance.catalog import actions as catalog
from governance.sources import queries, rules
from governance.sources.actions import secrets as keeping
from governance.sources.actions.checking import check, domain_of, only_one
from governance.sources.engine import certificates
from governance.sources.engine.references import Given
from governance.sources.models import Source
from governance.sources.rules import PLAIN


@transaction.atomic
def register(
    *,
    name: str,
    connector: str,
    options: Mapping[str, Any],
    by: User,
    secrets: Mapping[str, Given] | None = None,
    domain_id: UUID | None = None,
    schedule: Mapping[str, str] | None = None,
    **fields: Any,
) -> Source:
    """A new source in a domain. Connects nowhere: `test` and `scans.start` do.

    `schedule` plans its scans: what `schedules.plan` takes, at least cron.
    Raises Invalid for a taken name or a bad pattern, Trouble (bad_option) for options that the
    kind of source does not take.
    """
    domain = domain_of(domain_id, by)
    access.require(by, "sources.manage", domain)
    kind = queries.described(connector, options, secrets or {})
    check(name, fields)
    source = _new(name, connector, kind.given, fields)
    source.certificate_ends_at = certificates.first_end(
        certificates.certificates(kind.options, kind.given)
    )
    source.container = containers.make_container(
        id=source.id, kind=Container.Kind.SOURCE, name=name, domain=domain.pk, by=by
    )
    with only_one(name):
        changes.create(source, by=by, verb="register")
    keeping.keep(source, secrets or {})
    catalog.add_root(source=source, by=by)
    events.publish(
        "governance.source.registered", about=source, by=by, data={"connector": connector}
    )
    if schedule:
        plan = {"name": name, **schedule}
        schedules.plan(kind=rules.SCAN, about=source, by=by, **plan)
    return source


def _new(name: str, connector: str, given: dict[str, Any], fields: Mapping[str, Any]) -> Source:
    now = timezone.now()
    source = Source(id=uuid7(), name=name, connector=connector, options=given)
    source.created_at = source.updated_at = now
    for field in PLAIN:
        if field in fields:
            setattr(source, field, fields[field])
    return source
