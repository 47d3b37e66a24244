import re
from typing import Any

import pytest
from django.test import Client

from core.access import actions as access
from core.events.models import Event
from core.people.rules import TRIES
from tests.core.web import web


def sign_in(client: Client, name: str, password: str, **more: str) -> Any:
    return client.post("/sign-in/", {"username": name, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/settings/password/changed/").status_code == 200


@pytest.mark.parametrize("name", ["vera", "VERA", "vera@example.org", "Vera@Example.org"])
def test_people_come_in_by_name_or_email(cast: Any, name: str) -> None:
    access.change_person(user=cast.vera, by=cast.vera, email="vera@example.org")
    client = Client()
    answer = sign_in(client, name, "vera-passphrase-1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert is_in(client)


def test_coming_in_is_told_with_the_address(cast: Any) -> None:
    sign_in(Client(REMOTE_ADDR="10.1.2.3"), "vera", "vera-passphrase-1")
    event = Event.objects.get(name="core.user.signed_in")
    assert (event.by_id, event.about_id, event.data) == (
        cast.vera.pk,
        cast.vera.pk,
        {"address": "10.1.2.3"},
    )


def test_the_session_before_is_not_kept(cast: Any) -> None:
    client = Client()
    client.get("/sign-in/")
    client.cookies["sessionid"] = "chosen-by-somebody-else"
    sign_in(client, "vera", "vera-passphrase-1")
    assert client.cookies["sessionid"].value != "chosen-by-somebody-else"
    assert is_in(client)


@pytest.mark.parametrize(
    ("wanted", "to"),
    [
        ("/jobs/?state=failed", "/jobs/?state=failed"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\elsewhere.example", "/"),
        ("", "/"),
    ],
)
def test_afterwards_one_goes_only_where_the_portal_is(cast: Any, wanted: str, to: str) -> None:
    answer = sign_in(Client(), "vera", "vera-passphrase-1", next=wanted)
    assert answer.headers["Location"] == to
    assert web(cast.vera).get("/sign-in/", {"next": wanted}).headers["Location"] == to


def test_a_wrong_password_an_unknown_name_and_a_shut_account_look_the_same(cast: Any) -> None:
    access.deactivate(user=cast.andy, by=cast.ann)
    tries = [("vera", "wrong"), ("no-such-name", "wrong"), ("andy", "andy-passphrase-1")]
    tries += [("system", "wrong")]
    pages = []
    for name, password in tries:
        answer = sign_in(Client(REMOTE_ADDR=f"10.0.0.{len(pages)}"), name, password)
        assert answer.status_code == 422
        text = re.sub(
            r'value="[^"]*"|content="[^"]*"|<code>.*?</code>', "", answer.content.decode()
        )
        pages.append(text.replace(name, "NAME"))
    assert len(set(pages)) == 1
    assert "The name or the password is wrong." in pages[0]


def test_nothing_that_was_typed_as_password_comes_back(cast: Any) -> None:
    answer = sign_in(Client(), "vera", "my secret that is wrong")
    assert "my secret" not in answer.content.decode()


def test_too_many_tries_for_a_name_are_stopped_even_with_the_right_password(cast: Any) -> None:
    for number in range(TRIES):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), "vera", "wrong")
    answer = sign_in(Client(REMOTE_ADDR="10.9.9.9"), "vera", "vera-passphrase-1")
    assert answer.status_code == 429
    assert "Try again in 15 minutes" in answer.content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.9.9.9"), "andy", "andy-passphrase-1").status_code == 303


def test_too_many_tries_from_an_address_are_stopped_for_every_name(cast: Any) -> None:
    for number in range(TRIES):
        sign_in(Client(REMOTE_ADDR="10.0.0.1"), f"guess{number}", "wrong")
    assert sign_in(Client(REMOTE_ADDR="10.0.0.1"), "vera", "vera-passphrase-1").status_code == 429
    assert sign_in(Client(REMOTE_ADDR="10.0.0.2"), "vera", "vera-passphrase-1").status_code == 303


@pytest.mark.parametrize("name", ["", " ", "\x00", "x" * 300, "ann\x00"])
def test_hostile_names_are_refused_in_words(db: None, name: str) -> None:
    answer = sign_in(Client(), name, "anything")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_leaving_ends_the_session(cast: Any) -> None:
    client = web(cast.vera)
    answer = client.post("/sign-out/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/signed-out/")
    assert not is_in(client)
    assert Event.objects.get(name="core.user.signed_out").by_id == cast.vera.pk


def change(client: Client, old: str, new: str, again: str | None = None) -> Any:
    return client.post("/settings/password/", {"old": old, "new": new, "again": again or new})


def test_a_new_password_ends_every_other_session(cast: Any) -> None:
    here, elsewhere = web(cast.vera), web(cast.vera)
    answer = change(here, "vera-passphrase-1", "a much better passphrase")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/password/changed/")
    assert is_in(here)
    assert not is_in(elsewhere)
    assert sign_in(Client(), "vera", "a much better passphrase").status_code == 303
    assert Event.objects.filter(name="core.user.password_changed", by_id=cast.vera.pk).exists()


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", "a much better passphrase", None, "This is not your current password."),
        ("vera-passphrase-1", "short", None, "too short"),
        ("vera-passphrase-1", "a much better passphrase", "another", "not the same as above"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said(
    cast: Any, old: str, new: str, again: str | None, says: str
) -> None:
    answer = change(web(cast.vera), old, new, again)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert sign_in(Client(), "vera", "vera-passphrase-1").status_code == 303


def test_a_shut_account_is_out_at_once(cast: Any) -> None:
    client = web(cast.andy)
    assert is_in(client)
    access.deactivate(user=cast.andy, by=cast.ann)
    assert not is_in(client)
