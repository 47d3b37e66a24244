"""What can be done with sources."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import actions as containers
from core.access import queries as access
from core.access.models import UNSORTED_ID, Container
from core.changes import actions as changes
from core.changes import engine as history
from core.events import actions as events
from core.ids import uuid7
from core.people.models import User
from core.refusals import Impossible, Invalid
from core.schedules import actions as schedules
from governance.catalog import actions as catalog
from governance.connector import Verdict, flaw
from governance.sources import engine, queries, rules
from governance.sources.models import Source, SourceSecret

PLAIN = ("name", "description", "include", "exclude", "environment", "criticality", "hold_share")

CHOICES = {"environment": Source.Environment, "criticality": Source.Criticality}

history.track(
    "governance.source",
    "governance_source",
    (*PLAIN, "connector", "options", "state"),
    source="t.id",
)


@transaction.atomic
def register(
    *,
    name: str,
    connector: str,
    options: Mapping[str, Any],
    by: User,
    secrets: Mapping[str, str] | None = None,
    domain_id: UUID | None = None,
    **fields: Any,
) -> Source:
    """A new source in a domain. Connects nowhere: `test` and `scans.start` do.

    Raises Invalid for a taken name or a bad pattern, Trouble (bad_option) for options that the
    kind of source does not take.
    """
    domain = _domain(domain_id, by)
    access.require(by, "sources.manage", domain)
    given = queries.connect(connector, options, secrets or {}).given
    _check(name, fields)
    now = timezone.now()
    source = Source(id=uuid7(), name=name, connector=connector, options=given)
    source.created_at = source.updated_at = now
    for field in PLAIN:
        if field in fields:
            setattr(source, field, fields[field])
    source.container = containers.make_container(
        id=source.id, kind=Container.Kind.SOURCE, name=name, domain=domain.pk, by=by
    )
    with _only_one(name):
        changes.create(source, by=by, verb="register")
    _keep_secrets(source, secrets or {})
    catalog.add_root(source=source, by=by)
    events.publish(
        "governance.source.registered", about=source, by=by, data={"connector": connector}
    )
    return source


@transaction.atomic
def change(
    *,
    source: Source,
    by: User,
    expected: int | None = None,
    options: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str] | None = None,
    **fields: Any,
) -> Source:
    """Change a source. Secrets that are not given stay; an empty one is forgotten.

    When a connection option changes, stored secrets must be given again: otherwise whoever may
    change the host could have the password sent to a server of their own.
    """
    access.require(by, "sources.manage", source)
    was = changes.hold(source, expected)
    if source.state == Source.State.RETIRED:
        raise Impossible("source_is_retired")
    _check(fields.get("name"), fields, source)
    shown = source.name, source.description
    for field in PLAIN:
        if field in fields:
            setattr(source, field, fields[field])
    if options is not None or secrets:
        source.options = _options(source, options, secrets or {})
    source.updated_at = timezone.now()
    with _only_one(source.name):
        changed = changes.save(source, was, by=by, verb="change")
    secret_names = _keep_secrets(source, secrets or {})
    if shown != (source.name, source.description):
        containers.rename_container(container=source.container, name=source.name, by=by)
        catalog.follow_root(source=source, by=by)
    if changed or secret_names:
        data = {"secrets": secret_names}
        events.publish("governance.source.changed", about=source, by=by, data=data)
    return source


def test(*, source: Source, by: User) -> list[Verdict]:
    """Try the connection step by step. Never raises for what the source does; records outcome."""
    access.require(by, "sources.manage", source)
    verdicts = list(queries.connector_of(source).test())
    passed = all(verdict.state != "failed" for verdict in verdicts)
    with transaction.atomic():
        moment = timezone.now()
        Source.objects.filter(pk=source.pk).update(tested_at=moment, test_passed=passed)
        source.tested_at, source.test_passed = moment, passed
        data = {"passed": passed, "step": verdicts[-1].step if verdicts else ""}
        events.publish("governance.source.tested", about=source, by=by, data=data)
    return verdicts


def try_out(
    *, connector: str, options: Mapping[str, Any], secrets: Mapping[str, str], by: User
) -> list[Verdict]:
    """Try values that are not stored yet. Needs the right to register a source somewhere."""
    if not access.anywhere(by, "sources.manage"):
        raise access.Refused("sources.manage")
    return list(queries.connect(connector, options, secrets).test())


def pause(*, source: Source, by: User, expected: int | None = None) -> Source:
    """Stop scanning a source until it is resumed."""
    return _move(source, Source.State.PAUSED, "pause", by, expected)


def resume(*, source: Source, by: User, expected: int | None = None) -> Source:
    """Scan a paused source again."""
    return _move(source, Source.State.ACTIVE, "resume", by, expected)


@transaction.atomic
def retire(*, source: Source, by: User, expected: int | None = None) -> Source:
    """Take a source out of use for good: what was found in it is retired with it, its secrets are
    forgotten, its history stays."""
    _move(source, Source.State.RETIRED, "retire", by, expected)
    source.secrets.all().delete()
    catalog.retire_source(source=source, by=by)
    schedules.remove_for(about_id=source.pk, by=by)
    return source


@transaction.atomic
def _move(source: Source, to: str, verb: str, by: User, expected: int | None) -> Source:
    access.require(by, "sources.manage", source)
    was = changes.hold(source, expected)
    source.state = rules.moved(source.state, to)
    source.updated_at = timezone.now()
    changes.save(source, was, by=by, verb=verb)
    events.publish(f"governance.source.{verb}d", about=source, by=by)
    return source


def _options(
    source: Source, options: Mapping[str, Any] | None, secrets: Mapping[str, str]
) -> dict[str, Any]:
    """The options after a change, checked together with the secrets they will be used with."""
    kept = {**queries.secrets_of(source, but=secrets), **secrets}
    kept = {secret: value for secret, value in kept.items() if value}
    wanted = source.options if options is None else options
    given = queries.connect(source.connector, wanted, kept).given
    forgotten = set(queries.secret_names(source)) - set(secrets)
    if given != source.options and forgotten:
        raise Invalid("secret_needed_again", "secrets", names=", ".join(sorted(forgotten)))
    return given


def _domain(id: UUID | None, by: User) -> Container:
    """The domain to register in. One that the actor does not see is unknown to them."""
    domain = Container.objects.filter(pk=id or UNSORTED_ID, kind=Container.Kind.DOMAIN).first()
    seen = id is None or access.can(by, "catalog.view", domain)
    if domain is None or not (seen or access.can(by, "sources.manage", domain)):
        raise Invalid("unknown_domain", "domain", id=str(id))
    return domain


@contextmanager
def _only_one(name: str) -> Iterator[None]:
    """Of two who take the same name at the same time, the database lets one through."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Invalid("name_taken", "name", name=name) from error


