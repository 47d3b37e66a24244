from typing import Any
from uuid import UUID

import pytest

from core.jobs import actions as jobs
from core.jobs.models import Job, JobLog
from tests.core.web import LARGEST, grows, htmx, web


@pytest.fixture(autouse=True)
def _kind(declare: Any) -> None:
    declare(lambda run: None)


def url(job: Job, verb: str = "") -> str:
    return f"/jobs/{job.pk}/{verb + '/' if verb else ''}"


def start(cast: Any, **more: Any) -> Job:
    about = jobs.About("", UUID(int=1), "the whole house")
    return jobs.start(kind="test.work", by=more.pop("by", cast.ann), about=about, **more)


def log(job: Job, number: int, level: str = "info") -> None:
    JobLog.objects.bulk_create(
        JobLog(job=job, at=job.created_at, level=level, code="unsealed", params={"count": n})
        for n in range(number)
    )


def test_one_sees_ones_own_jobs_and_those_one_may_watch(cast: Any) -> None:
    own, other = start(cast, by=cast.nobody), start(cast)
    page = web(cast.nobody).get("/jobs/").content.decode()
    assert own.receipt in page
    assert other.receipt not in page
    assert web(cast.nobody).get(url(own)).status_code == 200
    for verb in ("", "log"):
        assert web(cast.nobody).get(url(other, verb)).status_code == 404
    assert web(cast.nobody).post(url(other, "cancel")).status_code == 404
    assert other.receipt in web(cast.vera).get("/jobs/").content.decode()  # holds scans.view


def test_the_list_is_narrowed_by_the_address(cast: Any) -> None:
    live, dead = start(cast), start(cast, by=cast.stef)
    Job.objects.filter(pk=dead.pk).update(state="failed", trouble_code="worker_died")
    client = web(cast.ann)

    def shown(**asked: str) -> set[str]:
        fragment = client.get("/jobs/", asked, headers=htmx()).content.decode()
        assert "<html" not in fragment
        return {job.receipt for job in (live, dead) if job.receipt in fragment}

    assert shown() == {live.receipt, dead.receipt}
    assert shown(state="failed") == {dead.receipt}
    assert shown(whose="mine") == {live.receipt}
    assert shown(kind="test.work", state="queued") == {live.receipt}
    assert shown(state="succeeded") == set()
    assert shown(state="nonsense", kind="nonsense") == {live.receipt, dead.receipt}
    assert "No job fits these filters." in client.get("/jobs/?state=succeeded").content.decode()


def test_a_job_says_who_when_and_why_it_failed(cast: Any, declare: Any, run: Any) -> None:
    def work(running: Any) -> None:
        running.progress(40, 100, "reading_columns")
        running.log("warning", "unsealed", count=7)
        running.counts(seen=10, stored=4, unchanged=5, filtered=0, failed=0, renamed=2)
        raise RuntimeError("a secret that is nobody's business")

    declare(work, slug="test.fails")
    job = run(jobs.start(kind="test.fails", by=cast.ann))
    page = web(cast.ann).get(url(job)).content.decode()
    for text in (
        "test.fails",
        job.receipt,
        "Ann",
        "Something unexpected went wrong (RuntimeError).",
        "reading columns",
        "7 of the newest changes are not sealed yet.",
        "The parts do not add up",
        "Renamed",
    ):
        assert text in page, text
    assert "a secret" not in page


def test_a_live_job_is_followed_and_a_finished_one_is_not(cast: Any, run: Any) -> None:
    job = start(cast)
    assert f"/ws/live/?job={job.pk}" in web(cast.ann).get(url(job)).content.decode()
    run(job)
    assert f"/ws/live/?job={job.pk}" not in web(cast.ann).get(url(job)).content.decode()


def test_a_job_is_stopped_by_its_starter_or_with_the_right(cast: Any) -> None:
    own, other = start(cast, by=cast.nobody), start(cast)
    answer = web(cast.nobody).post(url(own, "cancel"), follow=True)
    assert "stops at its next checkpoint" in answer.content.decode()
    assert Job.objects.get(pk=own.pk).state == "cancelled"
    assert (
        "has ended already" in web(cast.ann).post(url(own, "cancel"), follow=True).content.decode()
    )
    assert "Stop this job" not in web(cast.vera).get(url(other)).content.decode()
    assert web(cast.vera).post(url(other, "cancel")).status_code == 403
    assert web(cast.stef).post(url(other, "cancel")).status_code == 303


def test_a_kind_that_is_no_longer_installed_still_shows(cast: Any) -> None:
    job = start(cast)
    Job.objects.filter(pk=job.pk).update(kind="gone.kind")
    assert "gone.kind" in web(cast.ann).get(url(job)).content.decode()
    assert "gone.kind" in web(cast.ann).get("/jobs/").content.decode()


def test_a_long_log_is_shown_from_its_end_and_can_be_read_whole(cast: Any) -> None:
    job = start(cast)
    log(job, 500)
    client = web(cast.ann)
    page = client.get(url(job))
    assert len(page.content) < LARGEST
    assert "499 of the newest" in page.content.decode()
    assert "399 of the newest" not in page.content.decode()
    seen: list[str] = []
    at = url(job, "log")
    while at:
        page = client.get(at)
        assert len(page.content) < LARGEST
        seen += [line["text"] for line in page.context["lines"]]
        at = page.context["page"].next_url
    assert len(seen) == 500
    assert seen[0].startswith("0 of")


def test_the_tray_has_ones_own_newest_jobs(cast: Any, run: Any) -> None:
    done, waiting, other = run(start(cast)), start(cast), start(cast, by=cast.stef)
    tray = web(cast.ann).get("/jobs/tray/").content.decode()
    assert f"/jobs/{done.pk}/" in tray
    assert f'id="tray-{waiting.pk}"' in tray
    assert str(other.pk) not in tray
    assert '<span class="badge">1</span>' in tray
    assert "No jobs yet" in web(cast.nobody).get("/jobs/tray/").content.decode()


def test_hostile_text_is_shown_as_text(cast: Any) -> None:
    job = start(cast)
    name = "<script>alert(1)</script>"
    Job.objects.filter(pk=job.pk).update(about_label=name, phase="<b>", trouble_code="<i>")
    for at in ("/jobs/", url(job), "/jobs/tray/"):
        assert name not in web(cast.ann).get(at).content.decode()


def test_long_lists_stay_small(cast: Any) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            start(cast)
        Job.objects.update(state="failed", trouble_code="already_running")

    few, many, size = grows(web(cast.ann), "/jobs/", add)
    assert many == few + 1  # a longer list is also counted
    assert size < LARGEST
