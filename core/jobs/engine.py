"""Kinds of work: what a job of each kind runs, where, and who may watch it. Pure registry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.jobs.rules import UnknownKind

Work = Callable[[Any], None]


@dataclass(frozen=True)
class Kind:
    """`view_right` on the job's container lets others than its starter watch it.

    A `restartable` job is queued again when its worker dies, others fail.
    """

    slug: str
    run: Work
    label: Any
    queue: str
    view_right: str
    cancel_right: str
    restartable: bool


_kinds: dict[str, Kind] = {}


def kind(
    slug: str,
    *,
    label: Any,
    view_right: str,
    cancel_right: str,
    queue: str = "short",
    restartable: bool = False,
) -> Callable[[Work], Work]:
    """Declare the decorated function as the work of jobs of this kind (in a room's tasks.py)."""

    def declare(run: Work) -> Work:
        if slug in _kinds:
            raise ValueError(f"Two kinds of job are called {slug}.")
        _kinds[slug] = Kind(slug, run, label, queue, view_right, cancel_right, restartable)
        return run

    return declare


def get(slug: str) -> Kind:
    """The kind; raises UnknownKind."""
    if slug not in _kinds:
        raise UnknownKind("unknown_job_kind", kind=slug)
    return _kinds[slug]


def kinds() -> dict[str, Kind]:
    """Every kind, by slug."""
    return dict(sorted(_kinds.items()))
