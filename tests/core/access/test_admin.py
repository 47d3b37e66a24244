"""Access in the Django admin: forms call verbs, and what verbs refuse is said at the field."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from core.access import actions, queries
from core.access.models import EVERYTHING_ID, Binding, Container, Role
from core.changes import queries as changes
from core.events.models import Event
from core.people.models import User
from tests.administration import act, errors, page, said, staff


@pytest.fixture
def admin(cast, client):
    staff(client, cast.ann)
    return client


def last_event():
    return Event.objects.order_by("txid", "id").last()


def account(user, **fields):
    shown = {"name": user.name, "email": user.email or "", "time_zone": user.time_zone}
    return {**shown, "expected": user.revision, **fields}


def test_a_person_is_added_by_the_verb(admin):
    body = {"username": "zoe", "name": "Zoe", "email": "", "password": "a-long-passphrase-9"}
    answer = admin.post(page(User, "add"), body)
    zoe = User.objects.get(username="zoe")
    assert answer.status_code == 302
    assert zoe.check_password("a-long-passphrase-9")
    assert not zoe.is_staff
    assert changes.of(zoe.pk).get().verb == "add"
    assert last_event().name == "core.user.added"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"password": "short"}, "password"),
        ({"username": "VERA"}, "username"),
        ({"email": "no address"}, "email"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_at_the_field(admin, fields, field):
    body = {"username": "zoe", "name": "Zoe", "email": "", "password": "", **fields}
    answer = admin.post(page(User, "add"), body)
    assert list(errors(answer)) == [field]
    assert "short" not in answer.content.decode().split("id_password")[1].split(">")[0]
    assert not User.objects.filter(username="zoe").exists()


def test_a_person_is_changed_by_the_verb(cast, admin):
    admin.post(page(User, "change", cast.vera.pk), account(cast.vera, name="Vera V", is_staff="on"))
    vera = User.objects.get(pk=cast.vera.pk)
    assert (vera.name, vera.is_staff, vera.revision) == ("Vera V", True, cast.vera.revision + 1)
    assert changes.of(vera.pk).first().diff["name"] == ["Vera", "Vera V"]
    assert vera.check_password("vera-passphrase-1")


def test_a_form_that_was_open_too_long_changes_nothing(cast, admin):
    stale = account(cast.vera, name="Mine")
    actions.change_person(user=cast.vera, name="Theirs", by=cast.ann)
    answer = admin.post(page(User, "change", cast.vera.pk), stale)
    assert errors(answer)["__all__"]
    assert User.objects.get(pk=cast.vera.pk).name == "Theirs"


def test_a_wrong_zone_is_said_at_the_field(cast, admin):
    answer = admin.post(page(User, "change", cast.vera.pk), account(cast.vera, time_zone="Mars"))
    assert list(errors(answer)) == ["time_zone"]


def test_accounts_are_deactivated_by_the_verb(cast, admin):
    assert act(admin, "deactivate", cast.vera, cast.andy) == ["2 accounts can no longer sign in."]
    told = act(admin, "deactivate", cast.ann, cast.stef, cast.system)
    assert told == [
        "Ann: You cannot deactivate your own account.",
        "System: “System” is needed and cannot be deactivated.",
        "1 accounts can no longer sign in.",
    ] or sorted(told) == sorted(
        [
            "Ann: You cannot deactivate your own account.",
            "System: “System” is needed and cannot be deactivated.",
            "1 accounts can no longer sign in.",
        ]
    )


def test_who_may_only_look_gets_neither_form_nor_action(cast, client):
    officer = Role.objects.get(slug="security_officer")
    actions.bind(user=cast.nobody, role=officer, by=cast.ann)
    staff(client, cast.nobody)
    url = page(User, "change", cast.vera.pk)
    assert "_save" not in client.get(url).content.decode()
    assert client.post(url, account(cast.vera, name="Mine")).status_code == 403
    assert "Vera" in client.get(page(User, "changelist")).content.decode()
    act(client, "deactivate", cast.vera)
    vera = User.objects.get(pk=cast.vera.pk)
    assert (vera.name, vera.is_active) == ("Vera", True)


def test_the_effective_rights_of_a_person(cast, admin, land):
    group = actions.make_group(name="Night shift", by=cast.ann)
    actions.set_members(group=group, members=[cast.nobody], by=cast.ann)
    actions.bind(group=group, role=land.viewer, container=land.europe, by=cast.ann)
    body = admin.get(page(User, "change", cast.nobody.pk)).content.decode()
    assert "<td>Viewer</td><td>Europe</td><td>Night shift</td>" in body
    assert "<td>catalog.view</td><td>Europe</td>" in body
    assert "catalog.manage" not in body


def test_a_role_is_given_and_taken_by_the_verbs(cast, admin, land, fresh):
    body = {"user": cast.nobody.pk, "role": land.viewer.pk, "container": land.sales.pk}
    admin.post(page(Binding, "add"), {**body, "until_0": "2030-01-01", "until_1": "00:00:00"})
    binding = Binding.objects.get(user=cast.nobody)
    assert binding.until.year in (2029, 2030)
    assert queries.can(fresh(cast.nobody), "catalog.view", land.europe)
    assert admin.get(page(Binding, "delete", binding.pk)).status_code == 200
    admin.post(page(Binding, "delete", binding.pk), {"post": "yes"})
    assert not queries.can(fresh(cast.nobody), "catalog.view", land.europe)
    assert last_event().name == "core.access.revoked"


def test_a_binding_is_never_changed(cast, admin):
    binding = Binding.objects.get(user=cast.vera)
    assert admin.post(page(Binding, "change", binding.pk), {}).status_code == 403


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"until_0": "2020-01-01", "until_1": "00:00"}, "until"), ({"user": ""}, "user")],
)
def test_what_is_wrong_with_a_binding_is_said_at_the_field(cast, admin, land, fields, field):
    body = {"user": cast.nobody.pk, "role": land.viewer.pk, "container": land.sales.pk, **fields}
    assert list(errors(admin.post(page(Binding, "add"), body))) == [field]
    assert not Binding.objects.filter(container=land.sales).exists()


def test_the_last_administrator_stays(cast, admin):
    binding = Binding.objects.get(user=cast.ann)
    answer = admin.post(page(Binding, "delete", binding.pk), {"post": "yes"}, follow=True)
    assert said(answer) == ["This is the last administrator; somebody has to remain."]
    assert answer.redirect_chain == [(page(Binding, "change", binding.pk), 303)]
    assert Binding.objects.filter(pk=binding.pk).exists()


@pytest.fixture
def keeper(cast, land, client):
    """Staff who administer access in Sales only."""
    rights = ["access.manage", "access.view", "catalog.view"]
    role = actions.make_role(slug="keeper", name="Keeper", rights=rights, by=cast.ann)
    actions.bind(user=cast.nobody, role=role, container=land.sales, by=cast.ann)
    actions.bind(user=cast.vera, role=land.viewer, container=land.europe, by=cast.ann)
    actions.bind(user=cast.vera, role=land.viewer, container=land.people, by=cast.ann)
    return staff(client, cast.nobody)


def test_who_administers_a_part_sees_and_takes_only_there(cast, land, client, keeper):
    found = client.get(page(Binding, "changelist")).context["cl"].queryset
    assert {b.container for b in found} == {land.sales, land.europe}
    inside = Binding.objects.get(container=land.europe)
    outside = Binding.objects.get(container=land.people)
    assert client.post(page(Binding, "delete", inside.pk), {"post": "yes"}).status_code == 302
    hidden = client.post(page(Binding, "delete", outside.pk), {"post": "yes"}, follow=True)
    assert hidden.redirect_chain == [(reverse("admin:index"), 302)]  # as if it were not there
    assert set(Binding.objects.filter(user=cast.vera, role=land.viewer)) >= {outside}
    assert not Binding.objects.filter(pk=inside.pk).exists()
    names = {c.name for c in client.get(page(Container, "changelist")).context["cl"].queryset}
    assert names == {"Sales", "Europe", "crm", "shop"}


def test_a_domain_is_made_only_where_one_administers(cast, land, client, keeper):
    answer = client.post(page(Container, "add"), {"name": "North", "parent": land.europe.pk})
    assert answer.status_code == 302
    hidden = client.post(page(Container, "add"), {"name": "South", "parent": land.people.pk})
    assert list(errors(hidden)) == ["parent"]
    top = client.post(page(Container, "add"), {"name": "South", "parent": ""})
    assert list(errors(top)) == ["__all__"]
    assert set(Container.objects.filter(kind="domain").values_list("name", flat=True)) == {
        *("Unsorted", "Sales", "Europe", "People", "North")
    }


def choices(client, field, term=""):
    query = {"app_label": "core", "model_name": "binding", "field_name": field, "term": term}
    return client.get(reverse("admin:autocomplete"), query)


def test_pickers_offer_only_what_one_sees(cast, admin, land, client, keeper):
    client.force_login(keeper)
    assert choices(client, "user").status_code == 403
    found = choices(client, "container").json()["results"]
    assert {row["text"] for row in found} == {"Sales", "Europe", "crm", "shop"}
    client.force_login(cast.ann)
    assert [row["text"] for row in choices(client, "user", "ver").json()["results"]] == ["Vera"]


def test_a_role_is_made_changed_and_removed_by_the_verbs(admin):
    rights = ["catalog.view", "scans.view"]
    admin.post(page(Role, "add"), {"name": "Aide", "slug": "aide", "rights": rights})
    role = Role.objects.get(slug="aide")
    assert role.rights == rights
    body = {"name": "Help", "rights": rights[:1], "expected": role.revision}
    admin.post(page(Role, "change", role.pk), body)
    role.refresh_from_db()
    assert (role.name, role.rights, role.slug) == ("Help", rights[:1], "aide")
    admin.post(page(Role, "delete", role.pk), {"post": "yes"})
    assert not Role.objects.filter(slug="aide").exists()
    assert last_event().name == "core.role.removed"


def test_a_built_in_role_is_only_shown(admin):
    role = Role.objects.get(slug="viewer")
    url = page(Role, "change", role.pk)
    assert "_save" not in admin.get(url).content.decode()
    assert admin.post(url, {"name": "Mine", "rights": []}).status_code == 403
    assert admin.post(page(Role, "delete", role.pk), {"post": "yes"}).status_code == 403


def test_a_role_that_is_held_is_not_removed(cast, admin):
    role = Role.objects.get(slug="dba")
    actions.bind(user=cast.nobody, role=role, by=cast.ann)
    answer = admin.post(page(Role, "delete", role.pk), {"post": "yes"}, follow=True)
    assert said(answer) == ["“DBA” is still given to somebody."]


def test_a_group_is_made_changed_and_removed_by_the_verbs(cast, admin):
    admin.post(page(Group, "add"), {"name": "Crew", "members": [cast.vera.pk]})
    group = Group.objects.get()
    assert list(group.user_set.all()) == [cast.vera]
    body = {"name": "Night crew", "members": [cast.vera.pk, cast.andy.pk]}
    admin.post(page(Group, "change", group.pk), body)
    group.refresh_from_db()
    assert group.name == "Night crew"
    assert set(group.user_set.all()) == {cast.vera, cast.andy}
    assert "Vera" in admin.get(page(Group, "change", group.pk)).content.decode()
    admin.post(page(Group, "delete", group.pk), {"post": "yes"})
    assert not Group.objects.exists()


def test_a_group_whose_members_are_refused_keeps_its_name(cast, admin, land):
    group = actions.make_group(name="Crew", by=cast.ann)
    actions.bind(group=group, role=land.admin, by=cast.ann)
    actions.set_members(group=group, members=[cast.ann], by=cast.ann)
    actions.unbind(binding=cast.ann.bindings.get(), by=cast.ann)
    answer = admin.post(page(Group, "change", group.pk), {"name": "Other", "members": []})
    assert errors(answer)["__all__"] == ["This is the last administrator; somebody has to remain."]
    group.refresh_from_db()
    assert (group.name, list(group.user_set.all())) == ("Crew", [cast.ann])


def test_everything_is_not_for_sale(cast, admin):
    assert admin.get(page(Container, "delete", EVERYTHING_ID)).status_code == 403
