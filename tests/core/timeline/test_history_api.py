"""The history as a whole through the API: its proof, how long it is kept, and a purge."""

import pytest

from core.access import actions as access
from core.changes import actions as changes
from core.changes.models import Change, Retention, Seal
from core.events.models import Event
from core.jobs import actions as jobs
from core.jobs.models import Job

PROOF, PURGE, KEEP = (f"/api/v1/history/{noun}" for noun in ("proof", "purge", "retention"))


@pytest.fixture
def role(cast):
    """A role that was renamed once."""
    role = access.make_role(slug="taster", name="A", rights=[], by=cast.ann)
    return access.change_role(role=role, name="B", rights=[], by=cast.ann)


def diffs(role):
    kept = Change.objects.filter(object_id=role.pk).exclude(verb="purge")
    return [change.diff for change in kept]


def test_a_proof_is_started_and_its_result_read(cast, api, monkeypatch):
    monkeypatch.setattr(jobs.starting, "hand_over", lambda *a: None)
    client = api(cast.ann)
    assert client.get(PROOF).json()["job"] is None
    answer = client.post(PROOF)
    assert answer.status_code == 202
    jobs.run(job_id=Job.objects.get().pk)
    told = client.get(PROOF).json()
    assert (told["job"]["id"], told["job"]["state"]) == (answer.json()["id"], "succeeded")
    assert told["job"]["counts"]["findings"] == 0


def test_two_proofs_at_once_are_one_too_many(cast, api, monkeypatch):
    monkeypatch.setattr(jobs.starting, "hand_over", lambda *a: None)
    client = api(cast.ann)
    client.post(PROOF)
    assert client.post(PROOF).json()["code"] == "already_running"


@pytest.mark.django_db(transaction=True)
def test_the_head_is_told_so_that_it_can_be_kept_elsewhere(cast, api, role, eventually):
    assert eventually(lambda: changes.seal() or Seal.objects.exists())
    told, head = api(cast.ann).get(PROOF).json(), Seal.objects.latest("number")
    assert told["head"]["seal"] == head.number
    assert told["head"]["hash"] == bytes(head.hash).hex()
    assert told["months_retired"] == 0


def test_a_dry_run_tells_the_truth_and_changes_nothing(cast, api, role):
    client, before = api(cast.ann), diffs(role)
    events = Event.objects.count()
    body = {"kind": "core.role", "object": str(role.pk), "reason": "Asked for", "dry_run": True}
    assert client.post(PURGE, body, format="json").json() == {"changes": 2, "dry_run": True}
    assert (diffs(role), Event.objects.count()) == (before, events)
    body["dry_run"] = False
    assert client.post(PURGE, body, format="json").json() == {"changes": 2, "dry_run": False}
    assert diffs(role) == [None, None]


def test_a_purge_keeps_its_reason_and_is_told(cast, api, role):
    body = {"kind": "core.role", "object": str(role.pk), "reason": "Request 17 of the court"}
    api(cast.ann).post(PURGE, body, format="json")
    tombstone = Change.objects.get(object_id=role.pk, verb="purge")
    assert (tombstone.reason, tombstone.by_label) == (body["reason"], "Ann")
    event = Event.objects.get(name="core.history.purged")
    assert (event.reason, event.data["changes"]) == (body["reason"], 2)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": " "}, "blank"),
        ({"kind": "core.nothing"}, "no_history"),
        ({"object": "x"}, "not_an_id"),
        ({"more": 1}, "unknown_field"),
    ],
)
def test_a_purge_says_what_is_wrong_with_it(cast, api, role, wrong, code):
    body = {"kind": "core.role", "object": str(role.pk), "reason": "Asked for", **wrong}
    answer = api(cast.ann).post(PURGE, body, format="json")
    told = answer.json()
    assert answer.status_code == 400
    assert code in [told["code"], *(error["code"] for error in told["errors"])]


def test_what_does_not_prove_is_evidence_and_stays(cast, api, role):
    type(role).objects.filter(pk=role.pk).update(name="Mallory")
    body = {"kind": "core.role", "object": str(role.pk), "reason": "Asked for"}
    answer = api(cast.ann).post(PURGE, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "unproven")
    assert None not in diffs(role)


@pytest.mark.parametrize("who", ["stef", "andy", "vera", "nobody"])
def test_only_who_holds_the_right_may_purge(cast, api, role, who):
    body = {"kind": "core.role", "object": str(role.pk), "reason": "Asked for"}
    answer = api(getattr(cast, who)).post(PURGE, body, format="json")
    assert answer.status_code == 403
    assert None not in diffs(role)


def test_how_long_history_is_kept_is_read_and_changed(cast, api):
    client = api(cast.ann)
    kept = {row["history"]: row for row in client.get(KEEP).json()["results"]}
    assert {name: row["months"] for name, row in kept.items()} == {
        "access": None, "assets": None, "governed": None
    }  # fmt: skip
    url = f"{KEEP}/{kept['assets']['id']}"
    assert client.patch(url, {"months": 24}, format="json").status_code == 428
    answer = client.patch(url, {"months": 24}, format="json", headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["months"]) == (200, 24)
    stale = client.patch(url, {"months": 2}, format="json", headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    bad = client.patch(url, {"months": 0}, format="json", headers={"If-Match": '"2"'})
    assert bad.status_code == 400
    assert Retention.objects.get(history="assets").months == 24


def test_who_sees_it_may_not_yet_change_it(cast, api):
    client = api(cast.stef)
    row = client.get(KEEP).json()["results"][0]
    answer = client.patch(f"{KEEP}/{row['id']}", {"months": 1}, format="json",
                          headers={"If-Match": "*"})  # fmt: skip
    assert answer.status_code == 403
