"""What happens around every view: cause, address, person, refusals."""

import asyncio
import re

import pytest
from asgiref.sync import async_to_sync
from django.http import Http404, HttpResponse
from django.test import AsyncClient, override_settings
from django.urls import include, path
from django.utils import timezone

from core import cause
from core.access.rules import Refused
from core.changes.rules import Stale
from core.people.models import User
from core.people.rules import TooManyTries
from core.refusals import Impossible, Invalid

pytestmark = pytest.mark.django_db


def why(request):
    now = cause.current()
    zone = timezone.get_current_timezone_name()
    return HttpResponse("|".join([now.kind, now.id, now.reason, zone, str(request.user)]))


async def slow_why(request):
    await asyncio.sleep(0.05)
    return why(request)


def fail(request, kind):
    raise {
        "refused": Refused("labels.manage"),
        "stale": Stale(current=3, expected=2),
        "impossible": Impossible("built_in_role", name="Viewer"),
        "invalid": Invalid("bad_cron", "cron", cron="x"),
        "tries": TooManyTries(),
        "gone": User.DoesNotExist(),
        "missing": Http404(),
        "unexpected": RuntimeError("secret of the house"),
    }[kind]


urlpatterns = [
    path("why", why),
    path("slow", slow_why),
    path("fail/<str:kind>", fail),
    path("", include("config.urls")),
]
for view in (why, slow_why, fail):
    view.login_required = False
own_urls = override_settings(ROOT_URLCONF=__name__)


@own_urls
def test_request_id_is_kept_when_it_is_sane(client):
    response = client.get("/why", headers={"X-Request-ID": "deploy-7:step.2"})
    assert response.headers["X-Request-ID"] == "deploy-7:step.2"
    assert response.content.startswith(b"request|deploy-7:step.2|")


@own_urls
@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>", "ä"])
def test_request_id_is_made_when_it_is_not(client, given):
    response = client.get("/why", headers={"X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["X-Request-ID"])


@own_urls
@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("plain", "plain"),
        ("Müller".encode().decode("latin-1"), "Müller"),
        ("M\xfcller", "Müller"),
        ("UTF-8''Umz%C3%BCge%20100%25", "Umzüge 100%"),
        ("100% sure", "100% sure"),
        ("a\tb\x7fc", "a b c"),
        ("UTF-8''%00%ff", "\ufffd"),
        ("x" * 600, "x" * 500),
    ],
)
def test_change_reason_is_decoded_and_bounded(client, header, reason):
    response = client.get("/why", headers={"X-Change-Reason": header})
    assert response.content.decode().split("|")[2] == reason


@own_urls
def test_causes_of_requests_at_the_same_time_do_not_mix():
    client = AsyncClient()

    async def ask(number):
        url = "/slow" if number % 2 else "/why"
        return await client.get(url, headers={"X-Request-ID": f"r{number}"})

    async def ask_all():
        return await asyncio.gather(*(ask(number) for number in range(20)))

    answers = async_to_sync(ask_all)()
    assert [answer.content.decode().split("|")[1] for answer in answers] == [
        f"r{number}" for number in range(20)
    ]
    assert cause.current() == cause.Cause()


def test_cause_reaches_the_events_of_a_verb(cast, api):
    headers = {"X-Request-ID": "why-1", "X-Change-Reason": "Because"}
    api(cast.ann).post("/api/v1/domains", {"name": "Sales"}, format="json", headers=headers)
    [event] = api(cast.ann).get("/api/v1/events?cause=why-1").json()["results"]
    assert (event["name"], event["reason"]) == ("core.domain.created", "Because")
    assert event["cause"] == {"kind": "request", "id": "why-1"}


def test_slash_at_the_end_is_answered_the_same_way(cast, api):
    client = api(cast.ann)
    for path_ in ("/api/v1/me", "/api/v1/users", f"/api/v1/users/{cast.vera.pk}"):
        assert client.get(f"{path_}/").json() == client.get(path_).json()
    made = client.post("/api/v1/domains/", {"name": "Sales"}, format="json")
    assert made.status_code == 201


@own_urls
def test_pages_are_in_the_zone_of_the_person(client, cast):
    User.objects.filter(pk=cast.vera.pk).update(time_zone="Asia/Tokyo")
    client.force_login(cast.vera)
    assert client.get("/why").content.decode().split("|")[3:] == ["Asia/Tokyo", "Vera"]
    User.objects.filter(pk=cast.vera.pk).update(time_zone="Mars/Olympus")
    assert client.get("/why").content.decode().split("|")[3] == "UTC"
    assert timezone.get_current_timezone_name() == "UTC"


@own_urls
def test_whoever_is_deactivated_is_signed_out(client, cast):
    client.force_login(cast.vera)
    assert client.get("/why").content.endswith(b"|Vera")
    User.objects.filter(pk=cast.vera.pk).update(is_active=False)
    assert client.get("/why").content.endswith(b"|AnonymousUser")
    User.objects.filter(pk=cast.vera.pk).update(is_active=True)
    assert client.get("/why").content.endswith(b"|AnonymousUser")


@own_urls
@pytest.mark.parametrize(
    ("kind", "status", "says"),
    [
        ("refused", 403, "labels.manage"),
        ("stale", 412, ""),
        ("impossible", 409, "built in"),
        ("invalid", 400, "cron"),
        ("tries", 429, "minutes"),
        ("gone", 404, ""),
        ("missing", 404, ""),
    ],
)
def test_refusals_become_pages(client, cast, kind, status, says):
    client.force_login(cast.vera)
    response = client.get(f"/fail/{kind}")
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/html")
    assert says in response.content.decode()


@own_urls
def test_what_nobody_expected_is_left_to_the_last_page(client, cast):
    client.raise_request_exception = False
    client.force_login(cast.vera)
    response = client.get("/fail/unexpected")
    assert response.status_code == 500
    assert b"secret" not in response.content
