import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.access.rules import RIGHTS
from core.tokens import actions as tokens
from core.tokens import queries
from core.tokens.inbox import running_out
from core.tokens.models import Token
from tests.core.web import LARGEST, grows, web

TEXT = re.compile(r"gh_[0-9a-z]{12}\.[0-9A-Za-z_-]{43}")


def issue(user: Any, **fields: Any) -> Any:
    usual = {"name": "export", "days": "30", "addresses": ""}
    return web(user).post("/settings/tokens/new/", {**usual, **fields})


def test_a_token_is_shown_once_and_works(cast: Any, client: Any) -> None:
    answer = issue(cast.vera, scopes=["catalog.view"], addresses="127.0.0.1\n10.0.0.0/8, ::1")
    (text,) = TEXT.findall(answer.content.decode())
    assert "no-store" in answer.headers["Cache-Control"]
    token = Token.objects.get(user=cast.vera)
    assert (token.scopes, token.addresses) == (["catalog.view"], ["127.0.0.1", "10.0.0.0/8", "::1"])
    assert timedelta(days=29) < token.expires_at - timezone.now() < timedelta(days=30)
    assert queries.holder(text, "127.0.0.1") == token
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    assert not TEXT.search(web(cast.vera).get("/settings/tokens/").content.decode())


def test_the_text_lies_in_no_session(cast: Any) -> None:
    browser = web(cast.vera)
    fields = {"name": "export", "days": "7", "everything": "on"}
    answer = browser.post("/settings/tokens/new/", fields)
    (text,) = TEXT.findall(answer.content.decode())
    assert text not in str(dict(browser.session.items()))


def test_everything_means_every_right(cast: Any) -> None:
    issue(cast.vera, everything="on")
    assert Token.objects.get(user=cast.vera).scopes == sorted(RIGHTS)
    assert "Everything its owner may" in web(cast.vera).get("/settings/tokens/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "at least one scope"),
        ({"scopes": ["access.manage"]}, "Select a valid choice"),  # vera does not hold it
        ({"everything": "on", "addresses": "somewhere"}, "neither an address nor a network"),
        ({"everything": "on", "name": ""}, "required"),
        ({"everything": "on", "days": "4000"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_token_is_said(cast: Any, wrong: Any, says: str) -> None:
    answer = issue(cast.vera, **wrong)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Token.objects.exists()


def test_a_token_is_revoked_by_its_owner_or_an_administrator(cast: Any) -> None:
    token, _ = tokens.issue(user=cast.vera, name="export", scopes=["*"], by=cast.vera)
    url = f"/settings/tokens/{token.pk}/revoke/"
    assert web(cast.andy).post(url).status_code == 404
    assert "no longer works" in web(cast.ann).post(url, follow=True).content.decode()
    token.refresh_from_db()
    assert token.revoked_at is not None
    answer = web(cast.vera).post(url, follow=True)
    assert "has been revoked already" in answer.content.decode()


def test_others_tokens_are_for_who_may_look_at_access(cast: Any) -> None:
    tokens.issue(user=cast.vera, name="veras export", scopes=["*"], by=cast.vera)
    everybodys = {"whose": "all"}
    assert "veras export" not in web(cast.ann).get("/settings/tokens/").content.decode()
    assert "veras export" in web(cast.ann).get("/settings/tokens/", everybodys).content.decode()
    assert (
        "veras export" not in web(cast.andy).get("/settings/tokens/", everybodys).content.decode()
    )


def test_a_long_list_stays_small(cast: Any) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            tokens.issue(user=cast.ann, name="a token with a name", scopes=["*"], by=cast.ann)

    few, many, size = grows(web(cast.ann), "/settings/tokens/?whose=all", add)
    assert many == few + 1  # a longer list is also counted
    assert size < LARGEST


def test_a_token_that_runs_out_waits_in_the_inbox_of_its_owner(cast: Any) -> None:
    tokens.issue(user=cast.vera, name="soon", scopes=["*"], days=13, by=cast.vera)
    tokens.issue(user=cast.vera, name="later", scopes=["*"], days=15, by=cast.vera)
    gone, _ = tokens.issue(user=cast.vera, name="gone", scopes=["*"], days=3, by=cast.vera)
    tokens.revoke(token=gone, by=cast.vera)
    assert [item.about for item in running_out(cast.vera, 10)] == ["soon"]
    assert running_out(cast.ann, 10) == []
