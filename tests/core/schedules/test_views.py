from typing import Any

import pytest

from core.access import actions as access
from core.access.models import Role
from core.jobs import engine
from core.jobs.models import Job
from core.schedules import actions as schedules
from core.schedules.models import Schedule
from tests.core.web import LARGEST, grows, web


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(engine, "_kinds", dict(engine._kinds))
    rights = {"view_right": "scans.view", "cancel_right": "scans.manage"}
    engine.kind("test.work", label="Work", **rights)(lambda run: None)
    return "test.work"


@pytest.fixture
def nightly(cast: Any, kind: str) -> Schedule:
    return schedules.plan(name="Every night", kind=kind, cron="0 3 * * *", by=cast.ann)


def url(schedule: Schedule, verb: str = "") -> str:
    return f"/schedules/{schedule.pk}/{verb + '/' if verb else ''}"


def fields(schedule: Schedule, **changed: Any) -> dict[str, Any]:
    names = ("name", "cron", "zone", "missed", "overlap", "revision")
    return {**{name: getattr(schedule, name) for name in names}, **changed}


def test_a_schedule_is_listed_with_what_became_of_it(cast: Any, nightly: Schedule) -> None:
    assert "Has not run yet" in web(cast.ann).get("/schedules/").content.decode()
    Schedule.objects.update(last_outcome="skipped")
    assert "still going" in web(cast.ann).get("/schedules/").content.decode()
    Schedule.objects.update(next_at=nightly.created_at)
    schedules.tick()
    page = web(cast.ann).get("/schedules/").content.decode()
    assert Job.objects.get().receipt in page


def test_it_is_changed(cast: Any, nightly: Schedule) -> None:
    changed = fields(nightly, cron="30 4 * * *", zone="Europe/Lisbon", name="Later")
    assert web(cast.ann).post(url(nightly), changed).status_code == 303
    nightly.refresh_from_db()
    assert (nightly.cron, nightly.zone, nightly.name) == ("30 4 * * *", "Europe/Lisbon", "Later")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"cron": "every night"}, "is not a cron expression"),
        ({"cron": "0 0 31 2 *"}, "is not a cron expression"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"overlap": "explode"}, "Select a valid choice"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said(cast: Any, nightly: Schedule, wrong: Any, says: str) -> None:
    answer = web(cast.ann).post(url(nightly), fields(nightly, **wrong))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Schedule.objects.get().revision == nightly.revision


def test_an_unusual_zone_that_is_set_can_stay(cast: Any, kind: str) -> None:
    odd = schedules.plan(name="Odd", kind=kind, cron="0 3 * * *", zone="Etc/GMT+5", by=cast.ann)
    assert web(cast.ann).post(url(odd), fields(odd, name="Odd still")).status_code == 303


def test_who_was_slower_overwrites_nothing(cast: Any, nightly: Schedule) -> None:
    stale = fields(nightly, name="Mine")
    schedules.change(schedule=nightly, by=cast.ann, name="Theirs")
    assert web(cast.ann).post(url(nightly), stale).status_code == 412
    assert Schedule.objects.get().name == "Theirs"


def test_it_is_paused_resumed_and_deleted(cast: Any, nightly: Schedule) -> None:
    client = web(cast.ann)
    assert "no longer starts" in client.post(url(nightly, "disable"), follow=True).content.decode()
    assert not Schedule.objects.get().enabled
    assert "starts again" in client.post(url(nightly, "enable"), follow=True).content.decode()
    assert Schedule.objects.get().enabled
    assert "is deleted" in client.post(url(nightly, "remove"), follow=True).content.decode()
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"), [("andy", 403), ("vera", 404), ("nobody", 404), ("stef", 303)]
)
def test_only_planners_change_it(cast: Any, nightly: Schedule, name: str, status: int) -> None:
    client = web(getattr(cast, name))
    assert client.post(url(nightly, "disable")).status_code == status
    assert client.post(url(nightly), fields(nightly, revision="")).status_code in (status, 422)


def test_who_sees_a_part_sees_its_schedules_only(cast: Any, nightly: Schedule, kind: str) -> None:
    sales = access.make_domain(name="Sales", by=cast.ann)
    role = Role.objects.get(slug="steward")
    access.bind(user=cast.nobody, role=role, container=sales, by=cast.ann)
    own = schedules.plan(
        name="Sales nightly", kind=kind, cron="0 1 * * *", by=cast.ann, about=sales
    )
    client = web(cast.nobody)
    page = client.get("/schedules/").content.decode()
    assert "Sales nightly" in page
    assert "Every night" not in page
    assert client.post(url(own, "disable")).status_code == 303
    assert client.post(url(nightly, "disable")).status_code == 404


def test_a_long_list_stays_small(cast: Any, kind: str) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            schedules.plan(name="Every single night", kind=kind, cron="0 3 * * *", by=cast.ann)
        schedules.tick(now=Schedule.objects.latest("next_at").next_at)

    few, many, size = grows(web(cast.ann), "/schedules/", add)
    assert many == few + 1  # a longer list is also counted
    assert size < LARGEST
