"""Giving and taking roles: nobody gives what they lack, and somebody always administers."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import actions, rules
from core.access.models import (
    EVERYTHING_ID,
    Binding,
    Container,
    ContainerGroupPermission,
    ContainerUserPermission,
    Role,
)
from core.access.queries import Refused
from core.events.models import Event
from core.people import queries as people
from core.people.models import User
from core.refusals import Impossible, Invalid


def rows(user, container):
    held = ContainerUserPermission.objects.filter(user=user, content_object=container)
    return {p.permission.codename: p.until for p in held.select_related("permission")}


@pytest.fixture
def keeper(cast, land, fresh):
    """Somebody who may administer access in Sales, and views the catalogue there."""
    role = actions.make_role(
        slug="keeper", name="Keeper", rights=["access.manage", "catalog.view"], by=cast.ann
    )
    actions.bind(user=cast.nobody, role=role, container=land.sales, by=cast.ann)
    return fresh(cast.nobody)


def test_a_binding_comes_to_guardian_rows_and_an_event(cast, land):
    binding = actions.bind(user=cast.nobody, role=land.viewer, container=land.shop, by=land.by)
    codes = {rules.codename(right) for right in rules.ROLES["viewer"]}
    assert rows(cast.nobody, land.shop) == dict.fromkeys(codes)
    event = Event.objects.filter(name="core.access.granted").latest("id")
    assert (event.about_id, event.container_id) == (binding.pk, land.shop.pk)
    assert event.data == {"role": "viewer", "to": "Nobody", "on": "shop"}


def test_a_group_has_rows_of_its_own(cast, land):
    group = Group.objects.create(name="Team")
    actions.bind(group=group, role=land.viewer, container=land.shop, by=land.by)
    held = ContainerGroupPermission.objects.filter(group=group, content_object=land.shop)
    assert held.count() == len(rules.ROLES["viewer"])


def test_rows_end_when_the_last_binding_that_gives_them_ends(cast, land):
    soon, later = (timezone.now() + timedelta(days=days) for days in (1, 2))
    bind = {"user": cast.nobody, "container": land.shop, "by": land.by}
    actions.bind(role=land.viewer, until=later, **bind)
    actions.bind(role=land.steward, until=soon, **bind)
    held = rows(cast.nobody, land.shop)
    assert (held["catalog_view"], held["catalog_manage"]) == (later, soon)
    forever = actions.bind(role=land.viewer, **bind)
    assert rows(cast.nobody, land.shop)["catalog_view"] is None
    actions.unbind(binding=forever, by=land.by)
    assert rows(cast.nobody, land.shop)["catalog_view"] == later


def test_taking_a_role_leaves_what_others_give(cast, land):
    viewer = actions.bind(user=cast.nobody, role=land.viewer, container=land.shop, by=land.by)
    steward = actions.bind(user=cast.nobody, role=land.steward, container=land.shop, by=land.by)
    actions.unbind(binding=steward, by=land.by)
    assert set(rows(cast.nobody, land.shop)) == set(map(rules.codename, rules.ROLES["viewer"]))
    actions.unbind(binding=viewer, by=land.by)
    assert rows(cast.nobody, land.shop) == {}
    assert Event.objects.filter(name="core.access.revoked").count() == 2


@pytest.mark.parametrize("stranger", ["stef", "andy", "vera", "nobody"])
def test_strangers_neither_give_nor_take(cast, land, stranger):
    by = getattr(cast, stranger)
    with pytest.raises(Refused):
        actions.bind(user=cast.nobody, role=land.viewer, container=land.shop, by=by)
    with pytest.raises(Refused):
        actions.unbind(binding=cast.vera.bindings.get(), by=by)


def test_nobody_gives_a_right_that_they_do_not_hold(keeper, cast, land):
    with pytest.raises(Refused) as refused:
        actions.bind(user=cast.vera, role=land.steward, container=land.shop, by=keeper)
    assert refused.value.right in rules.ROLES["steward"]
    with pytest.raises(Refused):
        actions.bind(user=keeper, role=land.admin, container=land.shop, by=keeper)


def test_what_is_held_on_a_domain_is_given_below_it_and_not_elsewhere(keeper, cast, land):
    role = Role.objects.get(slug="keeper")
    actions.bind(user=cast.vera, role=role, container=land.shop, by=keeper)
    for elsewhere in (land.payroll, land.people, None):
        with pytest.raises(Refused):
            actions.bind(user=cast.vera, role=role, container=elsewhere, by=keeper)


def test_a_role_that_others_hold_gains_only_rights_of_who_changes_it(keeper, cast, land):
    """Otherwise whoever administers access could make their own role a role for everything."""
    role = Role.objects.get(slug="keeper")
    actions.bind(user=keeper, role=role, by=cast.ann)
    with pytest.raises(Refused) as refused:
        actions.change_role(
            role=role, name="Keeper", rights=[*role.rights, "history.purge"], by=keeper
        )
    assert refused.value.right == "history.purge"
    changed = actions.change_role(role=role, name="K", rights=["access.manage"], by=keeper)
    assert changed.rights == ["access.manage"]


def test_exactly_one_subject(cast, land):
    group = Group.objects.create(name="Team")
    for subjects in ({}, {"user": cast.vera, "group": group}):
        with pytest.raises(Invalid) as invalid:
            actions.bind(role=land.viewer, container=land.shop, by=land.by, **subjects)
        assert invalid.value.code == "one_subject"
    with pytest.raises(IntegrityError), transaction.atomic():
        Binding.objects.create(role=land.viewer, container=land.shop)


def test_a_binding_cannot_end_before_it_begins(cast, land):
    with pytest.raises(Invalid) as invalid:
        actions.bind(user=cast.vera, role=land.viewer, until=timezone.now(), by=land.by)
    assert (invalid.value.code, invalid.value.field) == ("date_in_the_past", "until")


class TestLastAdministrator:
    """Somebody who can sign in administers everything, for good."""

    def admin_of(self, user):
        return user.bindings.get(role__slug="admin", container_id=EVERYTHING_ID)

    def cannot_go(self, cast, land):
        with pytest.raises(Impossible) as impossible:
            actions.unbind(binding=self.admin_of(cast.ann), by=people.system())
        assert impossible.value.code == "last_admin"
        with pytest.raises(Impossible) as impossible:
            actions.deactivate(user=cast.ann, by=people.system())
        assert impossible.value.code == "needed_account"

    def test_cannot_go(self, cast, land):
        self.cannot_go(cast, land)

    def test_can_go_when_another_one_stays(self, cast, land):
        actions.bind(user=cast.stef, role=land.admin, by=land.by)
        actions.unbind(binding=self.admin_of(cast.ann), by=people.system())
        with pytest.raises(Impossible):
            actions.unbind(binding=self.admin_of(cast.stef), by=people.system())

    def test_a_group_of_people_will_do(self, cast, land):
        group = Group.objects.create(name="Admins")
        actions.bind(group=group, role=land.admin, by=land.by)
        self.cannot_go(cast, land)
        cast.stef.groups.add(group)
        actions.deactivate(user=cast.ann, by=people.system())
        assert not User.objects.get(pk=cast.ann.pk).is_active

    def test_who_only_helps_out_does_not_count(self, cast, land):
        tomorrow = timezone.now() + timedelta(days=1)
        actions.bind(user=cast.stef, role=land.admin, until=tomorrow, by=land.by)
        self.cannot_go(cast, land)

    def test_who_cannot_sign_in_does_not_count(self, cast, land):
        actions.bind(user=cast.stef, role=land.admin, by=land.by)
        actions.deactivate(user=cast.stef, by=land.by)
        robot = actions.add_service(username="robot", name="Robot", by=land.by)
        actions.bind(user=robot, role=land.admin, by=land.by)
        self.cannot_go(cast, land)

    def test_who_administers_a_part_does_not_count(self, cast, land):
        actions.bind(user=cast.stef, role=land.admin, container=land.sales, by=land.by)
        self.cannot_go(cast, land)

    @pytest.mark.parametrize("account", people.HOUSE)
    def test_accounts_of_the_house_keep_their_role(self, cast, land, account):
        user = User.objects.get(username=account)
        with pytest.raises(Impossible) as impossible:
            actions.unbind(binding=self.admin_of(user), by=cast.ann)
        assert impossible.value.code == "needed_account"
        with pytest.raises(Impossible):
            actions.deactivate(user=user, by=cast.ann)


@pytest.fixture
def two(transactional_db, cast):
    """Two administrators."""
    actions.bind(user=cast.stef, role=Role.objects.get(slug="admin"), by=cast.ann)
    return cast


def test_two_administrators_cannot_remove_each_other(two, meanwhile):
    at_once = threading.Barrier(2)

    def remove(user):
        def run():
            binding = user.bindings.get(role__slug="admin")
            at_once.wait(10)
            with transaction.atomic():
                actions.unbind(binding=binding, by=people.system())
                # Long enough for the other one to look while this is not committed yet.
                threading.Event().wait(0.2)

        return run

    futures = [meanwhile(remove(user)) for user in (two.ann, two.stef)]
    errors = [future.exception(10) for future in futures]
    assert sorted(type(error).__name__ for error in errors) == ["Impossible", "NoneType"]


def test_taking_while_another_role_is_given_takes(transactional_db, cast, meanwhile):
    """Both rewrite the same rows; blind to each other, the one that is taken would stay."""
    container = Container.objects.get(pk=EVERYTHING_ID)
    steward, viewer = (Role.objects.get(slug=slug) for slug in ("steward", "viewer"))
    taken = actions.bind(user=cast.nobody, role=steward, by=cast.ann)
    given, may_commit = threading.Event(), threading.Event()

    def give():
        with transaction.atomic():
            actions.bind(user=cast.nobody, role=viewer, by=people.system())
            given.set()
            assert may_commit.wait(10)

    def take():
        actions.unbind(binding=Binding.objects.get(pk=taken.pk), by=people.system())

    giving = meanwhile(give)
    assert given.wait(10)
    taking = meanwhile(take)
    with pytest.raises(TimeoutError):
        taking.result(0.3)
    may_commit.set()
    giving.result(10)
    taking.result(10)
    assert set(rows(cast.nobody, container)) == set(map(rules.codename, rules.ROLES["viewer"]))
