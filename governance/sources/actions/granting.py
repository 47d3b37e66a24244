"""The account that may grant: kept apart from the one that reads, under a right of its own.

No scan and no test of the reading account ever signs in with it.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import queries as access
from core.changes import actions as changes
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible
from governance.connector import Trouble
from governance.sources import queries
from governance.sources.actions import secrets as keeping
from governance.sources.engine.references import Given
from governance.sources.models import Source, SourceSecret

GRANT = SourceSecret.Purpose.GRANT


@transaction.atomic
def set_grant_account(
    *,
    source: Source,
    options: Mapping[str, Any],
    secrets: Mapping[str, Given],
    by: User,
    expected: int | None = None,
) -> Source:
    """Say with which account access is granted in the source. The account is given whole.

    Only what signs in is taken; where to is the source's own address. Raises Impossible where
    there are no accounts, Trouble (bad_option).
    """
    access.require(by, "sources.grant", source)
    was = changes.hold(source, expected)
    if source.state == Source.State.RETIRED:
        raise Impossible("source_is_retired")
    kind = queries.connector_class(source.connector)
    if not kind.credentials:
        raise Impossible("no_accounts", kind=kind.label)
    for name in {*options, *secrets} - set(kind.credentials):
        raise Trouble("bad_option", option=name, reason="unknown")
    _check(source, options, secrets)
    source.secrets.filter(purpose=GRANT).exclude(name__in=secrets).delete()
    source.grant_options = dict(options)
    source.updated_at = timezone.now()
    names = keeping.keep(source, secrets, GRANT)
    changes.save(source, was, by=by, verb="set_grant_account")
    data = {"secrets": names}
    events.publish("governance.source.grant_account_set", about=source, by=by, data=data)
    return source


@transaction.atomic
def forget_grant_account(*, source: Source, by: User, expected: int | None = None) -> Source:
    """Forget the account that may grant."""
    access.require(by, "sources.grant", source)
    was = changes.hold(source, expected)
    if not forget(source):
        raise Impossible("no_grant_account")
    source.updated_at = timezone.now()
    changes.save(source, was, by=by, verb="forget_grant_account")
    events.publish("governance.source.grant_account_forgotten", about=source, by=by)
    return source


def forget(source: Source) -> bool:
    """Take the account from a source that the caller saves; whether there was one."""
    if source.grant_options is None:
        return False
    source.secrets.filter(purpose=GRANT).delete()
    source.grant_options = None
    return True


def _check(source: Source, options: Mapping[str, Any], secrets: Mapping[str, Given]) -> None:
    """Whether the source could be reached with it; nothing comes from the account that reads."""
    kind = queries.connector_class(source.connector)
    plain = {one.name for one in kind.options if one.kind != "secret"}
    for name in kind.credentials:
        if name in plain and not options.get(name):
            raise Trouble("bad_option", option=name, reason="required")
    shared = dict.fromkeys(queries.secret_names(source), queries.STAND_IN)
    queries.described(source.connector, {**source.options, **options}, {**shared, **secrets})
