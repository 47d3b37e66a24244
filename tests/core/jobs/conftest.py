"""Kinds of work for the length of a test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.jobs import actions, engine
from core.jobs.models import Job
from core.people import queries as people


@pytest.fixture
def declare() -> Iterator[Callable[..., None]]:
    """Declare a kind of work."""
    before = dict(engine._kinds)

    def add(work: Callable[[Any], None], slug: str = "test.work", **more: Any) -> None:
        rights = {"view_right": "scans.view", "cancel_right": "scans.manage"}
        engine.kind(slug, label=slug, **{**rights, **more})(work)

    yield add
    engine._kinds.clear()
    engine._kinds.update(before)


@pytest.fixture
def start() -> Callable[..., Job]:
    """Queue work."""

    def queue(kind: str = "test.work", **more: Any) -> Job:
        return actions.start(kind=kind, by=more.pop("by", None) or people.system(), **more)

    return queue


@pytest.fixture
def run() -> Callable[[Job], Job]:
    """Run a job here and now."""

    def finish(job: Job) -> Job:
        actions.run(job_id=job.pk)
        job.refresh_from_db()
        return job

    return finish


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The groups of open pages that were told something."""
    groups: list[str] = []
    monkeypatch.setattr("core.push.tell", lambda group, **what: groups.append(group))
    return groups


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The messages that the broker took: (id of the job, queue)."""
    from celery import current_app

    messages: list[tuple[str, str]] = []
    monkeypatch.setattr(
        current_app.tasks["core.jobs.run"],
        "apply_async",
        lambda args, queue, **options: messages.append((args[0], queue)),
    )
    return messages
