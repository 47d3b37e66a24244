"""What a scan leaves to a person is on its page, in the inbox and in a list, with its buttons."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.jobs.models import Job
from governance.catalog.models import Asset
from governance.scans.models import Rename, Scan, Vanished
from governance.sources.models import Source
from tests import factories
from tests.governance.scans.test_actions import change_shop
from tests.governance.scans.test_vanishing import HALF, TEN, see

pytestmark = pytest.mark.django_db

RENAMED = "ALTER TABLE t7 ADD COLUMN odd DATE; ALTER TABLE t8 RENAME COLUMN name TO title;"


@pytest.fixture
def source(cast: Any, folder: Path) -> Source:
    made = factories.source(factories.sqlite_file(folder / "wide.db", TEN), by=cast.ann)
    factories.scan(made)
    return made


@pytest.fixture
def held(source: Source) -> Job:
    """A scan that misses half the tables and finds a column of another name."""
    change_shop(source, HALF + RENAMED)
    return factories.scan(source)


@pytest.fixture
def stef(client: Client, cast: Any) -> Client:
    client.force_login(cast.stef)
    return client


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_of_a_scan_says_what_it_holds_and_guesses(stef: Client, held: Job) -> None:
    told = page(stef, "governance:scan-detail", held.pk)
    assert "Gone, or only out of sight?" in told
    assert "shop.main.t0" in told
    assert "shop.main.t8.name → " in told
    assert "Beside the scan before" in told
    assert str(held.pk) not in told.replace(f"/{held.pk}/", "").replace(f"job={held.pk}", "")


def test_what_waits_is_in_the_inbox(stef: Client, held: Job) -> None:
    told = page(stef, "core:inbox")
    assert "5 tables or views were not found any more" in told
    assert "1 asset may only have been renamed or moved" in told


def test_the_buttons_do_what_they_say(stef: Client, held: Job) -> None:
    stef.post(reverse("governance:scan-release", args=[held.pk]))
    assert not Vanished.objects.exists()
    assert Asset.objects.get(fqn__endswith="main.t0").state == Asset.State.RETIRED
    guess = Rename.objects.get(state="open")
    stef.post(reverse("governance:rename-accept", args=[guess.pk]))
    assert Rename.objects.get(pk=guess.pk).state == "accepted"
    assert "Nothing waits" in page(stef, "governance:rename-list")


def test_a_refusal_is_told_and_changes_nothing(stef: Client, held: Job) -> None:
    stef.post(reverse("governance:scan-keep", args=[held.pk]))
    answer = stef.post(reverse("governance:scan-release", args=[held.pk]), follow=True)
    assert "Nothing waits for a decision here" in answer.content.decode()


def test_who_may_only_look_sees_no_buttons(client: Client, cast: Any, held: Job) -> None:
    client.force_login(cast.vera)
    told = page(client, "governance:scan-detail", held.pk)
    assert "They are gone" not in told
    assert "Take this scan back" not in told
    assert "Same" not in page(client, "governance:rename-list")


def test_taking_a_scan_back_is_a_job_to_watch(stef: Client, source: Source) -> None:
    change_shop(source, RENAMED)
    scan = factories.scan(source)
    answer = stef.post(reverse("governance:scan-roll-back", args=[scan.pk]))
    job = Job.objects.get(kind="governance.roll_back")
    assert answer.url == reverse("core:job-detail", args=[job.pk])
    factories.run(job)
    assert Scan.objects.get(pk=scan.pk).rolled_back_at
    assert "This scan was taken back" in page(stef, "governance:scan-detail", scan.pk)


def test_another_database_is_accepted_by_a_button(
    stef: Client, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    Source.objects.filter(pk=source.pk).update(identity={"stable_id": "A"})

    see(monkeypatch, stable_id="B", reach=None)
    failed = factories.scan(source)
    assert "Is it the same data, elsewhere?" in page(stef, "governance:scan-detail", failed.pk)
    stef.post(reverse("governance:source-scan", args=[source.pk]), {"accept_identity": "yes"})
    assert factories.run(Job.objects.latest("number")).state == Job.State.SUCCEEDED


def test_the_pages_ask_a_constant_number_of_times(
    stef: Client, held: Job, source: Source, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40):
        page(stef, "governance:scan-detail", held.pk)
    with django_assert_max_num_queries(25):
        page(stef, "governance:rename-list")