def _check(name: str | None, fields: Mapping[str, Any], but: Source | None = None) -> None:
    if name is not None:
        _check_name(name, but)
    for field in ("include", "exclude"):
        for pattern in fields.get(field) or ():
            if flaw(pattern):
                raise Invalid("bad_pattern", field, pattern=pattern)
    if not 0 <= (fields.get("hold_share") or 0) <= 100:
        raise Invalid("not_a_share", "hold_share")
    for field, choices in CHOICES.items():
        if field in fields and fields[field] not in choices.values:
            raise Invalid("not_a_choice", field, value=str(fields[field]))


def _check_name(name: str, but: Source | None) -> None:
    longest = Source._meta.get_field("name").max_length
    if not name.strip():
        raise Invalid("blank", "name")
    if longest is not None and len(name) > longest:
        raise Invalid("too_long", "name", longest=longest)
    others = Source.objects.exclude(state=Source.State.RETIRED)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.filter(name__iexact=name).exists():
        raise Invalid("name_taken", "name", name=name)


def _keep_secrets(source: Source, secrets: Mapping[str, str]) -> list[str]:
    """Store what is given, forget what is given empty; returns the names that changed."""
    kept = {name: value for name, value in secrets.items() if value}
    empty = [name for name in secrets if name not in kept]
    known = source.secrets.filter(name__in=empty)
    forgotten = list(known.values_list("name", flat=True))
    known.delete()
    for name, value in kept.items():
        ciphertext = engine.encrypt(value, settings.SECRET_KEY)
        SourceSecret.objects.update_or_create(
            source=source,
            name=name,
            defaults={"ciphertext": ciphertext, "changed_at": timezone.now()},
        )
    return sorted([*kept, *forgotten])
