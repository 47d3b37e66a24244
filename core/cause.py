"""Why something happens: the request or job behind a verb, carried to its events and changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """`kind` is request, job or command; `id` is the request id or the job's id."""

    kind: str = ""
    id: str = ""
    reason: str = ""


NONE = Cause()
_current: ContextVar[Cause] = ContextVar("cause", default=NONE)


def current() -> Cause:
    """The cause of what is being done right now; empty outside requests, jobs and commands."""
    return _current.get()


@contextmanager
def because(cause: Cause) -> Iterator[None]:
    """Everything published or recorded inside the block names this cause."""
    token = _current.set(cause)
    try:
        yield
    finally:
        _current.reset(token)
