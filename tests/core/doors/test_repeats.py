"""A POST that is sent again is answered again, and done once."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client

from core.access.models import Container, Role
from core.answers.models import Answer
from core.doors import repeats
from core.doors.repeats import HEADER, REPLAYED
from core.events.models import Event
from core.tokens import actions as tokens
from core.tokens.models import Token
from tests.conftest import make_cast

URL = "/api/v1/roles"
ROLE = {"slug": "auditors", "name": "Auditors", "rights": ["audit.view"]}


def send(client, body=ROLE, key="k-1", url=URL):
    return client.post(url, body, format="json", headers={HEADER: key})


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_a_repetition_is_answered_alike_and_not_done_again(self, cast, api):
        client = api(cast.ann)
        first = send(client)
        told = Event.objects.count()
        again = send(client)
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.content == first.content
        for header in ("Location", "ETag", "Content-Type"):
            assert again.headers[header] == first.headers[header]
        assert (REPLAYED in first.headers, again.headers[REPLAYED]) == (False, "true")
        assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]
        assert (Role.objects.filter(slug="auditors").count(), Event.objects.count()) == (1, told)

    def test_without_a_key_it_is_another_request(self, cast, api):
        client = api(cast.ann)
        send(client)
        assert client.post(URL, ROLE, format="json").json()["code"] == "slug_taken"

    def test_the_same_json_is_the_same_body_however_it_is_written(self, cast, api):
        client = api(cast.ann)
        send(client)
        assert send(client, dict(reversed(ROLE.items()))).headers[REPLAYED] == "true"

    def test_another_body_is_another_request_and_its_key_is_taken(self, cast, api):
        client = api(cast.ann)
        send(client)
        other = send(client, {**ROLE, "slug": "others"})
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_reused")
        assert not Role.objects.filter(slug="others").exists()

    def test_another_address_has_its_own_keys(self, cast, api):
        client = api(cast.ann)
        send(client)
        made = send(client, {"name": "Sales"}, url="/api/v1/domains")
        assert (made.status_code, REPLAYED in made.headers) == (201, False)

    def test_another_caller_has_their_own_keys(self, cast, api):
        send(api(cast.ann))
        other = send(api(cast.ann), {**ROLE, "slug": "others"})
        assert (other.status_code, REPLAYED in other.headers) == (201, False)

    def test_a_refusal_is_not_kept(self, cast, api):
        client = api(cast.ann)
        assert send(client, {**ROLE, "rights": ["no.such"]}).status_code == 400
        assert send(client).status_code == 201
        assert Answer.objects.count() == 1

    def test_nobody_is_answered_for_what_they_may_not_do(self, cast, api):
        assert send(api(cast.vera)).status_code == 403
        assert not Answer.objects.exists()

    def test_a_secret_is_neither_kept_nor_shown_again(self, cast, api):
        client = api(cast.ann)
        body = {"name": "ci", "scopes": ["catalog.view"]}
        first = send(client, body, url="/api/v1/tokens").json()
        again = send(client, body, url="/api/v1/tokens")
        assert first["token"].startswith("gh_")
        assert again.json() == {**first, "token": None}
        assert Token.objects.filter(name="ci").count() == 1
        secret = first["token"].partition(".")[2].encode()
        assert secret not in bytes(Answer.objects.get().body)

    def test_an_action_without_a_body_is_repeated_as_well(self, cast, api):
        client = api(cast.ann)
        url = f"/api/v1/users/{cast.vera.pk}/deactivate"
        first = send(client, {}, url=url)
        assert first.status_code == 200
        assert send(client, {}, url=url).content == first.content

    @pytest.mark.parametrize("key", ["", " ", "with blank", "ümlaut", "x" * 201])
    def test_a_key_that_is_none(self, cast, api, key):
        response = send(api(cast.ann), key=key)
        assert (response.status_code, response.json()["code"]) == (400, "bad_idempotency_key")
        assert not Role.objects.filter(slug="auditors").exists()

    @pytest.mark.parametrize("key", ["x" * 200, '"quoted"', "8e03978e-40d5-43dd-bc93-6894a57f9324"])
    def test_a_key_that_is_one(self, cast, api, key):
        assert send(api(cast.ann), key=key).status_code == 201

    def test_the_key_means_nothing_where_nothing_is_started(self, cast, api):
        client = api(cast.ann)
        assert client.get(URL, headers={HEADER: "k"}).status_code == 200
        assert client.post("/api/v1/me", headers={HEADER: "k"}).status_code == 405
        assert not Answer.objects.exists()

    def test_a_body_is_refused_as_without_a_key(self, cast, api):
        client = api(cast.ann)
        sent = {"data": "{", "content_type": "application/json", "headers": {HEADER: "k"}}
        assert client.post(URL, **sent).json()["code"] == "bad_json"


@pytest.fixture
def ann(transactional_db):
    """A client that any thread may use, each over a connection of its own."""
    cast = make_cast()
    _, text = tokens.issue(user=cast.ann, name="t", scopes=["*"], by=cast.ann)
    return Client(headers={"Authorization": f"Bearer {text}"}, raise_request_exception=False)


def post(client, key="k-1", name="Sales"):
    sent = {"data": {"name": name}, "content_type": "application/json"}
    return client.post("/api/v1/domains", **sent, headers={HEADER: key})


def in_a_thread(work):
    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


class Halfway:
    """Stops one request after it has done its work and before that is committed."""

    def __init__(self, monkeypatch):
        self.inside, self.go_on, self.backend = threading.Event(), threading.Event(), None
        keep = repeats.actions.keep

        def kept(**answer):
            monkeypatch.setattr(repeats.actions, "keep", keep)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backend = cursor.fetchone()[0]
            self.inside.set()
            assert self.go_on.wait(20)
            keep(**answer)

        monkeypatch.setattr(repeats.actions, "keep", kept)


def test_of_two_at_the_same_time_one_is_done_and_the_other_told_to_wait(ann, monkeypatch):
    halfway, first = Halfway(monkeypatch), []
    thread = in_a_thread(lambda: first.append(post(ann)))
    assert halfway.inside.wait(20)
    second = post(ann)
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_running")
    assert post(ann, "k-2", "Other").status_code == 201
    halfway.go_on.set()
    thread.join(20)
    assert first[0].status_code == 201
    assert post(ann).content == first[0].content
    assert Container.objects.filter(name="Sales").count() == 1


def test_a_request_that_was_killed_has_done_nothing_and_its_key_is_free(ann, monkeypatch):
    halfway, first = Halfway(monkeypatch), []
    thread = in_a_thread(lambda: first.append(post(ann)))
    assert halfway.inside.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [halfway.backend])
    halfway.go_on.set()
    thread.join(20)
    assert first[0].status_code == 503
    assert not Container.objects.filter(name="Sales").exists()
    again = post(ann)
    assert (again.status_code, REPLAYED in again.headers) == (201, False)
    assert post(ann).headers[REPLAYED] == "true"
