"""What every installation starts with."""

import pytest
from django.contrib.auth.models import Permission

from core.access import queries as access
from core.access import rules
from core.access.models import (
    EVERYTHING_ID,
    UNSORTED_ID,
    Binding,
    Container,
    ContainerUserPermission,
    DomainClosure,
    Role,
)
from core.changes.models import Change
from core.people import queries as people
from core.people.models import User
from core.system import actions


def everything():
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (User, Container, DomainClosure, Role, Binding, Change, Permission)
    }


def test_seeding_again_changes_nothing(db):
    before = everything()
    actions.seed()
    assert everything() == before


def test_house_accounts_may_do_everything_and_cannot_sign_in(db):
    for account in (people.system(), people.cli()):
        assert account.kind == User.Kind.SERVICE
        assert not account.has_usable_password()
        assert all(access.can(account, right) for right in rules.RIGHTS)


def test_everything_and_unsorted_are_there(db):
    assert Container.objects.get(pk=EVERYTHING_ID).kind == "everything"
    assert Container.objects.get(pk=UNSORTED_ID).kind == "domain"
    assert DomainClosure.objects.filter(descendant_id=UNSORTED_ID).count() == 1


def test_roles_are_those_of_the_matrix(db):
    for slug, held in rules.ROLES.items():
        role = Role.objects.get(slug=slug)
        assert set(role.rights) == held
        assert role.built_in is (slug in rules.BUILT_IN)
        assert actions.NAMES[slug] == role.name


def test_every_right_is_a_permission_on_containers(db):
    codes = Permission.objects.filter(content_type__model="container").values_list(
        "codename", flat=True
    )
    assert {rules.codename(right) for right in rules.RIGHTS} <= set(codes)


def test_a_new_version_of_the_matrix_reaches_who_holds_the_role(cast, monkeypatch, fresh):
    wider = rules.ROLES["viewer"] | {"audit.view"}
    monkeypatch.setitem(rules.ROLES, "viewer", wider)
    actions.seed()
    assert set(Role.objects.get(slug="viewer").rights) == wider
    assert access.can(fresh(cast.vera), "audit.view")
    assert Change.objects.latest("id").verb == "seed"


def test_custom_roles_are_left_as_people_made_them(db, monkeypatch):
    Role.objects.filter(slug="dba").update(rights=["catalog.view"])
    actions.seed()
    assert Role.objects.get(slug="dba").rights == ["catalog.view"]


@pytest.mark.parametrize("account", people.HOUSE)
def test_what_the_house_needs_is_restored(db, account):
    user = User.objects.get(username=account)
    user.bindings.all().delete()
    ContainerUserPermission.objects.filter(user=user).delete()
    actions.seed()
    assert access.can(User.objects.get(pk=user.pk), "sources.manage")
