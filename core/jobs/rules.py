"""The life of a job. Pure."""

import json
from collections.abc import Mapping
from typing import Any

from core.refusals import Impossible, Refusal

ATTEMPTS = 3
_MOVES = {
    "queued": {"running", "cancelled"},
    "running": {"succeeded", "partial", "failed", "cancelled", "queued"},
}


class Cancelled(Exception):
    """Raised inside a running job when somebody asked to cancel it."""


class AlreadyRunning(Impossible):
    """The same work is already waiting or running; `job_id` names it."""

    def __init__(self, job_id: str, receipt: str) -> None:
        super().__init__("already_running", receipt=receipt, job=job_id)


class UnknownKind(Refusal):
    """No code on this installation runs jobs of this kind."""


def may_move(state: str, to: str) -> bool:
    """Whether a job may go from one state to another."""
    return to in _MOVES.get(state, set())


def share(done: int, total: int | None) -> int | None:
    """Progress as whole per cent; None while the total is unknown."""
    if not total:
        return None
    return min(100, done * 100 // total)


def plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as they can be stored, whatever an error carried."""
    plain: dict[str, Any] = json.loads(json.dumps(params, default=str).replace("\\u0000", ""))
    return plain
