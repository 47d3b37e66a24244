"""Bulk operations over REST: /sources/bulk starts them, /bulk shows them."""

from dataclasses import replace

import pytest

from core.bulk import engine
from core.bulk.models import BulkItem, BulkOperation
from core.jobs import actions as jobs
from governance.sources.models import Source

pytestmark = pytest.mark.django_db
URL = "/api/v1/sources/bulk"
KIND = "governance.source"


def nothing(user):
    return Source.objects.none()


def start(client, **body):
    return client.post(URL, {"verb": "pause", **body}, format="json")


@pytest.fixture
def all_of_them(shops):
    return [str(shop.pk) for shop in shops]


def test_a_trial_then_in_earnest_then_undone(cast, api, all_of_them):
    client = api(cast.stef)
    trial = start(client, ids=all_of_them, dry_run=True, reason="migration")
    assert (trial.status_code, trial.headers["Location"]) == (
        202,
        f"/api/v1/jobs/{trial.json()['id']}",
    )
    jobs.run(job_id=trial.json()["id"])
    report = client.get(f"/api/v1/bulk/{trial.json()['id']}").json()
    assert (report["dry_run"], report["state"], report["reason"]) == (
        True,
        "succeeded",
        "migration",
    )
    assert report["counts"] == {
        "seen": 5, "stored": 5, "unchanged": 0, "filtered": 0, "failed": 0
    }  # fmt: skip
    real = client.post(f"/api/v1/bulk/{report['id']}/carry-out", {}, format="json").json()
    jobs.run(job_id=real["id"])
    assert set(Source.objects.values_list("state", flat=True)) == {"paused"}
    back = client.post(f"/api/v1/bulk/{real['id']}/undo", {"reason": "oh"}, format="json").json()
    jobs.run(job_id=back["id"])
    assert set(Source.objects.values_list("state", flat=True)) == {"active"}
    assert client.get(f"/api/v1/bulk/{back['id']}").json()["undoes"] == real["id"]


def test_a_filter_takes_what_the_list_takes(cast, api, shops):
    job = start(api(cast.ann), filter={"name": "SHOP", "state": ["active", "paused"]})
    assert BulkOperation.objects.get(pk=job.json()["id"]).size == 5
    wrong = start(api(cast.ann), filter={"colour": "red"})
    assert wrong.json()["errors"][0]["code"] == "unknown_parameter"


def test_exactly_one_selection_is_named(cast, api, all_of_them):
    for body in ({}, {"ids": all_of_them, "filter": {}}):
        assert start(api(cast.ann), **body).json()["code"] == "one_selection"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"verb": "explode"}, "unknown_bulk_verb"),
        ({"params": {"x": "y"}}, "unknown_bulk_option"),
        ({"params": []}, "not_an_object"),
    ],
)
def test_a_body_that_cannot_be(cast, api, all_of_them, body, code):
    assert start(api(cast.ann), ids=all_of_them, **body).json()["code"] == code


def test_the_verbs_are_those_that_one_may_do(cast, api, shops):
    told = {verb["slug"]: verb for verb in api(cast.ann).get(URL).json()}
    assert (told["pause"]["inverse"], told["pause"]["options"]) == ("resume", [])
    assert api(cast.vera).get(URL).json() == []
    assert start(api(cast.vera), ids=[str(shops[0].pk)]).status_code == 403


def test_items_tell_what_became_of_each(cast, api, shops, all_of_them):
    client = api(cast.ann)
    client.post(f"/api/v1/sources/{all_of_them[1]}/retire")
    job = start(client, ids=all_of_them[:2]).json()["id"]
    jobs.run(job_id=job)
    items = client.get(f"/api/v1/bulk/{job}/items").json()["results"]
    assert [(i["label"], i["outcome"], i["code"]) for i in items] == [
        ("shop 0", "done", ""),
        ("shop 1", "refused", "source_is_retired"),
    ]
    assert items[1]["detail"]
    some = client.get(f"/api/v1/bulk/{job}/items", {"outcome": "refused"}).json()["results"]
    assert [i["object"] for i in some] == [all_of_them[1]]


def test_items_cost_the_same_however_many_there_are(
    cast, api, all_of_them, django_assert_max_num_queries
):
    client = api(cast.ann)
    job = start(client, ids=all_of_them).json()["id"]
    with django_assert_max_num_queries(9):
        client.get(f"/api/v1/bulk/{job}/items")


def test_another_one_s_operation_is_hidden_but_for_who_manages_workflows(cast, api, all_of_them):
    job = start(api(cast.stef), ids=all_of_them).json()["id"]
    for who, status in ((cast.ann, 200), (cast.vera, 404), (cast.nobody, 404)):
        for url in (f"/api/v1/bulk/{job}", f"/api/v1/bulk/{job}/items"):
            assert api(who).get(url).status_code == status
    assert api(cast.vera).post(f"/api/v1/bulk/{job}/undo", {}, format="json").status_code == 404


def test_names_of_what_one_does_not_see_are_not_told(cast, api, all_of_them, monkeypatch):
    client = api(cast.ann)
    job = start(client, ids=all_of_them[:1]).json()["id"]
    refused = {"state": "refused", "code": "name_taken", "params": {"name": "payroll"}}
    BulkItem.objects.update(**refused)
    url = f"/api/v1/bulk/{job}/items"
    assert "payroll" in client.get(url).json()["results"][0]["detail"]
    blind = [replace(one, noun=replace(one.noun, visible=nothing)) for one in engine.of(KIND)]
    monkeypatch.setattr(engine, "of", lambda kind: blind)
    item = client.get(url).json()["results"][0]
    assert (item["object"], item["label"], item["detail"]) == (all_of_them[0], None, "")
    client.force_login(cast.ann)
    page = client.get(f"/bulk/{job}/").content.decode()
    assert "Refused" in page
    assert "payroll" not in page
