"""Whatever goes wrong in the API is told as a problem, and as nothing else."""

import pytest
from django.db import IntegrityError
from django.test import Client

from core.access.api.people import Me
from core.doors import problem

pytestmark = pytest.mark.django_db
KEYS = ["type", "title", "status", "detail", "code", "errors", "request_id"]


def told(response, status, code):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert list(body) == KEYS
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"/api/v1/problems/{code}"
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert "<" not in body["detail"]
    assert "%(" not in body["detail"]  # a sentence that belongs to another code
    return body


def test_stranger_is_challenged(client):
    response = client.get("/api/v1/me")
    told(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_unknown_addresses_below_the_api(client):
    for path in ("/api/v1/nothing", "/api/v1/users/not-an-id", "/api", "/api/", "/api/v2/x"):
        told(client.get(path), 404, "not_found")
        told(client.post(path), 404, "not_found")


def test_unknown_method_names_the_known_ones(cast, api):
    response = api(cast.ann).delete("/api/v1/users")
    told(response, 405, "method_not_allowed")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
    told(api(cast.ann).options("/api/v1/users"), 405, "method_not_allowed")


def test_format_that_does_not_exist(cast, api):
    told(api(cast.ann).get("/api/v1/me", HTTP_ACCEPT="text/html"), 406, "not_acceptable")


def test_body_in_another_format(cast, api):
    response = api(cast.ann).post("/api/v1/roles", "slug=a", content_type="text/plain")
    told(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "bad_json"),
        (b'{"name": NaN}', "bad_json"),
        (b'{"name": 1e999}', "bad_json"),
        (b'{"name": "\xff"}', "bad_json"),
        (b'{"name": "a", "name": "b"}', "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b"1" * 10_000, "bad_json"),
        (b'{"name": "\\u0000"}', "bad_text"),
        (b'{"name": ["\\ud800"]}', "bad_text"),
        (b'{"\\u0000": 1}', "bad_text"),
        (b"", "invalid"),
        (b"[]", "invalid"),
        (b"null", "invalid"),
        (b'"text"', "invalid"),
    ],
)
def test_body_that_is_no_good_json(cast, api, body, code):
    response = api(cast.ann).post("/api/v1/domains", body, content_type="application/json")
    told(response, 400, code)


def test_body_that_is_too_large(cast, api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = api(cast.ann).post("/api/v1/domains", {"name": "x" * 200}, format="json")
    told(response, 413, "too_large")


def test_each_wrong_place_has_its_pointer(cast, api):
    sent = {"slug": "no blanks", "name": 1, "rights": ["labels.view", "made.up"]}
    body = told(api(cast.ann).post("/api/v1/roles", sent, format="json"), 400, "invalid")
    found = {error["pointer"]: error["code"] for error in body["errors"]}
    assert found == {"/slug": "not_a_slug", "/name": "not_text", "/rights/1": "unknown_choice"}


def test_refusal_of_a_verb_points_at_its_field(cast, api):
    client = api(cast.ann)
    sent = {"slug": "viewer", "name": "Another", "rights": []}
    body = told(client.post("/api/v1/roles", sent, format="json"), 400, "slug_taken")
    assert body["errors"] == [{"pointer": "/slug", "code": "slug_taken", "detail": body["detail"]}]
    assert "viewer" in body["detail"]


def test_unexpected_error_says_nothing_of_itself(cast, api, monkeypatch, caplog):
    def fail(*args):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(Me, "get", fail)
    response = api(cast.ann).get("/api/v1/me", headers={"X-Request-ID": "req-1"})
    told(response, 500, "internal_error")
    assert b"secret" not in response.content
    assert "req-1" in caplog.text


def test_rows_that_collide_are_a_conflict(cast, api, monkeypatch):
    def collide(*args):
        raise IntegrityError("duplicate key value violates …")

    monkeypatch.setattr(Me, "get", collide)
    told(api(cast.ann).get("/api/v1/me"), 409, "conflict")


def test_error_from_below_the_api_is_told_anew():
    client = Client(headers={"host": "elsewhere.example"})
    body = told(client.get("/api/v1/me"), 400, "bad_request")
    assert "elsewhere" not in body["detail"]


def test_cookie_without_its_token_may_not_write(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ann)
    assert client.get("/api/v1/me").status_code == 200
    sent = {"name": "x"}
    told(client.post("/api/v1/domains", sent, "application/json"), 403, "permission_denied")


def test_type_of_a_problem_leads_to_its_meaning(client):
    response = client.get(f"{problem.TYPES}stale")
    assert response.status_code == 200
    assert response.json()["code"] == "stale"
    told(client.get(f"{problem.TYPES}never_heard_of"), 404, "not_found")
