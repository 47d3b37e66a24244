"""Tokens: shown once, never wider than their owner, gone when they should be."""

from datetime import timedelta
from unittest import mock

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from core.access import actions as access
from core.access import rules as rights
from core.access.models import Role
from core.access.queries import Refused
from core.events.models import Event
from core.refusals import Impossible, Invalid
from core.tokens import actions, queries
from core.tokens.models import Token

HERE = "192.0.2.7"


@pytest.fixture
def issue(cast):
    def make(user=None, scopes=("catalog.view",), by=None, **more):
        user = user or cast.stef
        return actions.issue(user=user, name="ci", scopes=list(scopes), by=by or user, **more)

    return make


def test_a_token_lets_its_owner_in(cast, issue):
    token, text = issue()
    held = queries.holder(text, HERE)
    assert (held, held.user) == (token, cast.stef)


def test_nearly_right_is_wrong(issue):
    _, text = issue()
    other, _ = issue()
    key, _, secret = text.partition(".")
    assert queries.holder(f"{key}.{secret[::-1]}", HERE) is None
    assert queries.holder(f"gh_{other.key}.{secret}", HERE) is None
    assert queries.holder("gh_aaaaaaaaaaaa." + secret, HERE) is None
    assert queries.holder("", HERE) is None


def test_the_secret_is_stored_nowhere(cast, issue):
    """Not in its row, not in history, events or any other table."""
    _, text = issue()
    secret = text.partition(".")[2]
    with connection.cursor() as cursor:
        for model in apps.get_app_config("core").get_models():
            table = model._meta.db_table
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE strpos(t::text, %s) > 0', [secret]
            )
            assert cursor.fetchone()[0] == 0, table


def test_it_expires_on_the_second(issue):
    token, text = issue(days=1)
    assert token.expires_at - token.created_at == timedelta(days=1)
    for moment, live in (
        (token.expires_at - timedelta(seconds=1), True),
        (token.expires_at, False),
        (token.expires_at + timedelta(days=400), False),
    ):
        with mock.patch.object(timezone, "now", return_value=moment):
            assert bool(queries.holder(text, HERE)) is live


def test_it_expires_unless_told_otherwise(issue):
    token, _ = issue()
    assert token.expires_at - token.created_at == timedelta(days=actions.DEFAULT_DAYS)


def test_a_revoked_one_lets_nobody_in(cast, issue):
    token, text = issue()
    actions.revoke(token=token, by=cast.stef)
    assert queries.holder(text, HERE) is None
    with pytest.raises(Impossible):
        actions.revoke(token=token, by=cast.stef)
    assert Event.objects.filter(name="core.token.revoked").get().data == {"owner": "Stef"}


def test_a_deactivated_owner_is_not_let_in(cast, issue):
    _, text = issue()
    access.deactivate(user=cast.stef, by=cast.ann)
    assert queries.holder(text, HERE) is None


def test_only_from_its_addresses(issue):
    _, text = issue(addresses=["192.0.2.0/24"])
    assert queries.holder(text, HERE)
    assert queries.holder(text, "198.51.100.1") is None


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"scopes": []}, "no_scopes", "scopes"),
        ({"scopes": ["catalog.eat"]}, "unknown_rights", "scopes"),
        ({"days": 0}, "bad_lifetime", "days"),
        ({"days": 367}, "bad_lifetime", "days"),
        ({"addresses": ["example.com"]}, "bad_address", "addresses"),
    ],
)
def test_what_cannot_be_issued(issue, wrong, code, field):
    with pytest.raises(Invalid) as invalid:
        issue(**wrong)
    assert (invalid.value.code, invalid.value.field) == (code, field)
    assert not Token.objects.exists()


class TestNobodyGainsByAToken:
    def test_others_need_the_right(self, cast, issue):
        with pytest.raises(Refused):
            issue(user=cast.andy, by=cast.stef)
        token, _ = issue(user=cast.andy, by=cast.ann)
        with pytest.raises(Refused):
            actions.revoke(token=token, by=cast.stef)
        actions.revoke(token=token, by=cast.ann)

    def test_who_administers_access_gets_no_key_to_an_administrator(self, cast, issue, fresh):
        role = access.make_role(
            slug="keeper", name="K", rights=["access.manage", "catalog.view"], by=cast.ann
        )
        access.bind(user=cast.nobody, role=role, by=cast.ann)
        keeper = fresh(cast.nobody)
        with pytest.raises(Refused):
            issue(user=cast.ann, scopes=["*"], by=keeper)
        issue(user=cast.ann, scopes=["catalog.view"], by=keeper)

    def test_a_token_gives_no_scope_that_it_lacks(self, cast, issue, fresh):
        ann = fresh(cast.ann)
        ann.token_scopes = frozenset({"access.manage", "catalog.view"})
        with pytest.raises(Refused):
            issue(user=ann, scopes=["*"])
        issue(user=ann, scopes=["catalog.view"])
        ann.token_scopes = frozenset({"catalog.view"})
        with pytest.raises(Refused):
            issue(user=ann, scopes=["catalog.view"])


def test_star_is_every_right_there_is(issue):
    token, _ = issue(scopes=["*"])
    assert token.scopes == sorted(rights.RIGHTS)


def test_use_is_noted_once_a_minute(issue, django_assert_num_queries):
    token, _ = issue()
    now = timezone.now()
    actions.touch(token=token)
    token.refresh_from_db()
    first = token.last_used_at

    def later(seconds):
        moment = now + timedelta(seconds=seconds)
        return mock.patch.object(timezone, "now", return_value=moment)

    with later(59), django_assert_num_queries(0):
        actions.touch(token=token)
    with later(90):
        actions.touch(token=token)
    token.refresh_from_db()
    assert token.last_used_at > first
    assert token.revision == 1


def test_letting_in_costs_one_query(issue, django_assert_num_queries):
    _, text = issue()
    with django_assert_num_queries(1):
        queries.holder(text, HERE)
    with django_assert_num_queries(0):
        queries.holder("gh_nonsense", HERE)


def test_own_tokens_are_seen_by_everybody_others_by_few(cast, issue, fresh):
    mine, theirs = issue(user=cast.vera)[0], issue(user=cast.ann)[0]
    assert set(queries.visible(fresh(cast.vera))) == {mine}
    assert set(queries.visible(fresh(cast.ann))) == {mine, theirs}
    officer = Role.objects.get(slug="security_officer")
    access.bind(user=cast.andy, role=officer, by=cast.ann)
    assert set(queries.visible(fresh(cast.andy))) == {mine, theirs}
