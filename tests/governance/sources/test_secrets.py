"""Secrets by reference, and bringing stored ones under a new key."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from core.access.rules import Refused
from core.changes.models import Change
from core.events.models import Event
from core.refusals import Invalid
from governance.portal import stored_secrets
from governance.sources import actions as sources
from governance.sources import queries
from governance.sources.engine.references import Reference
from governance.sources.models import Source, SourceSecret
from tests.governance.sources.gatekeeper import Gatekeeper

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

Register = Callable[..., Source]
NAME = "SOURCE_SECRET_CRM"
BY_ENV = {"password": Reference("env", NAME)}


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, PASSWORD)


@pytest.fixture
def referring(locked: Register, outside: None) -> Source:
    return locked(secrets=BY_ENV)


# --- references --------------------------------------------------------------------------------
def test_a_reference_is_looked_up_when_it_connects_and_not_before(
    referring: Source, gate: Gatekeeper, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = SourceSecret.objects.get()
    assert (stored.ciphertext, stored.reference) == (None, {"env": NAME})
    monkeypatch.setenv(NAME, "changed since")
    sources.test(source=referring, by=cast.ann)
    assert gate.heard == ["changed since"]


def test_trying_out_looks_it_up_too(outside: None, gate: Gatekeeper, reach: Any, cast: Any) -> None:
    sources.try_out(connector="postgresql", options=reach, secrets=BY_ENV, by=cast.stef)
    assert gate.heard == [PASSWORD]


def test_a_missing_variable_is_an_outcome_of_the_test(
    referring: Source, gate: Gatekeeper, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(NAME)
    (verdict,) = sources.test(source=referring, by=cast.ann)
    assert (verdict.step, verdict.state, verdict.code) == ("secrets", "failed", "variable_missing")
    assert gate.heard == []
    referring.refresh_from_db()
    assert referring.test_passed is False


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("env", "GUILDHALL_SECRET_KEY", "variable_not_allowed"),
        ("file", "../secret.key", "file_not_allowed"),
        ("file", "crm", "file_not_allowed"),  # no folder is configured
    ],
)
def test_what_is_not_allowed_is_not_even_stored(
    locked: Register, reach: Any, cast: Any, kind: Any, name: str, code: str
) -> None:
    secrets = {"password": Reference(kind, name)}
    known = locked(name="known")
    for verb in (
        lambda: locked(secrets=secrets),
        lambda: sources.change(source=known, secrets=secrets, by=cast.ann),
        lambda: sources.try_out(
            connector="postgresql", options=reach, secrets=secrets, by=cast.ann
        ),
    ):
        with pytest.raises(Invalid) as refused:
            verb()
        assert (refused.value.code, refused.value.field) == (code, "secrets")
    assert Source.objects.count() == 1
    assert queries.secrets_of(known) == {"password": PASSWORD}


def test_another_address_wants_the_reference_again(referring: Source, cast: Any) -> None:
    elsewhere = {**referring.options, "host": "evil.example"}
    with pytest.raises(Invalid) as refused:
        sources.change(source=referring, options=elsewhere, by=cast.stef)
    assert refused.value.code == "secret_needed_again"
    assert Source.objects.get().options["host"] == "127.0.0.1"
    sources.change(source=referring, options=elsewhere, secrets=BY_ENV, by=cast.stef)
    assert Source.objects.get().options["host"] == "evil.example"


def test_a_bound_reference_goes_to_no_other_host(
    referring: Source, gate: Gatekeeper, cast: Any, settings: Any
) -> None:
    settings.SECRET_HOSTS = {NAME: frozenset({"127.0.0.1"})}
    elsewhere = {**referring.options, "host": "evil.example"}
    with pytest.raises(Invalid) as refused:
        sources.change(source=referring, options=elsewhere, secrets=BY_ENV, by=cast.stef)
    assert refused.value.code == "secret_bound_elsewhere"
    sources.test(source=Source.objects.get(), by=cast.ann)
    assert gate.heard == [PASSWORD]
    settings.SECRET_HOSTS = {NAME: frozenset({"db.example"})}  # bound after it was stored
    (verdict,) = sources.test(source=Source.objects.get(), by=cast.ann)
    assert verdict.code == "secret_bound_elsewhere"
    assert gate.heard == [PASSWORD]


def test_the_same_reference_again_is_no_change(referring: Source, cast: Any) -> None:
    before = Event.objects.count()
    sources.change(source=referring, secrets=BY_ENV, by=cast.ann)
    assert Event.objects.count() == before


def test_a_secret_moves_in_and_out(referring: Source, cast: Any) -> None:
    sources.change(source=referring, secrets={"password": "typed"}, by=cast.ann)
    assert queries.secrets_of(referring) == {"password": "typed"}
    assert SourceSecret.objects.get().reference is None
    sources.change(source=referring, secrets=BY_ENV, by=cast.ann)
    assert SourceSecret.objects.get().ciphertext is None
    assert queries.secrets_of(referring) == {"password": PASSWORD}
    names = Event.objects.filter(name="governance.source.changed")
    assert [event.data for event in names] == [{"secrets": ["password"]}] * 2


def test_a_secret_lies_in_one_place(referring: Source) -> None:
    with pytest.raises(IntegrityError):
        SourceSecret.objects.update(ciphertext=b"x")


def test_what_is_told_of_a_secret_is_never_its_value(referring: Source, cast: Any) -> None:
    sources.change(source=referring, description="x", by=cast.ann)
    told = [*Event.objects.values_list("data"), *Change.objects.values_list("diff")]
    assert PASSWORD not in repr(told)
    assert PASSWORD not in repr(queries.kept_secrets(referring))
    (kept,) = queries.kept_secrets(referring)
    assert (kept.name, kept.kind, kept.reference) == ("password", "env", NAME)


# --- another key -------------------------------------------------------------------------------
@pytest.fixture
def rekeyed(locked: Register, settings: Any) -> Any:
    """Two sources with stored secrets, and then a new key; the old one is still known."""
    for name in ("one", "two"):
        locked(name=name)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the new key"
    return settings


def readable() -> bool:
    return all(
        queries.secrets_of(source) == {"password": PASSWORD} for source in Source.objects.all()
    )


def command() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("rotate_secrets", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_secrets_under_an_old_key_are_read_while_it_is_known(rekeyed: Any, cast: Any) -> None:
    assert readable()
    assert queries.under_old_keys() == 2
    assert stored_secrets().advice
    rekeyed.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Invalid) as refused:
        readable()
    assert refused.value.code == "secret_unreadable"
    (verdict,) = sources.test(source=Source.objects.all()[0], by=cast.ann)
    assert (verdict.step, verdict.code) == ("secrets", "secret_unreadable")


def test_after_a_rotation_the_old_key_is_needed_no_more(rekeyed: Any, cast: Any) -> None:
    assert command() == (0, "2 secrets brought under the current key, 0 were there.\n")
    rekeyed.SECRET_KEY_FALLBACKS = []
    assert readable()
    assert (queries.under_old_keys(), stored_secrets().advice) == (0, "")
    (event,) = Event.objects.filter(name="governance.secrets.rotated")
    assert event.data == {"rotated": 2, "unreadable": 0}


def test_a_rotation_that_was_cut_off_goes_on(
    rekeyed: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.sources.actions.secrets.BATCH", 1)
    rotated = sources.secrets.ciphers.rotated  # type: ignore[attr-defined]
    calls = []

    def once(*args: Any) -> bytes:
        calls.append(args)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return bytes(rotated(*args))

    monkeypatch.setattr("governance.sources.engine.ciphers.rotated", once)
    with pytest.raises(KeyboardInterrupt):
        sources.rotate_secrets(by=cast.ann)
    monkeypatch.undo()
    assert queries.under_old_keys() == 1
    assert command() == (0, "1 secrets brought under the current key, 1 were there.\n")
    assert command() == (0, "0 secrets brought under the current key, 2 were there.\n")


def test_a_secret_under_an_unknown_key_is_told_and_stops_nothing(rekeyed: Any, cast: Any) -> None:
    SourceSecret.objects.filter(source__name="one").update(ciphertext=b"gAAAAfrom elsewhere")
    code, told = command()
    assert code == 1
    assert "1 lie under a key that is not known" in told
    assert queries.under_old_keys() == 1


def test_only_who_manages_every_source_may_rotate(rekeyed: Any, cast: Any) -> None:
    for who in (cast.andy, cast.vera, cast.nobody):
        with pytest.raises(Refused):
            sources.rotate_secrets(by=who)
    assert queries.under_old_keys() == 2


def test_references_are_left_alone(rekeyed: Any, locked: Register, outside: None) -> None:
    locked(name="three", secrets=BY_ENV)
    command()
    assert SourceSecret.objects.get(source__name="three").reference == {"env": NAME}
