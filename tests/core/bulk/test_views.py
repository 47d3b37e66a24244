"""The page of a bulk operation."""

import pytest

from core.bulk import actions, engine
from core.bulk.models import BulkOperation
from core.ids import uuid7
from core.jobs import actions as jobs
from governance.sources.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def pause(cast, shops, run):
    def start(**more):
        chosen = [*(shop.pk for shop in shops), uuid7()]
        verb = engine.get("governance.source", "pause")
        return run(actions.start(verb=verb, selection=chosen, by=cast.stef, **more))

    return start


@pytest.fixture
def stef(cast, client):
    client.force_login(cast.stef)
    return client


def test_a_trial_shows_its_report_and_is_carried_out_with_a_click(stef, pause):
    trial = pause(dry_run=True)
    page = stef.get(f"/bulk/{trial.pk}/").content.decode()
    assert "This was a trial" in page
    assert "shop 0" in page
    assert "There is nothing with this id" in page
    assert str(trial.pk) not in page.replace(f"/bulk/{trial.pk}/", "").replace(
        f"/jobs/{trial.pk}/", ""
    )
    done = stef.post(f"/bulk/{trial.pk}/carry-out/")
    assert done.status_code == 303
    real = BulkOperation.objects.get(dry_run=False)
    assert done.headers["Location"] == f"/bulk/{real.pk}/"


def test_what_was_done_is_undone_with_a_click_and_offered_once(stef, pause):
    real = pause()
    assert f"/bulk/{real.pk}/undo/" in stef.get(f"/bulk/{real.pk}/").content.decode()
    stef.post(f"/bulk/{real.pk}/undo/")
    jobs.run(job_id=BulkOperation.objects.get(undoes=real).pk)
    assert set(Source.objects.values_list("state", flat=True)) == {"active"}
    assert f"/bulk/{real.pk}/undo/" not in stef.get(f"/bulk/{real.pk}/").content.decode()


def test_items_are_narrowed_to_an_outcome(stef, pause):
    real = pause()
    page = stef.get(f"/bulk/{real.pk}/?outcome=refused", headers={"HX-Request": "true"})
    told = page.content.decode()
    assert "Nothing that you see" in told
    assert "shop 0" not in told
    assert "<html" not in told
    assert "Nothing has come out like this" in stef.get(
        f"/bulk/{real.pk}/?outcome=failed"
    ).content.decode()  # fmt: skip


def test_a_page_costs_the_same_however_many_items_there_are(
    stef, pause, django_assert_max_num_queries
):
    real = pause()
    with django_assert_max_num_queries(16):
        stef.get(f"/bulk/{real.pk}/")


def test_jobs_lead_to_it(stef, pause):
    real = pause()
    assert f"/bulk/{real.pk}/" in stef.get("/jobs/").content.decode()


def test_another_one_s_is_hidden(cast, client, pause):
    real = pause()
    client.force_login(cast.vera)
    assert client.get(f"/bulk/{real.pk}/").status_code == 404
    assert client.post(f"/bulk/{real.pk}/undo/").status_code == 404
