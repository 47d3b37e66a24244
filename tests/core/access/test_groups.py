"""Groups give what they hold: the same rules as for bindings apply."""

import pytest
from django.contrib.auth.models import Group

from core.access import actions, queries
from core.access.models import EVERYTHING_ID, Binding, Role
from core.access.queries import Refused
from core.events.models import Event
from core.refusals import Impossible, Invalid


@pytest.fixture
def crew(cast):
    return actions.make_group(name="Crew", by=cast.ann)


def events():
    return list(Event.objects.filter(name__startswith="core.group.").order_by("txid", "id"))


def test_a_group_is_made_renamed_filled_and_removed(cast):
    group = actions.make_group(name="Crew", by=cast.ann)
    actions.rename_group(group=group, name="Night crew", by=cast.ann)
    actions.set_members(group=group, members=[cast.vera, cast.andy], by=cast.ann)
    actions.set_members(group=group, members=[cast.vera], by=cast.ann)
    actions.remove_group(group=group, by=cast.ann)
    assert not Group.objects.exists()
    assert [(event.name, event.data) for event in events()] == [
        ("core.group.created", {}),
        ("core.group.renamed", {"was": "Crew"}),
        ("core.group.changed", {"joined": ["andy", "vera"], "left": []}),
        ("core.group.changed", {"joined": [], "left": ["andy"]}),
        ("core.group.removed", {}),
    ]


def test_what_changes_nothing_is_not_told(cast, crew):
    actions.rename_group(group=crew, name="Crew", by=cast.ann)
    actions.set_members(group=crew, members=[], by=cast.ann)
    assert [event.name for event in events()] == ["core.group.created"]


@pytest.mark.parametrize("name", ["stef", "andy", "vera", "nobody"])
def test_strangers_are_refused(cast, crew, name):
    by = getattr(cast, name)
    for verb in (
        lambda: actions.make_group(name="Mine", by=by),
        lambda: actions.rename_group(group=crew, name="Mine", by=by),
        lambda: actions.set_members(group=crew, members=[by], by=by),
        lambda: actions.join_group(group=crew, user=by, by=by),
        lambda: actions.leave_group(group=crew, user=by, by=by),
        lambda: actions.remove_group(group=crew, by=by),
    ):
        with pytest.raises(Refused):
            verb()
    assert [event.name for event in events()] == ["core.group.created"]


@pytest.mark.parametrize(("name", "code"), [("", "blank"), ("  ", "blank"), ("Crew", "name_taken")])
def test_a_group_needs_a_name_of_its_own(cast, crew, name, code):
    other = actions.make_group(name="Other", by=cast.ann)
    for verb in (
        lambda: actions.make_group(name=name, by=cast.ann),
        lambda: actions.rename_group(group=other, name=name, by=cast.ann),
    ):
        with pytest.raises(Invalid) as refusal:
            verb()
        assert (refusal.value.code, refusal.value.field) == (code, "name")


def test_members_hold_what_the_group_holds(cast, crew, land, fresh):
    actions.bind(group=crew, role=land.viewer, container=land.sales, by=cast.ann)
    assert not queries.can(cast.nobody, "catalog.view", land.sales)
    actions.set_members(group=crew, members=[cast.nobody], by=cast.ann)
    assert queries.can(fresh(cast.nobody), "catalog.view", land.sales)
    actions.set_members(group=crew, members=[], by=cast.ann)
    assert not queries.can(fresh(cast.nobody), "catalog.view", land.sales)


def test_nobody_lets_others_into_what_they_do_not_hold(cast, crew, fresh):
    keeper = actions.make_role(
        slug="keeper", name="Keeper", rights=["access.manage", "access.view"], by=cast.ann
    )
    actions.bind(user=cast.nobody, role=keeper, by=cast.ann)
    actions.bind(group=crew, role=keeper, by=cast.ann)
    by = fresh(cast.nobody)
    actions.set_members(group=crew, members=[cast.andy], by=by)
    actions.bind(
        group=crew,
        role=actions.make_role(slug="seer", name="Seer", rights=["samples.view"], by=cast.ann),
        by=cast.ann,
    )
    with pytest.raises(Refused):
        actions.set_members(group=crew, members=[cast.andy, by], by=by)
    actions.set_members(group=crew, members=[], by=by)
    assert not crew.user_set.exists()


def test_a_group_that_holds_a_role_stays(cast, crew, land):
    actions.bind(group=crew, role=land.viewer, by=cast.ann)
    with pytest.raises(Impossible, match="group_in_use"):
        actions.remove_group(group=crew, by=cast.ann)
    assert Group.objects.filter(pk=crew.pk).exists()


def test_the_last_administrator_stays_in_the_group(cast, crew, land, fresh):
    actions.bind(group=crew, role=land.admin, by=cast.ann)
    actions.set_members(group=crew, members=[cast.vera, cast.andy], by=cast.ann)
    own = cast.ann.bindings.get()
    actions.unbind(binding=own, by=cast.ann)
    actions.set_members(group=crew, members=[cast.vera], by=fresh(cast.vera))
    with pytest.raises(Impossible, match="last_admin"):
        actions.set_members(group=crew, members=[], by=fresh(cast.vera))
    assert list(crew.user_set.all()) == [cast.vera]


