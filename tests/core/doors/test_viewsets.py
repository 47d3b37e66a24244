"""`fields`: what of a row is answered."""

import pytest

from core.access import actions as access
from core.doors.about import document
from core.doors.fields import Label

pytestmark = pytest.mark.django_db
URL = "/api/v1/roles"


@pytest.fixture
def role(cast):
    return access.make_role(slug="auditors", name="Auditors", rights=["audit.view"], by=cast.ann)


def test_only_the_wanted_fields_are_answered_and_always_the_id(cast, api, role):
    client = api(cast.ann)
    one = client.get(f"{URL}/{role.pk}", {"fields": "name,slug"}).json()
    assert one == {"id": str(role.pk), "name": "Auditors", "slug": "auditors"}
    page = client.get(URL, {"fields": "name", "page_size": 1}).json()
    assert [set(row) for row in page["results"]] == [{"id", "name"}]


def test_names_may_be_repeated_instead_of_joined(cast, api, role):
    client = api(cast.ann)
    joined = client.get(f"{URL}/{role.pk}", {"fields": "name,slug"})
    assert client.get(f"{URL}/{role.pk}", {"fields": ["slug", "name"]}).json() == joined.json()


@pytest.mark.parametrize("names", ["nme", "name,nme", "rights.0", "", "name,", "name, slug"])
def test_an_unknown_name_is_an_error_that_lists_the_known_ones(cast, api, role, names):
    told = api(cast.ann).get(URL, {"fields": names})
    assert told.status_code == 400
    wrong = told.json()["errors"][0]
    assert (wrong["parameter"], wrong["code"]) == ("fields", "unknown_choice")
    assert "id, slug, name" in wrong["detail"]


def test_what_is_left_out_is_not_computed(cast, api, monkeypatch):
    client, asked = api(cast.ann), []
    monkeypatch.setattr(Label, "to_representation", lambda *args: asked.append(args))
    client.get("/api/v1/tokens", {"fields": "name"})
    assert not asked
    client.get("/api/v1/tokens", {"fields": "owner"})
    assert asked


def test_the_next_page_shows_the_same_fields(cast, api):
    client = api(cast.ann)
    first = client.get(URL, {"fields": "slug", "page_size": 1}).json()
    assert set(client.get(first["next"]).json()["results"][0]) == {"id", "slug"}


def test_the_etag_is_of_what_was_answered(cast, api, role):
    client, url = api(cast.ann), f"{URL}/{role.pk}"
    whole, part = client.get(url).headers["ETag"], client.get(f"{url}?fields=name").headers["ETag"]
    assert whole != part
    assert whole.partition(".")[0] == part.partition(".")[0]


def test_fields_are_for_reading(cast, api):
    sent = {"slug": "x", "name": "X", "rights": ["audit.view"]}
    told = api(cast.ann).post(f"{URL}?fields=name", sent, format="json").json()
    assert told["errors"][0]["code"] == "unknown_parameter"


def test_every_list_and_every_row_can_be_narrowed():
    for path, item in document()["paths"].items():
        operation = item.get("get", {}).get("operationId", "")
        if operation.endswith(("_list", "_retrieve")) and "parameters" in item["get"]:
            names = {one["name"] for one in item["get"]["parameters"]}
            rows = "results" in str(item["get"]["responses"]["200"]) or "{id}" in path
            assert not rows or "fields" in names, path
