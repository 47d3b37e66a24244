"""Revisions, limits, sign-in: the manners that every view has."""

import re

import pytest
from django.core.cache import cache

from core.access import actions as access
from core.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(cast):
    return access.make_role(slug="auditors", name="Auditors", rights=["audit.view"], by=cast.ann)


def change(client, role, etag=None, name="Others"):
    headers = {} if etag is None else {"If-Match": etag}
    sent = {"name": name, "rights": ["audit.view"]}
    return client.put(f"/api/v1/roles/{role.pk}", sent, format="json", headers=headers)


def test_etag_names_revision_and_body(cast, api, role):
    client = api(cast.ann)
    first = client.get(f"/api/v1/roles/{role.pk}")
    assert re.fullmatch(r'"1\.[0-9a-f]{12}"', first.headers["ETag"])
    changed = change(client, role, first.headers["ETag"])
    assert changed.headers["ETag"].startswith('"2.')
    assert changed.headers["ETag"] == client.get(f"/api/v1/roles/{role.pk}").headers["ETag"]


def test_what_is_known_is_not_sent_again(cast, api, role):
    client, url = api(cast.ann), f"/api/v1/roles/{role.pk}"
    etag = client.get(url).headers["ETag"]
    same = client.get(url, headers={"If-None-Match": f'"x", W/{etag}, {etag}'})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert "Content-Type" not in same.headers
    assert client.get(url, headers={"If-None-Match": '"1"'}).status_code == 200
    change(client, role, "*")
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_change_without_a_revision_is_not_done(cast, api, role):
    client = api(cast.ann)
    assert change(client, role).json()["code"] == "precondition_required"
    assert client.delete(f"/api/v1/roles/{role.pk}").status_code == 428
    role.refresh_from_db()
    assert (role.name, role.revision) == ("Auditors", 1)


@pytest.mark.parametrize(
    "etag", ["1", '"x"', 'W/"1"', '"1", "2"', '"1.G"', '"99999999999"', '"-1"']
)
def test_if_match_that_is_no_revision(cast, api, role, etag):
    assert change(api(cast.ann), role, etag).json()["code"] == "bad_if_match"


@pytest.mark.parametrize("etag", ['"1"', '"1.abc"', "*"])
def test_if_match_compares_the_revision_only(cast, api, role, etag):
    assert change(api(cast.ann), role, etag).status_code == 200


def test_stale_change_is_refused_and_told_the_current_revision(cast, api, role):
    client = api(cast.ann)
    change(client, role, '"1"', "First")
    stale = change(client, role, '"1"', "Second")
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"2"')
    assert client.get(f"/api/v1/roles/{role.pk}").json()["name"] == "First"
    assert client.delete(f"/api/v1/roles/{role.pk}", headers={"If-Match": '"1"'}).status_code == 412


def test_change_that_changes_nothing_keeps_the_revision(cast, api, role):
    again = change(api(cast.ann), role, '"1"', "Auditors")
    assert again.headers["ETag"].startswith('"1.')


def test_created_row_has_an_address_that_answers_the_same(cast, api):
    client = api(cast.ann)
    sent = {"slug": "watchers", "name": "Watchers", "rights": []}
    made = client.post("/api/v1/roles", sent, format="json")
    assert made.status_code == 201
    read = client.get(made.headers["Location"])
    assert read.json() == made.json()
    assert read.headers["ETag"] == made.headers["ETag"]


def test_hidden_row_is_not_found(cast, api):
    for client in (api(cast.vera), api(cast.nobody)):
        assert client.get(f"/api/v1/users/{cast.ann.pk}").json()["code"] == "not_found"


def test_every_answer_tells_the_limit(cast, api, settings):
    client = api(cast.ann)
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"caller": "3/hour"}
    }  # fmt: skip
    first = client.get("/api/v1/me")
    assert first.headers["RateLimit-Policy"] == '"caller";q=3;w=3600'
    assert re.fullmatch(r'"caller";r=2;t=\d+', first.headers["RateLimit"])
    client.get("/api/v1/nothing-of-this-counts")
    assert client.get("/api/v1/users/not-an-id").status_code == 404
    assert [client.get("/api/v1/me").status_code for _ in range(3)] == [200, 200, 429]
    limited = client.get("/api/v1/me")
    assert limited.json()["code"] == "throttled"
    assert limited.headers["RateLimit"].startswith('"caller";r=0;')
    assert 1 <= int(limited.headers["Retry-After"]) <= 3600
    assert api(cast.vera).get("/api/v1/me").status_code == 200, "others are not limited"


def test_cache_that_is_down_limits_nobody(cast, api, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "add", fail)
    assert api(cast.ann).get("/api/v1/me").status_code == 200


def test_page_session_is_a_sign_in_too(cast, client):
    client.force_login(cast.vera)
    assert client.get("/api/v1/me").json()["username"] == "vera"


def test_unknown_parameters_are_refused_on_every_address(cast, api):
    client = api(cast.ann)
    for url in (
        "/api/v1/me",
        "/api/v1/users",
        f"/api/v1/users/{cast.ann.pk}",
        "/api/v1/problems/x",
    ):
        errors = client.get(f"{url}?made_up=1").json()["errors"]
        assert [error["code"] for error in errors] == ["unknown_parameter"]


def test_answers_are_not_kept_by_anything_in_between(cast, api):
    assert api(cast.ann).get("/api/v1/me").headers["Cache-Control"] == "private, no-cache"


def test_deactivated_account_cannot_use_its_token(cast, api):
    client = api(cast.vera)
    User.objects.filter(pk=cast.vera.pk).update(is_active=False)
    assert client.get("/api/v1/me").json()["code"] == "authentication_failed"