# --- one by one --------------------------------------------------------------------------------
def test_people_join_and_leave_one_by_one(cast, crew):
    for user in (cast.vera, cast.andy, cast.vera):
        actions.join_group(group=crew, user=user, by=cast.ann)
    actions.leave_group(group=crew, user=cast.vera, by=cast.ann)
    actions.leave_group(group=crew, user=cast.vera, by=cast.ann)
    assert list(crew.user_set.all()) == [cast.andy]
    assert [event.data for event in events()[1:]] == [
        {"joined": ["vera"], "left": []},
        {"joined": ["andy"], "left": []},
        {"joined": [], "left": ["vera"]},
    ]


# --- pages -------------------------------------------------------------------------------------
@pytest.fixture
def ann(client, cast):
    client.force_login(cast.ann)
    return client


def test_a_group_lives_its_whole_life_on_pages(ann, cast):
    made = ann.post("/access/groups/new/", {"name": "Crew"})
    crew = Group.objects.get()
    here = f"/access/groups/{crew.pk}/"
    assert (made.status_code, made.headers["Location"]) == (303, here)
    assert "Nobody belongs to this group yet." in ann.get(here).text
    assert ann.post(f"{here}join/", {"user": "vera"}).status_code == 303
    assert ann.post(f"{here}edit/", {"name": "Night crew"}).status_code == 303
    page = ann.get(here).text
    assert "Night crew" in page
    assert "1 member" in page
    assert "Vera" in page
    assert "Night crew" in ann.get("/access/groups/").text
    assert ann.post(f"{here}leave/{cast.vera.pk}/").status_code == 303
    assert not crew.user_set.exists()
    assert ann.post(f"{here}remove/").headers["Location"] == "/access/groups/"
    assert not Group.objects.exists()


def test_what_is_refused_is_said_at_the_field(ann, crew):
    assert "is taken" in ann.post("/access/groups/new/", {"name": "Crew"}).text
    wrong = ann.post(f"/access/groups/{crew.pk}/join/", {"user": "who"})
    assert wrong.status_code == 422
    assert "Nobody has this user name" in wrong.text


def test_a_group_gets_a_role_on_the_usual_page(ann, cast, crew):
    role = Role.objects.get(slug="viewer")
    where = f"/access/give/?group={crew.pk}"
    assert "To the group" in ann.get(where).text
    given = ann.post(where, {"role": role.pk, "container": str(EVERYTHING_ID)})
    assert given.headers["Location"] == f"/access/groups/{crew.pk}/"
    assert Binding.objects.get(group=crew).role == role
    refused = ann.post(f"/access/groups/{crew.pk}/remove/", follow=True)
    assert "still holds a role" in refused.text


@pytest.mark.parametrize("asked", ["x", "-1", "99999999999999", "4711"])
def test_a_group_that_is_not_there_gets_nothing(ann, asked):
    assert ann.get(f"/access/give/?group={asked}").status_code == 404


def test_members_see_their_group_and_nobody_elses(client, cast, crew):
    other = actions.make_group(name="Others", by=cast.ann)
    actions.join_group(group=crew, user=cast.vera, by=cast.ann)
    client.force_login(cast.vera)
    page = client.get("/access/groups/").text
    assert "Crew" in page
    assert "Others" not in page
    assert client.get(f"/access/groups/{other.pk}/").status_code == 404
    own = client.get(f"/access/groups/{crew.pk}/").text
    assert "Take out" not in own


def test_a_list_of_groups_asks_a_constant_number_of_times(
    ann, cast, crew, django_assert_max_num_queries
):
    actions.bind(group=crew, role=Role.objects.get(slug="viewer"), by=cast.ann)
    for number in range(12):
        group = actions.make_group(name=f"g{number}", by=cast.ann)
        actions.bind(group=group, role=Role.objects.get(slug="viewer"), by=cast.ann)
    ann.get("/access/groups/")
    with django_assert_max_num_queries(14):
        ann.get("/access/groups/")


# --- REST --------------------------------------------------------------------------------------
def test_a_group_lives_its_whole_life_over_the_api(api, cast):
    ann = api(cast.ann)
    made = ann.post("/api/v1/groups", {"name": "Crew"}, format="json")
    assert made.status_code == 201
    here = made.headers["Location"]
    told = {"id": made.json()["id"], "name": "Crew", "members": 0}
    assert made.json() == told
    joined = ann.post(f"{here}/join", {"user": str(cast.vera.pk)}, format="json")
    assert joined.json() == {**told, "members": 1}
    (member,) = ann.get(f"{here}/members").json()["results"]
    assert member["username"] == "vera"
    renamed = ann.post(f"{here}/rename", {"name": "Night"}, format="json")
    assert renamed.json()["name"] == "Night"
    left = ann.post(f"{here}/leave", {"user": str(cast.vera.pk)}, format="json")
    assert left.json()["members"] == 0
    assert ann.post(f"{here}/remove", {}, format="json").status_code == 204
    assert ann.get(here).status_code == 404


def test_over_the_api_a_group_of_others_is_not_found(api, cast, crew):
    vera = api(cast.vera)
    here = f"/api/v1/groups/{crew.pk}"
    assert vera.get("/api/v1/groups").json()["results"] == []
    assert vera.get(here).status_code == 404
    assert vera.get(f"{here}/members").status_code == 404
    assert vera.post(f"{here}/remove", {}, format="json").status_code == 404
    assert vera.post("/api/v1/groups", {"name": "Mine"}, format="json").status_code == 403
