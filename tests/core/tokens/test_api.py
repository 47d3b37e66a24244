"""Tokens over REST: shown once, narrower than their owner, never a way to more."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from core.tokens import actions
from core.tokens.models import Token

pytestmark = pytest.mark.django_db


def issue(client, **fields):
    return client.post("/api/v1/tokens", {"name": "ci", "scopes": ["*"], **fields}, format="json")


def bearer(text, **extra):
    client = APIClient(**extra)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def test_token_is_shown_once_and_works(cast, api):
    client = api(cast.vera)
    made = issue(client, scopes=["catalog.view"], days=7, addresses=["127.0.0.0/8"])
    assert made.status_code == 201
    text = made.json()["token"]
    assert text.startswith(f"gh_{made.json()['key']}.")
    read = client.get(made.headers["Location"])
    assert "token" not in read.json()
    assert text not in client.get("/api/v1/tokens").content.decode()
    me = bearer(text).get("/api/v1/me").json()
    assert (me["username"], me["rights"]) == ("vera", ["catalog.view"])
    assert (me["token"]["name"], me["token"]["scopes"]) == ("ci", ["catalog.view"])


def test_scopes_never_widen_the_owner(cast, api):
    text = issue(api(cast.vera), scopes=["access.manage", "catalog.view"]).json()["token"]
    assert bearer(text).get("/api/v1/me").json()["rights"] == ["catalog.view"]


@pytest.mark.parametrize(
    "text", ["", "x", "gh_.", "gh_000000000000." + "x" * 43, "gh_" + "0" * 5000, "\u00e4"]
)
def test_what_is_no_token_is_refused(db, text):
    response = bearer(text).get("/api/v1/me")
    assert (response.status_code, response.json()["code"]) == (401, "authentication_failed")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Guildhall"'


@pytest.mark.parametrize(
    "fields",
    [
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"addresses": ["10.0.0.0/8"]},
        {"digest": b"another"},
    ],
)
def test_token_that_no_longer_holds(cast, fields):
    token, text = actions.issue(user=cast.vera, name="x", scopes=["*"], by=cast.vera)
    assert bearer(text).get("/api/v1/me").status_code == 200
    Token.objects.filter(pk=token.pk).update(**fields)
    assert bearer(text).get("/api/v1/me").status_code == 401


def test_allowed_addresses(cast):
    _, text = actions.issue(
        user=cast.vera, name="x", scopes=["*"], by=cast.vera, addresses=["10.1.0.0/16", "::1"]
    )
    for address, status in (("10.1.2.3", 200), ("10.2.2.3", 401), ("::1", 200), ("", 401)):
        assert bearer(text, REMOTE_ADDR=address).get("/api/v1/me").status_code == status
    spoofed = bearer(text).get("/api/v1/me", headers={"X-Forwarded-For": "10.1.2.3"})
    assert spoofed.status_code == 401


def test_use_is_noted(cast):
    token, text = actions.issue(user=cast.vera, name="x", scopes=["*"], by=cast.vera)
    bearer(text).get("/api/v1/me")
    token.refresh_from_db()
    assert timezone.now() - token.last_used_at < timedelta(seconds=30)


def test_revoked_token_stops_at_once_and_stays_in_the_list(cast, api):
    client = api(cast.vera)
    made = issue(client)
    url, text = made.headers["Location"], made.json()["token"]
    assert client.delete(url).status_code == 428
    assert client.delete(url, headers={"If-Match": '"1"'}).status_code == 204
    assert bearer(text).get("/api/v1/me").status_code == 401
    assert client.get(url).json()["revoked_at"]
    assert client.delete(url, headers={"If-Match": '"2"'}).json()["code"] == "token_revoked"


def test_tokens_of_others(cast, api):
    made = issue(api(cast.andy))
    url = made.headers["Location"]
    assert api(cast.vera).get(url).status_code == 404
    assert api(cast.vera).delete(url, headers={"If-Match": "*"}).status_code == 404
    assert [
        row["owner"]["label"] for row in api(cast.vera).get("/api/v1/tokens").json()["results"]
    ] == ["Vera", "Vera", "Vera"]
    assert api(cast.ann).get(url).status_code == 200
    mine = api(cast.ann).get(f"/api/v1/tokens?user={cast.andy.pk}").json()["results"]
    assert {row["owner"]["id"] for row in mine} == {str(cast.andy.pk)}
    assert issue(api(cast.stef), user=str(cast.andy.pk)).status_code == 400
    assert issue(api(cast.ann), user=str(cast.andy.pk)).json()["owner"]["label"] == "Andy"


def test_narrow_token_cannot_make_a_wider_one(cast, api):
    narrow = api(cast.ann, scopes=("catalog.view",))
    assert issue(narrow).json()["code"] == "refused"
    assert issue(narrow, scopes=["catalog.view"]).status_code == 403
    wider = api(cast.ann, scopes=("catalog.view", "access.manage"))
    assert issue(wider).status_code == 403
    assert issue(wider, scopes=["catalog.view"]).status_code == 201


def test_narrow_token_cannot_change_the_account(cast, api):
    url = f"/api/v1/users/{cast.vera.pk}"
    sent, headers = {"email": "thief@example.com"}, {"If-Match": "*"}
    narrow = api(cast.vera, scopes=("catalog.view",))
    assert narrow.patch(url, sent, format="json", headers=headers).status_code == 403
    assert api(cast.vera).patch(url, sent, format="json", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["made.up"]}, "/scopes/0"),
        ({"days": 0}, "/days"),
        ({"days": 367}, "/days"),
        ({"days": "7"}, "/days"),
        ({"addresses": ["nowhere"]}, "/addresses"),
        ({"name": " "}, "/name"),
        ({"owner": "x"}, "/owner"),
    ],
)
def test_token_that_cannot_be(cast, api, fields, pointer):
    response = issue(api(cast.vera), **fields)
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
