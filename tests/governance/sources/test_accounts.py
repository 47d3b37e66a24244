"""The account that may grant: kept apart, under a right of its own; and the script for a reader."""

from collections.abc import Callable
from typing import Any

import pytest

from core.access import actions as access
from core.access.models import Role
from core.access.rules import Refused
from core.changes import actions as changes
from core.changes.models import Change
from core.changes.rules import Stale
from core.events.models import Event
from core.people.models import User
from core.refusals import Impossible
from governance.connector import Trouble
from governance.connectors.postgres import Postgres
from governance.sources import actions as sources
from governance.sources import queries
from governance.sources.engine.references import Reference
from governance.sources.models import Source
from tests import factories
from tests.governance.sources.gatekeeper import Gatekeeper

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

GRANTS = "Vx3-grant-me-all"


def entrust(source: Source, by: User, **given: Any) -> Source:
    account = {"options": {"user": "granter"}, "secrets": {"password": GRANTS}, **given}
    return sources.set_grant_account(source=source, by=by, **account)


@pytest.fixture
def source(locked: Callable[..., Source], cast: Any) -> Source:
    return entrust(locked(), cast.ann)


@pytest.fixture
def dba(cast: Any) -> User:
    access.bind(user=cast.nobody, role=Role.objects.get(slug="dba"), by=cast.ann)
    return User.objects.get(pk=cast.nobody.pk)


def names(source: Source) -> tuple[list[str], list[str]]:
    fresh = Source.objects.get(pk=source.pk)
    return queries.secret_names(fresh), queries.secret_names(fresh, "grant")


def test_two_accounts_never_mix(source: Source, gate: Gatekeeper, cast: Any) -> None:
    assert queries.secrets_of(source) == {"password": PASSWORD}
    assert queries.secrets_of(source, "grant") == {"password": GRANTS}
    assert queries.connector_of(source).given["user"] == "reader"
    assert queries.connector_of(source, "grant").given["user"] == "granter"
    sources.test(source=source, by=cast.ann)
    factories.scan(source, by=cast.ann)
    assert set(gate.heard) == {PASSWORD}
    gate.heard.clear()
    sources.test_grant_account(source=source, by=cast.ann)
    assert gate.heard == [GRANTS]


def test_it_never_falls_back_on_the_password_that_reads(
    locked: Callable[..., Source], gate: Gatekeeper, cast: Any
) -> None:
    source = entrust(locked(), cast.ann, secrets={})
    sources.test_grant_account(source=source, by=cast.ann)
    assert PASSWORD not in gate.heard


def test_testing_it_says_nothing_about_the_account_that_reads(source: Source, cast: Any) -> None:
    verdicts = sources.test_grant_account(source=source, by=cast.ann)
    assert (verdicts[-1].code, verdicts[-1].params) == ("auth_failed", {"user": "granter"})
    source.refresh_from_db()
    assert (source.tested_at, source.test_passed) == (None, None)
    event = Event.objects.get(name="governance.source.tested")
    assert event.data == {"passed": False, "step": "sign_in", "account": "grant"}


@pytest.mark.parametrize("who", ["stef", "andy", "vera", "nobody"])
def test_managing_sources_is_not_enough(source: Source, cast: Any, who: str) -> None:
    by = getattr(cast, who)
    before = Event.objects.count()
    for verb in (
        lambda: entrust(source, by),
        lambda: sources.forget_grant_account(source=source, by=by),
        lambda: sources.test_grant_account(source=source, by=by),
    ):
        with pytest.raises(Refused) as refused:
            verb()
        assert refused.value.right == "sources.grant"
    assert Event.objects.count() == before


def test_a_dba_may(locked: Callable[..., Source], dba: User) -> None:
    assert entrust(locked(), dba).grant_options == {"user": "granter"}


def test_it_is_kept_and_told_without_its_password(source: Source, cast: Any) -> None:
    change = Change.objects.filter(object_id=source.pk, verb="set_grant_account").get()
    assert change.diff == {"grant_options": [None, {"user": "granter"}]}
    event = Event.objects.get(name="governance.source.grant_account_set")
    assert event.data == {"secrets": ["password"]}
    told = [*Event.objects.values_list("data"), *Change.objects.values_list("diff")]
    assert GRANTS not in repr(told)
    assert [one for one in changes.verify_history() if one.code != "unsealed"] == []


