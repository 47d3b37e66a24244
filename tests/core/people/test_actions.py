"""Signing in and the own password."""

import time

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from core.access import actions as access
from core.events.models import Event
from core.people import actions, rules
from core.people.models import User
from core.refusals import Invalid

PASSWORD = "zinnia-lantern-42"


@pytest.fixture
def zoe(cast):
    return access.add_person(
        username="Zoe", email="Zoe.B@Example.com", name="Zoe", password=PASSWORD, by=cast.ann
    )


def sign_in(username, password=PASSWORD):
    return authenticate(None, username=username, password=password)


@pytest.mark.parametrize("name", ["Zoe", "zoe", "ZOE", "zoe.b@example.com", "ZOE.B@EXAMPLE.COM"])
def test_name_and_email_in_any_case_open_the_door(zoe, name):
    assert sign_in(name) == zoe


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("zoe", "Zinnia-lantern-42"),
        ("zoe", ""),
        ("", PASSWORD),
        ("zo_", PASSWORD),
        ("zo%", PASSWORD),
        ("zoe\0", PASSWORD),
        ("zoe", "\0"),
        ("\ud800", PASSWORD),
        ("zoe", "\udfff"),
    ],
)
def test_anything_else_does_not_and_never_breaks(zoe, name, password):
    assert sign_in(name, password) is None


def test_deactivated_account_cannot_sign_in(cast, zoe):
    access.deactivate(user=zoe, by=cast.ann)
    assert sign_in("zoe") is None


def test_service_account_cannot_sign_in_even_with_a_password(cast):
    robot = access.add_service(username="robot", name="Robot", by=cast.ann)
    assert not robot.has_usable_password()
    robot.set_password(PASSWORD)
    robot.save()
    assert sign_in("robot") is None


def test_unknown_name_costs_the_time_of_a_wrong_password(zoe, monkeypatch):
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    assert sign_in("nobody-here") is None
    assert hashed == [PASSWORD]


def test_nobody_takes_the_sign_in_of_somebody_else(cast, zoe):
    """A user name that is another one's e-mail address would let one of the two in as the other."""
    with pytest.raises(Invalid) as taken:
        access.add_person(username="zoe.b@example.com", by=cast.ann)
    assert taken.value.code == "username_taken"
    with pytest.raises(Invalid) as taken:
        access.change_person(user=cast.vera, email="ZOE", by=cast.ann)
    assert taken.value.code == "email_taken"


@pytest.mark.parametrize("field", ["username", "email"])
def test_the_database_itself_holds_names_unique_in_any_case(zoe, field):
    twin = {"username": "twin", "email": "twin@example.com", field: getattr(zoe, field).upper()}
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(**twin)


class TestThrottle:
    """Ten failures of one name, or from one address, within a quarter of an hour."""

    def fail(self, times, username="zoe", address="192.0.2.1"):
        for _ in range(times):
            actions.count_failure(username=username, address=address)

    def test_tenth_failure_closes_the_door(self):
        self.fail(9)
        actions.check_tries(username="zoe", address="192.0.2.1")
        self.fail(1)
        with pytest.raises(rules.TooManyTries) as refused:
            actions.check_tries(username="zoe", address="192.0.2.1")
        assert refused.value.params == {"minutes": 15}

    def test_name_counts_from_everywhere_and_in_any_case(self):
        self.fail(10, username="ZOE")
        with pytest.raises(rules.TooManyTries):
            actions.check_tries(username="zoe", address="192.0.2.99")

    def test_address_counts_for_every_name(self):
        for n in range(10):
            self.fail(1, username=f"guess-{n}")
        with pytest.raises(rules.TooManyTries):
            actions.check_tries(username="somebody-new", address="192.0.2.1")
        actions.check_tries(username="somebody-new", address="192.0.2.2")

    def test_time_opens_it_again(self, monkeypatch):
        monkeypatch.setattr(rules, "WINDOW_SECONDS", 1)
        self.fail(10)
        with pytest.raises(rules.TooManyTries):
            actions.check_tries(username="zoe", address="192.0.2.1")
        time.sleep(1.1)
        actions.check_tries(username="zoe", address="192.0.2.1")

    def test_names_are_not_kept_in_the_cache(self):
        assert all("zoe" not in key for key in actions._keys("zoe", "192.0.2.1"))

    def test_odd_names_count_too(self):
        self.fail(10, username="\ud800")
        with pytest.raises(rules.TooManyTries):
            actions.check_tries(username="\ud800", address="192.0.2.7")


class TestChangePassword:
    def test_new_password_opens_the_door_and_the_old_one_does_not(self, zoe):
        actions.change_password(user=zoe, old=PASSWORD, new="a-quite-other-one-7")
        assert sign_in("zoe", "a-quite-other-one-7") == zoe
        assert sign_in("zoe") is None
        event = Event.objects.get(name="core.user.password_changed")
        assert event.about_id == zoe.pk
        assert PASSWORD not in str(event.__dict__)

    def test_old_one_must_be_known(self, zoe):
        with pytest.raises(Invalid) as wrong:
            actions.change_password(user=zoe, old="guess", new="a-quite-other-one-7")
        assert (wrong.value.code, wrong.value.field) == ("wrong_password", "old")
        assert sign_in("zoe") == zoe

    @pytest.mark.parametrize("weak", ["short", "12345678901", "password123", "Zoe.B@Example.com"])
    def test_weak_one_is_refused(self, zoe, weak):
        with pytest.raises(Invalid) as refused:
            actions.change_password(user=zoe, old=PASSWORD, new=weak)
        assert (refused.value.code, refused.value.field) == ("weak_password", "new")
        assert refused.value.params["reason"]

    def test_sessions_elsewhere_end(self, zoe):
        before = zoe.get_session_auth_hash()
        actions.change_password(user=zoe, old=PASSWORD, new="a-quite-other-one-7")
        assert User.objects.get(pk=zoe.pk).get_session_auth_hash() != before
