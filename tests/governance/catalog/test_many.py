"""One verb for many assets, chosen in the list."""

import re

import pytest

from core.bulk.models import BulkOperation
from core.jobs import actions as jobs
from governance.catalog.models import Asset

pytestmark = pytest.mark.django_db
URL = "/assets/bulk/"


@pytest.fixture
def stef(cast, client, shop):
    client.force_login(cast.stef)
    return client


def tables():
    return [str(pk) for pk in Asset.objects.filter(kind=3).values_list("pk", flat=True)]


def test_rows_can_be_chosen_by_who_may_do_something(cast, client, shop):
    for who, chosen in ((cast.stef, True), (cast.vera, False)):
        client.force_login(who)
        assert ("choose=1" in client.get("/assets/").content.decode()) is chosen
        page = client.get("/assets/?choose=1").content.decode()
        assert ('form="bulk"' in page) is chosen
        assert ('<option value="retire">Retire</option>' in page) is chosen


def test_it_is_asked_for_then_tried_then_done(stef):
    chosen = {"verb": "describe", "asset": tables()}
    page = stef.post(URL, chosen).content.decode()
    assert "2 assets are chosen." in page
    assert page.count('name="asset"') == 2
    tried = stef.post(
        URL, {**chosen, "try": "1", "description": "Of the shop", "reason": "first sweep"}
    )
    trial = BulkOperation.objects.get()
    assert (tried.status_code, tried.headers["Location"]) == (303, f"/bulk/{trial.pk}/")
    jobs.run(job_id=trial.pk)
    assert not Asset.objects.filter(said="Of the shop").exists()
    assert "This was a trial" in stef.get(f"/bulk/{trial.pk}/").content.decode()
    stef.post(f"/bulk/{trial.pk}/carry-out/")
    jobs.run(job_id=BulkOperation.objects.get(dry_run=False).pk)
    assert Asset.objects.filter(said="Of the shop").count() == 2


def test_everything_that_the_filters_find_is_what_the_list_shows(stef):
    query = "kind=table&kind=view&q=o"
    shown = stef.get(f"/assets/?choose=1&{query}").content.decode()
    sent = {"verb": "retire", "everything": "1", "query": query, "try": "1", "reason": ""}
    stef.post(URL, sent)
    listed = set(re.findall(r'name="asset" value="([0-9a-f-]{36})"', shown))
    items = BulkOperation.objects.get().items.values_list("object_id", flat=True)
    assert {str(pk) for pk in items} == listed
    assert listed


@pytest.mark.parametrize(
    ("verb", "given"),
    [("own", {"owner": "vera"}), ("move", {"domain": "00000000-0000-7000-8000-000000000002"})],
)
def test_people_are_named_and_domains_chosen(stef, verb, given):
    sent = {"verb": verb, "asset": tables(), "try": "1", "reason": ""}
    assert stef.post(URL, {**sent, **given}).status_code == 303
    assert stef.post(URL, {**sent, **dict.fromkeys(given, "nobody at all")}).status_code == 422


def test_nothing_chosen_is_said_in_the_form(stef):
    told = stef.post(URL, {"verb": "retire", "try": "1", "reason": ""})
    assert told.status_code == 422
    assert "Nothing is selected." in told.content.decode()


def test_who_may_not_is_refused(cast, client, shop):
    client.force_login(cast.vera)
    assert client.post(URL, {"verb": "retire", "asset": tables()}).status_code == 403
