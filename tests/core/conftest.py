"""What tests of the plumbing share: a second connection, subscribers, and patience."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

from core.events import engine

# Examples run beside other work: how long one takes says nothing about the code.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")


@pytest.fixture
def meanwhile(transactional_db: Any) -> Iterator[Callable[..., Future[Any]]]:
    """Run a function in a thread with a database connection of its own; a future of its result."""
    threads: list[threading.Thread] = []

    def start(work: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
            finally:
                connection.close()

        threads.append(threading.Thread(target=run, daemon=True))
        threads[-1].start()
        return future

    yield start
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive(), "a thread of this test hangs"


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Ask until the answer is true: other databases of the server hold the horizon back as well."""

    def ask(question: Callable[[], Any], seconds: float = 10) -> Any:
        deadline = time.monotonic() + seconds
        while not (answer := question()) and time.monotonic() < deadline:
            time.sleep(0.02)
        return answer

    return ask


@pytest.fixture
def subscribe() -> Iterator[Callable[..., None]]:
    """Subscribe a handler for the length of a test."""
    before = dict(engine._subscribers)

    def add(name: str, handle: Callable[[Any], None], *patterns: str) -> None:
        engine.on(name, *(patterns or ("*",)))(handle)

    yield add
    engine._subscribers.clear()
    engine._subscribers.update(before)