def test_it_is_given_whole(source: Source, cast: Any) -> None:
    entrust(source, cast.ann, options={"user": "other"}, secrets={})
    assert names(source) == (["password"], [])
    with pytest.raises(Trouble) as refused:
        entrust(source, cast.ann, options={})
    assert refused.value.params == {"option": "user", "reason": "required"}


@pytest.mark.parametrize(
    ("options", "secrets", "option"),
    [
        ({"user": "x", "host": "evil.example"}, {}, "host"),
        ({"user": "x"}, {"sslmode": "disable"}, "sslmode"),
        ({"user": "x", "password": "y"}, {}, "password"),
    ],
)
def test_only_what_signs_in_is_taken(
    source: Source, cast: Any, options: Any, secrets: Any, option: str
) -> None:
    with pytest.raises(Trouble) as refused:
        entrust(source, cast.ann, options=options, secrets=secrets)
    assert refused.value.params == {"option": option, "reason": "unknown"}
    assert queries.secrets_of(source, "grant") == {"password": GRANTS}


def test_it_can_lie_elsewhere(
    source: Source, gate: Gatekeeper, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_SECRET_GRANTER", "from outside")
    entrust(source, cast.ann, secrets={"password": Reference("env", "SOURCE_SECRET_GRANTER")})
    sources.test_grant_account(source=source, by=cast.ann)
    assert gate.heard == ["from outside"]


def test_another_address_does_not_get_it(source: Source, cast: Any) -> None:
    given = {"secrets": {"password": "mine"}, "by": cast.stef}
    sources.change(source=source, options={**source.options, "user": "else"}, **given)
    assert names(source) == (["password"], ["password"])
    sources.change(source=source, options={**source.options, "host": "evil.example"}, **given)
    assert names(source) == (["password"], [])
    assert Source.objects.get().grant_options is None
    (event,) = Event.objects.filter(name="governance.source.grant_account_forgotten")
    assert event.by_id == cast.stef.pk


def test_it_is_forgotten_on_demand_and_when_the_source_retires(source: Source, cast: Any) -> None:
    sources.forget_grant_account(source=source, by=cast.ann)
    assert names(source) == (["password"], [])
    for verb in (sources.forget_grant_account, sources.test_grant_account):
        with pytest.raises(Impossible) as refused:
            verb(source=Source.objects.get(), by=cast.ann)
        assert refused.value.code == "no_grant_account"
    entrust(source, cast.ann)
    sources.retire(source=source, by=cast.ann)
    assert names(source) == ([], [])
    assert Source.objects.get().grant_options is None
    with pytest.raises(Impossible):
        entrust(source, cast.ann)
    assert [one for one in changes.verify_history() if one.code != "unsealed"] == []


def test_an_old_version_is_refused(source: Source, cast: Any) -> None:
    with pytest.raises(Stale):
        entrust(source, cast.ann, expected=1)
    with pytest.raises(Stale):
        sources.forget_grant_account(source=source, expected=1, by=cast.ann)


def test_where_there_are_no_accounts_there_is_none_to_grant(shop: Source, cast: Any) -> None:
    with pytest.raises(Impossible) as refused:
        entrust(shop, cast.ann)
    assert refused.value.code == "no_accounts"


# --- the script --------------------------------------------------------------------------------
def test_the_script_is_made_from_options_alone(reach: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def script(self: Postgres, account: str, *, read_values: bool = False) -> str:
        return f"{self.given['database']} {self.given['user']} {account} {read_values}"

    monkeypatch.setattr(Postgres, "role_script", script)
    asked = {"connector": "postgresql", "account": "reader2"}
    assert queries.role_script(options=reach, read_values=True, **asked) == (
        "crm reader2 reader2 True"
    )
    unknown_user = {name: value for name, value in reach.items() if name != "user"}
    assert "reader2 False" in queries.role_script(options=unknown_user, read_values=False, **asked)
    with pytest.raises(Trouble) as refused:
        queries.role_script(options={"host": "h"}, read_values=False, **asked)
    assert refused.value.params == {"option": "database", "reason": "required"}


def test_a_kind_without_accounts_has_no_script() -> None:
    options = {"path": "/tmp/x.db"}
    asked: dict[str, Any] = {"connector": "sqlite", "account": "a", "read_values": False}
    assert queries.role_script(options=options, **asked) == ""
