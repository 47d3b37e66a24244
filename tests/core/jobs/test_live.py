"""The socket of open pages, through the whole application and the real channel layer."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.db import OperationalError

from config.asgi import application
from core import push
from core.access import actions as access
from core.events import actions as events
from core.jobs import actions as jobs
from core.jobs import live
from core.jobs.models import Job, JobLog
from core.people import actions as people
from tests.core.web import web

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crew(transactional_db: Any, cast: Any) -> Any:
    """The cast, where other threads and connections see it."""
    return cast


@pytest.fixture(autouse=True)
def _kind(declare: Any, queued: Any) -> None:
    declare(lambda run: None)


def conversation(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run a test that talks to a socket; verbs in it run as they do below a view."""

    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        async_to_sync(test)(*args, **kwargs)

    return run


class Socket(ApplicationCommunicator):
    """What a browser does with a WebSocket. Channels' own helper would bring another server."""

    async def open(self) -> None:
        await self.send_input({"type": "websocket.connect"})
        self.is_open = (await self.receive_output(5))["type"] == "websocket.accept"

    async def send_text(self, text: str) -> None:
        await self.send_input({"type": "websocket.receive", "text": text})

    async def leave(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)


async def opened(user: Any, job: Any = None, *, browser: Any = None, origin: str = "") -> Socket:
    """An open socket in the browser of this user."""
    cookies = (browser or await sync_to_async(web)(user)).cookies
    scope = {
        "type": "websocket",
        "path": "/ws/live/",
        "query_string": f"job={getattr(job, 'pk', job)}".encode() if job else b"",
        "headers": [
            (b"cookie", "; ".join(f"{k}={v.value}" for k, v in cookies.items()).encode()),
            (b"origin", (origin or "http://localhost").encode()),
        ],
        "subprotocols": [],
    }
    socket = Socket(application, scope)
    await socket.open()
    return socket


async def closed_with(socket: Socket) -> int:
    """The code that a socket is closed with; fails when anything is said before."""
    said = await socket.receive_output(5)
    assert said["type"] == "websocket.close", said
    return int(said["code"])


async def hear(socket: Socket) -> str:
    return str((await socket.receive_output(5))["text"])


def start(by: Any) -> Job:
    about = jobs.About("", UUID(int=1), "the whole house")
    return jobs.start(kind="test.work", by=by, about=about)


def move(job: Job, **fields: Any) -> None:
    """Change the row and tell, as a running job does."""
    Job.objects.filter(pk=job.pk).update(**fields)
    push.tell(f"job.{job.pk}", job=str(job.pk))


def say(job: Job, count: int) -> None:
    JobLog.objects.create(
        job=job, at=job.created_at, level="info", code="unsealed", params={"count": count}
    )


@conversation
async def test_a_stranger_is_turned_away(db: None) -> None:
    socket = await opened(None)
    assert await closed_with(socket) == live.SIGNED_OUT


@conversation
async def test_another_site_cannot_open_a_socket(crew: Any) -> None:
    socket = await opened(crew.ann, origin="https://elsewhere.example")
    assert not socket.is_open


@conversation
async def test_nobody_joins_the_job_of_another(crew: Any) -> None:
    job = await sync_to_async(start)(crew.ann)
    socket = await opened(crew.nobody, job)
    assert await closed_with(socket) == live.NOT_FOUND
    await sync_to_async(move)(job, phase="secret_phase")
    assert await socket.receive_nothing(0.7)


@pytest.mark.parametrize("job", ["nonsense", str(uuid4()), "' OR 1=1", "%00"])
def test_a_job_that_does_not_exist_cannot_be_followed(crew: Any, job: str) -> None:
    @conversation
    async def follow() -> None:
        assert await closed_with(await opened(crew.ann, job)) == live.NOT_FOUND

    follow()


@conversation
async def test_progress_log_receipt_and_end_arrive(crew: Any) -> None:
    job = await sync_to_async(start)(crew.ann)
    await sync_to_async(say)(job, 41)
    socket = await opened(crew.ann, job)
    first = await hear(socket)
    assert "Queued" in first
    assert 'hx-swap-oob="innerHTML:#log"' in first  # all there is, however often it reconnects
    assert "41 of the newest" in first

    await sync_to_async(say)(job, 42)
    done = {"progress_done": 1200, "progress_total": 5000, "phase": "reading_columns"}
    counts = {"seen": 77, "stored": 77}
    await sync_to_async(move)(job, state="running", counts=counts, **done)
    second = await hear(socket)
    for text in ("Running", "1,200 of 5,000", "reading columns", "77", "42 of the newest"):
        assert text in second, text
    assert 'hx-swap-oob="beforeend:#log"' in second
    assert "41 of the newest" not in second
    assert "job-actions" not in second  # the button with its form stays as it was served

    code = {"state": "failed", "trouble_code": "worker_died"}
    await sync_to_async(move)(job, **code)
    third = await hear(socket)
    assert "ended without a word" in third
    assert 'id="job-actions"' in third
    assert "<form" not in third
    await socket.leave()


