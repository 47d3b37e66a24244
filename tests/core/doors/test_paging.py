"""Every row of a list is met once, whatever the order values are."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from core.doors import paging
from core.events.models import Event
from core.jobs.models import Job

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def jobs(cast):
    """Forty jobs, of which groups share their end and some have none."""
    return Job.objects.bulk_create(
        Job(
            kind="test", by_id=cast.ann.pk, by_label="Ann",
            created_at=NOON + timedelta(microseconds=n % 7),
            finished_at=None if n % 3 == 0 else NOON + timedelta(seconds=n % 5),
        )
        for n in range(40)
    )  # fmt: skip


def walk(client, url, link="next"):
    """All pages from here in one direction."""
    while url:
        page = client.get(url).json()
        yield page
        url = page[link]


def ids(pages):
    return [row["id"] for page in pages for row in page["results"]]


@pytest.mark.parametrize("ordering", ["created_at", "-created_at", "finished_at", "-finished_at"])
@pytest.mark.parametrize("size", [1, 7, 40])
def test_every_row_once_forwards_and_backwards(cast, api, jobs, ordering, size):
    client = api(cast.ann)
    url = f"/api/v1/jobs?ordering={ordering}&page_size={size}"
    down = ordering.startswith("-")
    expected = Job.objects.order_by(ordering, "-id" if down else "id").values_list("id", flat=True)
    pages = list(walk(client, url))
    assert ids(pages) == [str(pk) for pk in expected]
    assert pages[0]["previous"] is None
    if pages[-1]["previous"]:
        back = list(walk(client, pages[-1]["previous"], "previous"))
        assert ids(reversed(back)) == ids(pages)[: -len(pages[-1]["results"])]
        assert back[0]["next"]
        assert not back[-1]["previous"]


def test_more_equal_values_than_a_page_can_hold(cast, api):
    Event.objects.bulk_create(
        Event(at=NOON, name="core.job.cancelled", by_id=cast.ann.pk, by_label="Ann")
        for _ in range(1500)
    )
    found = ids(
        walk(
            api(cast.ann),
            f"/api/v1/events?by={cast.ann.pk}&page_size=500&at__gte=2026-11-24T12:00:00Z&at__lt=2026-11-24T12:00:01Z",
        )
    )
    assert len(found) == len(set(found)) == 1500


def test_rows_that_come_and_go_shift_nothing(cast, api, jobs):
    client = api(cast.ann)
    first = client.get("/api/v1/jobs?ordering=created_at&page_size=10").json()
    Job.objects.filter(pk__in=[row["id"] for row in first["results"]]).delete()
    rest = ids(walk(client, first["next"]))
    assert len(rest) == 30


def test_page_whose_rest_is_gone_still_leads_back(cast, api, jobs):
    client = api(cast.ann)
    first = client.get("/api/v1/jobs?ordering=created_at&page_size=10").json()
    kept = [row["id"] for row in first["results"]]
    Job.objects.exclude(pk__in=kept).delete()
    empty = client.get(first["next"]).json()
    assert (empty["results"], empty["next"]) == ([], None)
    assert ids(walk(client, empty["previous"], "previous")) == kept[:-1]


@pytest.mark.parametrize("damage", [lambda c: c[:-1], lambda c: "x" + c, lambda c: "nonsense"])
def test_cursor_that_was_tampered_with(cast, api, jobs, damage):
    client = api(cast.ann)
    link = client.get("/api/v1/jobs?page_size=5").json()["next"]
    cursor = parse_qs(urlsplit(link).query)["cursor"][0]
    response = client.get("/api/v1/jobs", {"cursor": damage(cursor)})
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "cursor"


def test_cursor_of_another_order(cast, api, jobs):
    client = api(cast.ann)
    link = client.get("/api/v1/jobs?page_size=5").json()["next"]
    response = client.get(f"{link}&ordering=finished_at")
    assert response.status_code == 400


def test_count_only_when_asked(cast, api, jobs):
    client = api(cast.ann)
    assert "count" not in client.get("/api/v1/jobs").json()
    page = client.get("/api/v1/jobs?count=true&page_size=1").json()
    assert (page["count"], page["count_exact"]) == (40, True)


def test_count_stops_at_its_limit(cast, api, jobs, monkeypatch):
    assert paging.COUNT_LIMIT == 10_000
    for limit, exact in ((40, True), (39, False)):
        monkeypatch.setattr(paging, "COUNT_LIMIT", limit)
        page = api(cast.ann).get("/api/v1/jobs?count=true&page_size=1").json()
        assert (page["count"], page["count_exact"]) == (limit, exact)


@pytest.mark.parametrize("size", ["0", "501", "-1", "x", "1.5", "", "٣"])
def test_page_size_has_bounds(cast, api, size):
    assert api(cast.ann).get(f"/api/v1/jobs?page_size={size}").status_code == 400
