"""Trying a connection, with what is stored or with what is not stored yet."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import queries as access
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid
from governance.connector import Verdict
from governance.sources import queries
from governance.sources.engine.references import Given
from governance.sources.models import Source, SourceSecret

Purpose = SourceSecret.Purpose


def test(*, source: Source, by: User) -> list[Verdict]:
    """Try the connection step by step and record the outcome. Never raises for what the source
    does, nor for a secret that cannot be had: both are outcomes."""
    access.require(by, "sources.manage", source)
    verdicts = _verdicts(source, Purpose.READ)
    with transaction.atomic():
        moment, passed = timezone.now(), _passed(verdicts)
        Source.objects.filter(pk=source.pk).update(tested_at=moment, test_passed=passed)
        source.tested_at, source.test_passed = moment, passed
        _tell(source, verdicts, Purpose.READ, by)
    return verdicts


def test_grant_account(*, source: Source, by: User) -> list[Verdict]:
    """The same as the account that may grant; says nothing about the one that reads."""
    access.require(by, "sources.grant", source)
    if source.grant_options is None:
        raise Impossible("no_grant_account")
    verdicts = _verdicts(source, Purpose.GRANT)
    _tell(source, verdicts, Purpose.GRANT, by)
    return verdicts


def try_out(
    *, connector: str, options: Mapping[str, Any], secrets: Mapping[str, Given], by: User
) -> list[Verdict]:
    """Try values that are not stored yet. Needs the right to register a source somewhere."""
    if not access.anywhere(by, "sources.manage"):
        raise access.Refused("sources.manage")
    clear = queries.in_clear(secrets, options)
    return list(queries.connect(connector, options, clear).test())


def _verdicts(source: Source, purpose: str) -> list[Verdict]:
    try:
        connector = queries.connector_of(source, purpose)
    except Invalid as refusal:
        return [Verdict("secrets", "failed", refusal.code, refusal.params)]
    return list(connector.test())


def _passed(verdicts: list[Verdict]) -> bool:
    return all(verdict.state != "failed" for verdict in verdicts)


def _tell(source: Source, verdicts: list[Verdict], purpose: str, by: User) -> None:
    step = verdicts[-1].step if verdicts else ""
    data = {"passed": _passed(verdicts), "step": step, "account": str(purpose)}
    events.publish("governance.source.tested", about=source, by=by, data=data)
