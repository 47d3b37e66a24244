"""The API of scans: receipts, comparison, changes, what is held, guesses."""

from pathlib import Path
from typing import Any

import pytest

from core.jobs.models import Job
from governance.catalog.models import Asset
from governance.scans.models import Rename
from governance.sources.models import Source
from tests import factories
from tests.governance.scans.test_actions import change_shop
from tests.governance.scans.test_vanishing import HALF, TEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(cast: Any, folder: Path) -> Source:
    made = factories.source(factories.sqlite_file(folder / "wide.db", TEN), by=cast.ann)
    factories.scan(made)
    return made


@pytest.fixture
def held(source: Source) -> Job:
    change_shop(source, HALF + "ALTER TABLE t8 RENAME COLUMN name TO title;")
    return factories.scan(source)


def test_a_receipt_says_what_is_held(api: Any, cast: Any, held: Job) -> None:
    receipt = api(cast.vera).get(f"/api/v1/scans/{held.pk}").json()
    assert (receipt["held"], receipt["held_because"], receipt["state"]) == (5, "share", "partial")
    listed = api(cast.vera).get(f"/api/v1/scans/{held.pk}/held").json()["results"]
    assert [row["name"] for row in listed] == [f"t{n}" for n in range(5)]


def test_a_comparison_is_with_the_scan_before(api: Any, cast: Any, held: Job) -> None:
    told = api(cast.vera).get(f"/api/v1/scans/{held.pk}/comparison").json()
    assert (told["before"]["seen"], told["scan"]["seen"]) == (10, 5)
    assert told["difference"]["seen"] == -5


def test_the_changes_of_a_scan_are_what_it_counted(api: Any, cast: Any, held: Job) -> None:
    rows = api(cast.vera).get(f"/api/v1/scans/{held.pk}/changes").json()["results"]
    assert {row["verb"] for row in rows} == {"add", "retire"}
    assert len(rows) == held.counts["added"] + held.counts["changed"] + held.counts["retired"]


def test_releasing_and_keeping(api: Any, cast: Any, held: Job) -> None:
    assert api(cast.andy).post(f"/api/v1/scans/{held.pk}/release").status_code == 403
    assert api(cast.stef).post(f"/api/v1/scans/{held.pk}/release").json() == {"count": 5}
    again = api(cast.stef).post(f"/api/v1/scans/{held.pk}/keep")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_is_held")


def test_a_guess_is_listed_and_accepted(api: Any, cast: Any, held: Job) -> None:
    (guess,) = api(cast.vera).get("/api/v1/renames?state=open").json()["results"]
    assert (guess["evidence"], guess["new_name"].endswith("t8.title")) == ("structure", True)
    accepted = api(cast.stef).post(f"/api/v1/renames/{guess['id']}/accept")
    assert accepted.json()["state"] == "accepted"
    assert Asset.objects.get(pk=guess["old"]).name == "title"
    assert Rename.objects.get().decided_by == "Stef"


def test_taking_a_scan_back_answers_with_its_job(api: Any, cast: Any, held: Job) -> None:
    answer = api(cast.stef).post(
        f"/api/v1/scans/{held.pk}/roll-back", {"reason": "a mistake"}, format="json"
    )
    assert answer.status_code == 202
    job = factories.run(Job.objects.get(pk=answer.json()["id"]))
    assert (job.state, job.plan["reason"]) == (Job.State.SUCCEEDED, "a mistake")
    assert answer.headers["Location"].endswith(str(job.pk))


def test_how_much_may_vanish_is_a_field_of_the_source(api: Any, cast: Any, source: Source) -> None:
    client = api(cast.stef)
    wrong = client.patch(
        f"/api/v1/sources/{source.pk}",
        {"hold_share": 101},
        format="json",
        headers={"If-Match": "*"},
    )
    assert wrong.status_code == 400
    right = client.patch(
        f"/api/v1/sources/{source.pk}",
        {"hold_share": 60},
        format="json",
        headers={"If-Match": "*"},
    )
    assert right.json()["hold_share"] == 60


def test_lists_ask_a_constant_number_of_times(
    api: Any, cast: Any, held: Job, django_assert_max_num_queries: Any
) -> None:
    client = api(cast.stef)
    for path in ("scans", f"scans/{held.pk}/changes", f"scans/{held.pk}/held", "renames"):
        with django_assert_max_num_queries(14):
            assert client.get(f"/api/v1/{path}").status_code == 200
