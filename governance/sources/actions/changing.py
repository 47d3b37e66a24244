"""Changing a source. A secret goes to no other address unseen."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import actions as containers
from core.access import queries as access
from core.changes import actions as changes
from core.changes import engine as history
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid
from governance.catalog import actions as catalog
from governance.connector import Connector
from governance.sources import queries
from governance.sources.actions import granting
from governance.sources.actions import secrets as keeping
from governance.sources.actions.checking import check, only_one
from governance.sources.engine import certificates
from governance.sources.engine.references import Given
from governance.sources.models import Source
from governance.sources.rules import PLAIN

history.track(
    "governance.source",
    "governance_source",
    (*PLAIN, "connector", "options", "grant_options", "state"),
    source="t.id",
)


@transaction.atomic
def change(
    *,
    source: Source,
    by: User,
    expected: int | None = None,
    options: Mapping[str, Any] | None = None,
    secrets: Mapping[str, Given] | None = None,
    **fields: Any,
) -> Source:
    """Change a source. Secrets that are not given stay; an empty one is forgotten.

    When a connection option changes, its secrets must be given again, references too: otherwise
    whoever may change the host could have the password sent to a server of their own. For the same
    reason another address forgets the account that may grant.

    Raises Impossible for another name while a scan waits or runs: it would look for what it knows
    under the paths of before, find nothing, and add everything again.
    """
    access.require(by, "sources.manage", source)
    was = changes.hold(source, expected)
    if source.state == Source.State.RETIRED:
        raise Impossible("source_is_retired")
    check(fields.get("name"), fields, source)
    if fields.get("name", source.name) != source.name and queries.is_scanned_now(source):
        raise Impossible("scan_is_running")
    shown = source.name, source.description
    for field in PLAIN:
        if field in fields:
            setattr(source, field, fields[field])
    moved = (options is not None or bool(secrets)) and _reach(source, options, secrets or {})
    forgotten = moved and granting.forget(source)
    source.updated_at = timezone.now()
    with only_one(source.name):
        changed = changes.save(source, was, by=by, verb="change")
    secret_names = keeping.keep(source, secrets or {})
    if shown != (source.name, source.description):
        containers.rename_container(container=source.container, name=source.name, by=by)
        catalog.follow_root(source=source, by=by)
    if forgotten:
        events.publish("governance.source.grant_account_forgotten", about=source, by=by)
    if changed or secret_names:
        data = {"secrets": secret_names}
        events.publish("governance.source.changed", about=source, by=by, data=data)
    return source


def _reach(source: Source, options: Mapping[str, Any] | None, secrets: Mapping[str, Given]) -> bool:
    """Set how it is reached, checked together with the secrets; whether the address is another."""
    kind = _checked(source, source.options if options is None else options, secrets)
    given = kind.given
    unsaid = set(queries.secret_names(source)) - set(secrets)
    if given != source.options and unsaid:
        raise Invalid("secret_needed_again", "secrets", names=", ".join(sorted(unsaid)))
    moved = any(
        given[name] != source.options.get(name) for name in given if name not in kind.credentials
    )
    source.options = given
    source.certificate_ends_at = certificates.first_end(
        certificates.certificates(kind.options, given)
    )
    return moved


def _checked(source: Source, options: Mapping[str, Any], secrets: Mapping[str, Given]) -> Connector:
    kept = dict.fromkeys(queries.secret_names(source), queries.STAND_IN)
    given = {name: value for name, value in {**kept, **secrets}.items() if value}
    return queries.described(source.connector, options, given)