@conversation
async def test_every_page_counts_the_jobs_that_run(crew: Any) -> None:
    socket = await opened(crew.vera)
    assert 'id="jobs-count"' in await hear(socket)
    job = await sync_to_async(start)(crew.vera)
    assert '<span class="badge">1</span>' in await hear(socket)
    await sync_to_async(jobs.run)(job_id=job.pk)
    assert "badge" not in await hear(socket)
    await sync_to_async(start)(crew.ann)
    assert await socket.receive_nothing(0.8)
    await socket.leave()


@conversation
async def test_hints_without_news_send_nothing(crew: Any) -> None:
    job = await sync_to_async(start)(crew.ann)
    socket = await opened(crew.ann, job)
    await hear(socket)
    for _ in range(5):
        await sync_to_async(move)(job)
    assert await socket.receive_nothing(1.2)
    await socket.leave()


@conversation
async def test_a_storm_of_hints_makes_two_messages_a_second(crew: Any) -> None:
    job = await sync_to_async(start)(crew.ann)
    socket = await opened(crew.ann, job)
    await hear(socket)
    began, heard = time.monotonic(), 0
    for done in range(200):
        await sync_to_async(move)(job, progress_done=done, progress_total=200)
        await asyncio.sleep(0.005)
    while not await socket.receive_nothing(0.8):
        await hear(socket)
        heard += 1
    seconds = time.monotonic() - began
    assert 1 <= heard <= seconds * 2 + 1
    await socket.leave()


@conversation
async def test_a_shut_account_is_cut_off(crew: Any) -> None:
    socket = await opened(crew.andy)
    await hear(socket)
    await sync_to_async(access.deactivate)(user=crew.andy, by=crew.ann)
    await sync_to_async(_deliver)()
    assert await closed_with(socket) == live.SIGNED_OUT


def _deliver() -> None:
    """Bring the news until nothing is left: other databases of the server hold it back a while."""
    for _ in range(50):
        events.deliver()
        time.sleep(0.02)


@conversation
async def test_who_signs_out_is_cut_off(crew: Any) -> None:
    browser = await sync_to_async(web)(crew.vera)
    socket = await opened(crew.vera, browser=browser)
    await hear(socket)
    await sync_to_async(browser.post)("/sign-out/")
    await sync_to_async(push.tell)(f"user.{crew.vera.pk}")
    assert await closed_with(socket) == live.SIGNED_OUT


@conversation
async def test_a_new_password_cuts_off_the_other_sessions(crew: Any) -> None:
    socket = await opened(crew.vera)
    await hear(socket)
    change = sync_to_async(people.change_password)
    await change(user=crew.vera, old="vera-passphrase-1", new="a much better passphrase")
    await sync_to_async(push.tell)(f"user.{crew.vera.pk}")
    assert await closed_with(socket) == live.SIGNED_OUT


@conversation
async def test_a_right_that_was_taken_ends_the_watching(crew: Any) -> None:
    job = await sync_to_async(start)(crew.ann)
    socket = await opened(crew.vera, job)
    await hear(socket)
    binding = await sync_to_async(crew.vera.bindings.get)()
    await sync_to_async(access.unbind)(binding=binding, by=crew.ann)
    await sync_to_async(move)(job, phase="secret_phase")
    assert await closed_with(socket) == live.NOT_FOUND


@conversation
async def test_a_database_that_is_away_for_a_moment_ends_nothing(
    crew: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([OperationalError("gone"), OperationalError("gone")])
    real = live.queries.running_count

    def sometimes(user: Any) -> int:
        if (error := next(answers, None)) is not None:
            raise error
        return int(real(user))

    monkeypatch.setattr(live, "PATIENCE", 0.05)
    monkeypatch.setattr(live.queries, "running_count", sometimes)
    socket = await opened(crew.vera)
    assert 'id="jobs-count"' in await hear(socket)
    await socket.leave()


@conversation
async def test_a_lost_hint_costs_time_only(crew: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "WATCHING", 0.2)
    job = await sync_to_async(start)(crew.ann)
    socket = await opened(crew.ann, job)
    await hear(socket)
    await sync_to_async(Job.objects.filter(pk=job.pk).update)(phase="untold")
    assert "untold" in await hear(socket)
    await socket.leave()


@conversation
async def test_times_are_told_in_the_zone_of_the_reader(crew: Any) -> None:
    change = sync_to_async(access.change_person)
    await change(user=crew.ann, by=crew.ann, time_zone="Asia/Kathmandu")
    job = await sync_to_async(start)(crew.ann)
    socket = await opened(crew.ann, job)
    assert "+05:45" in await hear(socket)
    await socket.leave()


@conversation
async def test_what_a_browser_says_is_not_listened_to(crew: Any) -> None:
    socket = await opened(crew.vera)
    await hear(socket)
    for text in ("", "{}", '{"type": "told"}', "x" * 10_000):
        await socket.send_text(text)
    assert await socket.receive_nothing(0.8)
    await socket.leave()
