"""Sources over REST: the manners of the API, good bodies for every POST, secrets never seen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.schedules import actions as schedules
from core.schedules.models import Schedule
from governance.sources import actions as sources
from governance.sources import queries
from governance.sources.models import Source
from tests import factories
from tests.governance.sources.gatekeeper import Gatekeeper

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

SOURCES = "/api/v1/sources"


@pytest.fixture
def stef(api: Any, cast: Any) -> Any:
    return api(cast.stef)


@pytest.fixture
def ann(api: Any, cast: Any) -> Any:
    return api(cast.ann)


def crm(reach: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "CRM", "connector": "postgresql", "options": reach, **more}


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


# --- every POST, with a body that is good ------------------------------------------------------
def test_every_post_takes_a_good_body(
    stef: Any, shop: Source, reach: dict[str, Any], gate: Gatekeeper, monkeypatch: Any
) -> None:
    here = f"{SOURCES}/{shop.pk}"
    bodies: list[tuple[str, Any, int]] = [
        (SOURCES, crm(reach, secrets={"password": PASSWORD}), 201),
        (f"{SOURCES}/test", {"connector": "sqlite", "options": dict(shop.options)}, 200),
        (f"{SOURCES}/role-script", _script(reach), 200),
        (f"{here}/test", {}, 200),
        (f"{here}/test", {"purpose": "read"}, 200),
        (f"{here}/pause", {}, 200),
        (f"{here}/resume", {}, 200),
        (f"{here}/retire", {}, 200),
    ]
    for url, body, status in bodies:
        answer = stef.post(url, body, format="json")
        assert answer.status_code == status, (url, answer.json())
    assert gate.heard == []


def _script(reach: dict[str, Any]) -> dict[str, Any]:
    return {"connector": "postgresql", "options": reach, "account": "reader", "read_values": True}


# --- register ----------------------------------------------------------------------------------
def test_a_registered_source_is_told_without_its_secret(stef: Any, reach: Any) -> None:
    answer = stef.post(SOURCES, crm(reach, secrets={"password": PASSWORD}), format="json")
    assert answer.status_code == 201
    told = answer.json()
    assert told["secrets"] == [{"name": "password", "kind": "stored", "reference": None}]
    assert (told["grant"], told["certificates"]) == (None, [])
    assert answer.headers["ETag"].startswith('"1.')
    assert PASSWORD not in answer.content.decode()
    assert stef.get(answer.headers["Location"]).json() == told


def test_a_secret_may_lie_elsewhere(stef: Any, reach: Any) -> None:
    where = {"env": "SOURCE_SECRET_CRM"}
    answer = stef.post(SOURCES, crm(reach, secrets={"password": where}), format="json")
    (told,) = answer.json()["secrets"]
    assert told == {"name": "password", "kind": "env", "reference": "SOURCE_SECRET_CRM"}


@pytest.mark.parametrize(
    ("more", "code", "pointers"),
    [
        ({"colour": "red"}, "invalid", [("/colour", "unknown_field")]),
        ({"include": ["  "]}, "invalid", [("/include/0", "blank")]),
        ({"environment": "moon"}, "invalid", [("/environment", "unknown_choice")]),
        ({"name": "shop"}, "name_taken", [("/name", "name_taken")]),
        ({"connector": "abacus"}, "unknown_connector", [("/connector", "unknown_connector")]),
        ({"options": []}, "not_an_object", [("/options", "not_an_object")]),
        ({"secrets": {"password": 5}}, "not_a_secret", [("/secrets", "not_a_secret")]),
        (
            {"secrets": {"password": {"env": "PATH"}}},
            "variable_not_allowed",
            [("/secrets", "variable_not_allowed")],
        ),
        ({"schedule": {"cron": "never"}}, "bad_cron", [("/cron", "bad_cron")]),
        ({"schedule": {}}, "invalid", [("/schedule/cron", "required")]),
    ],
)
def test_what_cannot_be_registered(
    stef: Any, shop: Source, reach: Any, more: Any, code: str, pointers: Any
) -> None:
    answer = stef.post(SOURCES, crm(reach, **more), format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert codes(answer) == pointers
    assert Source.objects.count() == 1


def test_a_flaw_in_an_option_is_said_in_words(stef: Any, reach: Any) -> None:
    answer = stef.post(SOURCES, crm({**reach, "port": "many"}), format="json")
    assert answer.status_code == 400
    assert answer.json()["detail"] == "“port” cannot be used: it must be a whole number."


# --- read and change ---------------------------------------------------------------------------
def test_what_is_known_already_is_not_sent_again(stef: Any, shop: Source, cast: Any) -> None:
    first = stef.get(f"{SOURCES}/{shop.pk}")
    again = stef.get(f"{SOURCES}/{shop.pk}", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    sources.pause(source=shop, by=cast.ann)
    assert (
        stef.get(f"{SOURCES}/{shop.pk}", HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code
        == 200
    )


def test_a_change_says_from_which_revision(stef: Any, shop: Source) -> None:
    here, words = f"{SOURCES}/{shop.pk}", {"description": "Where bread is sold"}
    assert stef.patch(here, words, format="json").status_code == 428
    changed = stef.patch(here, words, format="json", HTTP_IF_MATCH='"1"')
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    stale = stef.patch(here, {"name": "x"}, format="json", HTTP_IF_MATCH='"1"')
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"2"')
    assert Source.objects.get().name == "shop"
    for wrong in ("1", 'W/"1"', '"x"'):
        answer = stef.patch(here, words, format="json", HTTP_IF_MATCH=wrong)
        assert answer.json()["code"] == "bad_if_match"


def test_a_change_refuses_what_registering_refuses(stef: Any, shop: Source) -> None:
    here = f"{SOURCES}/{shop.pk}"
    for body, code in (
        ({"colour": 1}, "unknown_field"),
        ({"exclude": [" "]}, "blank"),
        ({"connector": "sqlite"}, "unknown_field"),
    ):
        answer = stef.patch(here, body, format="json", HTTP_IF_MATCH="*")
        assert answer.status_code == 400
        assert [one[1] for one in codes(answer)] == [code]


def test_another_address_wants_the_secrets_again(
    stef: Any, locked: Callable[..., Source], reach: Any
) -> None:
    here = f"{SOURCES}/{locked().pk}"
    body: dict[str, Any] = {"options": {**reach, "host": "db.example"}}
    answer = stef.patch(here, body, format="json", HTTP_IF_MATCH="*")
    assert answer.json()["code"] == "secret_needed_again"
    body["secrets"] = {"password": "new"}
    assert stef.patch(here, body, format="json", HTTP_IF_MATCH="*").status_code == 200


# --- the account that may grant ----------------------------------------------------------------
def test_the_account_that_may_grant_over_the_api(
    ann: Any, stef: Any, locked: Callable[..., Source], gate: Gatekeeper
) -> None:
    source = locked()
    here = f"{SOURCES}/{source.pk}/grant-account"
    body = {"options": {"user": "granter"}, "secrets": {"password": "Vx3-grants"}}
    assert stef.put(here, body, format="json", HTTP_IF_MATCH="*").status_code == 403
    assert ann.put(here, body, format="json").status_code == 428
    told = ann.put(here, body, format="json", HTTP_IF_MATCH='"1"')
    assert told.json()["grant"] == {
        "options": {"user": "granter"},
        "secrets": [{"name": "password", "kind": "stored", "reference": None}],
    }
    assert "Vx3-grants" not in told.content.decode()
    purpose = {"purpose": "grant"}
    test = f"{SOURCES}/{source.pk}/test"
    assert stef.post(test, purpose, format="json").status_code == 403
    assert ann.post(test, purpose, format="json").json()[-1]["code"] == "auth_failed"
    assert gate.heard == ["Vx3-grants"]
    assert ann.delete(here, HTTP_IF_MATCH="*").json()["grant"] is None
    assert ann.delete(here, HTTP_IF_MATCH="*").status_code == 409
    assert ann.post(test, purpose, format="json").status_code == 409


# --- the script --------------------------------------------------------------------------------
def test_the_script_for_a_least_privileged_account(
    stef: Any, api: Any, cast: Any, locked: Callable[..., Source], reach: Any
) -> None:
    url = f"{SOURCES}/{locked().pk}/role-script"
    short = stef.get(url, {"account": "reader"}).json()["script"]
    whole = stef.get(url, {"account": "reader", "read_values": "true"}).json()["script"]
    assert '"reader"' in short
    assert len(whole) > len(short)
    assert PASSWORD not in whole
    assert stef.get(url).status_code == 400
    assert api(cast.vera).get(url, {"account": "reader"}).status_code == 403
    body = {**_script(reach), "read_values": False}
    assert stef.post(f"{SOURCES}/role-script", body, format="json").json()["script"] == short


# --- certificates ------------------------------------------------------------------------------
def test_a_certificate_says_whose_it_is_and_when_it_ends(
    ann: Any, reach: Any, tmp_path: Path, client: Any, cast: Any
) -> None:
    pem = certificate(days=10)
    made = ann.post(SOURCES, crm({**reach, "ca": pem}), format="json")
    assert made.status_code == 201, made.json()
    (told,) = made.json()["certificates"]
    assert (told["option"], told["subject"]) == ("ca", "CN=Keys of the house")
    client.force_login(cast.stef)
    page = client.get(f"/sources/{made.json()['id']}/").text
    assert "CN=Keys of the house" in page
    assert "BEGIN CERTIFICATE" not in page
    assert "Its certificate expires soon." in client.get("/").text
    replaced = {**reach, "ca": certificate(days=400)}
    here = made.headers["Location"]
    assert (
        ann.patch(here, {"options": replaced}, format="json", HTTP_IF_MATCH="*").status_code == 200
    )
    assert "Its certificate expires soon." not in client.get("/").text


def test_what_is_no_certificate_is_said_so(stef: Any, reach: Any) -> None:
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
    for text in ("certificate", broken):
        answer = stef.post(SOURCES, crm({**reach, "ca": text}), format="json")
        assert answer.status_code == 400
        assert "PEM" in answer.json()["detail"]


def certificate(days: int) -> str:

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Keys of the house")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


# --- planned scans -----------------------------------------------------------------------------
def test_a_source_is_planned_when_it_is_registered(
    stef: Any, folder: Path, client: Any, cast: Any, monkeypatch: Any
) -> None:
    path = str(factories.sqlite_file(folder / "shop.db"))
    plan = {"cron": "0 3 * * *", "zone": "Europe/Berlin", "missed": "skip", "overlap": "wait"}
    body = {"name": "shop", "connector": "sqlite", "options": {"path": path}, "schedule": plan}
    assert stef.post(SOURCES, body, format="json").status_code == 201
    schedule = Schedule.objects.get()
    assert {name: getattr(schedule, name) for name in plan} == plan
    client.force_login(cast.stef)
    assert schedule.next_at.strftime("%Y-%m-%dT") in client.get("/sources/").text
    client.force_login(cast.vera)
    assert "Next scan" not in client.get("/sources/").text
    (started,) = schedules.tick(now=schedule.next_at)
    assert (started.last_outcome, started.last_job_id is not None) == ("started", True)
    (waiting,) = schedules.tick(now=started.next_at)  # the first one has not run yet
    assert waiting.last_job_id == started.last_job_id
    assert waiting.next_at - started.next_at == schedules.ASK_AGAIN


def test_what_cannot_be_planned_is_not_registered(api: Any, cast: Any, reach: Any) -> None:
    plan = {"cron": "0 3 * * *"}
    stef = api(cast.stef, scopes=("sources.manage", "sources.view"))
    answer = stef.post(SOURCES, crm(reach, schedule=plan), format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert not Source.objects.exists()
    assert queries.visible(cast.ann).count() == 0
