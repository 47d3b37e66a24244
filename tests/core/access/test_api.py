"""Accounts, roles, bindings and domains over REST."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from core.access import actions
from core.access.models import EVERYTHING_ID, UNSORTED_ID, Role
from core.access.rules import ROLES
from core.people.models import User

pytestmark = pytest.mark.django_db
ANY = {"If-Match": "*"}


def role(slug):
    return Role.objects.get(slug=slug)


def labels(response):
    return [row["username"] for row in response.json()["results"]]


# --- accounts ---------------------------------------------------------------------------------


def test_me_says_who_and_what(cast, api, client):
    me = api(cast.vera).get("/api/v1/me").json()
    assert (me["username"], me["name"], me["kind"]) == ("vera", "Vera", "person")
    assert me["rights"] == sorted(ROLES["viewer"])
    client.force_login(cast.nobody)
    me = client.get("/api/v1/me").json()
    assert (me["rights"], me["token"]) == ([], None)


def test_list_of_accounts_needs_a_right(cast, api):
    assert "vera" in labels(api(cast.ann).get("/api/v1/users"))
    for member in (cast.stef, cast.andy, cast.vera, cast.nobody):
        refused = api(member).get("/api/v1/users")
        assert (refused.status_code, refused.json()["code"]) == (403, "refused")
        assert "access.view" in refused.json()["detail"]


def test_accounts_can_be_filtered_and_sorted(cast, api):
    client = api(cast.ann)
    assert labels(client.get("/api/v1/users?username=ER")) == ["vera"]
    assert "vera" not in labels(client.get("/api/v1/users?kind=service"))
    assert labels(client.get("/api/v1/users?kind=person&ordering=-username")) == [
        "vera", "stef", "nobody", "ann", "andy"
    ]  # fmt: skip


def test_add_people_and_services(cast, api):
    client = api(cast.ann)
    sent = {"username": "pia", "password": "long-enough-word", "email": "pia@example.com"}
    person = client.post("/api/v1/users", sent, format="json")
    assert person.status_code == 201
    assert "password" not in person.json()
    assert User.objects.get(username="pia").check_password("long-enough-word")
    service = client.post("/api/v1/users", {"username": "etl", "kind": "service"}, format="json")
    assert service.json()["kind"] == "service"
    taken = client.post("/api/v1/users", {"username": "PIA"}, format="json")
    assert taken.json()["code"] == "username_taken"
    weak = client.post("/api/v1/users", {"username": "q", "password": "1234"}, format="json")
    assert weak.json()["errors"][0]["pointer"] == "/password"


def test_only_administrators_add(cast, api):
    for member in (cast.stef, cast.andy, cast.vera, cast.nobody):
        assert (
            api(member).post("/api/v1/users", {"username": "x"}, format="json").status_code == 403
        )


def test_change_oneself_and_others(cast, api):
    own = f"/api/v1/users/{cast.vera.pk}"
    sent = {"name": "Vera V", "time_zone": "Europe/Berlin", "single_keys": False}
    changed = api(cast.vera).patch(own, sent, format="json", headers=ANY)
    assert (changed.json()["name"], changed.json()["time_zone"]) == ("Vera V", "Europe/Berlin")
    up = api(cast.vera).patch(own, {"is_staff": True}, format="json", headers=ANY)
    assert up.status_code == 403
    other = f"/api/v1/users/{cast.andy.pk}"
    assert api(cast.vera).patch(other, sent, format="json", headers=ANY).status_code == 404
    assert api(cast.ann).patch(other, sent, format="json", headers=ANY).status_code == 200
    nowhere = api(cast.ann).patch(other, {"time_zone": "Mars"}, format="json", headers=ANY)
    assert nowhere.json()["errors"][0]["code"] == "unknown_zone"


def test_deactivate(cast, api):
    url = f"/api/v1/users/{cast.vera.pk}/deactivate"
    assert api(cast.vera).post(url).status_code == 403
    assert api(cast.stef).post(url).status_code == 404
    assert api(cast.ann).post(url).json()["is_active"] is False
    oneself = api(cast.ann).post(f"/api/v1/users/{cast.ann.pk}/deactivate")
    assert (oneself.status_code, oneself.json()["code"]) == (409, "cannot_deactivate_oneself")


# --- roles ------------------------------------------------------------------------------------


def test_roles_are_known_to_everybody_and_made_by_few(cast, api):
    slugs = [
        row["slug"] for row in api(cast.vera).get("/api/v1/roles?built_in=true").json()["results"]
    ]
    assert slugs == ["admin", "analyst", "steward", "viewer"]
    sent = {"slug": "x", "name": "X", "rights": ["labels.view"]}
    assert api(cast.stef).post("/api/v1/roles", sent, format="json").status_code == 403
    made = api(cast.ann).post("/api/v1/roles", sent, format="json")
    url = made.headers["Location"]
    changed = {"name": "Y", "rights": ["labels.manage"]}
    assert api(cast.ann).put(url, changed, format="json", headers=ANY).json()["name"] == "Y"
    assert api(cast.ann).delete(url, headers=ANY).status_code == 204
    assert api(cast.ann).get(url).status_code == 404


def test_built_in_roles_stay_as_they_are(cast, api):
    url = f"/api/v1/roles/{role('viewer').pk}"
    sent = {"name": "Viewer", "rights": []}
    assert (
        api(cast.ann).put(url, sent, format="json", headers=ANY).json()["code"] == "built_in_role"
    )
    assert api(cast.ann).delete(url, headers=ANY).status_code == 409


# --- bindings ---------------------------------------------------------------------------------


def bind(client, **fields):
    sent = {"role": str(role("viewer").pk), **fields}
    return client.post("/api/v1/bindings", sent, format="json")


def test_give_and_take_a_role(cast, api, fresh):
    until = timezone.now() + timedelta(days=1)
    made = bind(
        api(cast.ann), user=str(cast.nobody.pk), container=str(UNSORTED_ID), until=until.isoformat()
    )
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["user"]["label"], body["group"]) == ("Nobody", None)
    assert (body["role"]["slug"], body["container"]["kind"]) == ("viewer", "domain")
    assert "catalog.view" in api(fresh(cast.nobody)).get("/api/v1/me").json()["rights"]
    assert api(cast.ann).delete(made.headers["Location"], headers=ANY).status_code == 204
    assert api(fresh(cast.nobody)).get("/api/v1/me").json()["rights"] == []


def test_give_a_role_to_a_group(cast, api, fresh):
    group = Group.objects.create(name="Finance")
    group.user_set.add(cast.nobody)
    body = bind(api(cast.ann), group=group.pk).json()
    assert body["group"] == {"id": group.pk, "label": "Finance"}
    assert body["container"]["id"] == str(EVERYTHING_ID)
    assert "catalog.view" in api(fresh(cast.nobody)).get("/api/v1/me").json()["rights"]
    assert bind(api(cast.ann), group=group.pk + 1).json()["errors"][0]["pointer"] == "/group"


def test_bindings_that_cannot_be(cast, api):
    client = api(cast.ann)
    assert bind(client).json()["code"] == "one_subject"
    past = bind(client, user=str(cast.vera.pk), until="2020-01-01T00:00:00Z")
    assert past.json()["code"] == "date_in_the_past"
    nothing = bind(client, user=str(EVERYTHING_ID))
    assert nothing.json()["errors"][0]["code"] == "nothing_there"


def test_bindings_are_administration(cast, api):
    for member in (cast.stef, cast.andy, cast.vera, cast.nobody):
        assert api(member).get("/api/v1/bindings").json()["results"] == []
        assert bind(api(member), user=str(member.pk)).status_code in (400, 403)


def test_the_last_administrator_stays(cast, api):
    [binding] = cast.ann.bindings.all()
    response = api(cast.ann).delete(f"/api/v1/bindings/{binding.pk}", headers=ANY)
    assert (response.status_code, response.json()["code"]) == (409, "last_admin")


# --- explain ----------------------------------------------------------------------------------


def explain(client, **query):
    return client.get("/api/v1/access/explain", query)


def test_explain_names_the_bindings_behind_a_right(cast, api):
    told = explain(api(cast.ann), user=cast.vera.pk, right="catalog.view", on=UNSORTED_ID).json()
    assert told["allowed"] is True
    assert [one["role"]["slug"] for one in told["bindings"]] == ["viewer"]
    told = explain(api(cast.ann), user=cast.vera.pk, right="catalog.manage").json()
    assert told == {"allowed": False, "bindings": []}


def test_explain_to_others_only_about_themselves(cast, api):
    own = explain(api(cast.vera), user=cast.vera.pk, right="catalog.view")
    assert own.json()["allowed"] is True
    assert explain(api(cast.vera), user=cast.ann.pk, right="catalog.view").status_code == 404
    hidden = explain(api(cast.nobody), user=cast.nobody.pk, right="catalog.view", on=UNSORTED_ID)
    assert hidden.status_code == 404


def test_explain_needs_to_know_what_is_asked(cast, api):
    errors = explain(api(cast.ann), right="made.up").json()["errors"]
    assert {error["parameter"]: error["code"] for error in errors} == {
        "right": "unknown_choice",
        "user": "required",
    }


# --- domains ----------------------------------------------------------------------------------


def test_tree_of_domains(cast, api):
    client = api(cast.ann)
    top = client.post("/api/v1/domains", {"name": " Sales "}, format="json").json()
    below = client.post(
        "/api/v1/domains", {"name": "EMEA", "parent": top["id"]}, format="json"
    ).json()
    assert (top["name"], top["parent"], top["depth"]) == ("Sales", None, 0)
    assert (below["parent"], below["depth"]) == (top["id"], 1)
    tree = client.get(f"/api/v1/domains?below={top['id']}").json()["results"]
    assert [row["name"] for row in tree] == ["EMEA", "Sales"]
    children = client.get(f"/api/v1/domains?parent={top['id']}").json()["results"]
    assert [row["name"] for row in children] == ["EMEA"]
    taken = client.post("/api/v1/domains", {"name": "sales"}, format="json")
    assert taken.json()["errors"][0]["pointer"] == "/name"


def test_domains_are_those_one_sees(cast, api, fresh):
    one = actions.make_domain(name="One", by=cast.ann)
    actions.make_domain(name="Two", by=cast.ann)
    inner = actions.make_domain(name="Inner", parent=one, by=cast.ann)
    actions.bind(user=cast.nobody, role=role("viewer"), container=one, by=cast.ann)
    client = api(fresh(cast.nobody))
    assert [row["name"] for row in client.get("/api/v1/domains").json()["results"]] == [
        "Inner", "One"
    ]  # fmt: skip
    assert client.get(f"/api/v1/domains/{inner.pk}").status_code == 200
    sent = {"name": "Below", "parent": str(one.pk)}
    assert client.post("/api/v1/domains", sent, format="json").status_code == 403
