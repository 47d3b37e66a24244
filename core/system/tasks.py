"""A worker's sign of life. It comes from the worker itself, not from its pool: long work that
keeps every process of the pool busy is no reason to take the worker for dead."""

from typing import Any

from celery.signals import worker_ready

from core.system import queries


@worker_ready.connect
def start_beating(sender: Any, **kwargs: Any) -> None:
    """Beat now and every few seconds from now on."""
    queries.beat()
    sender.timer.call_repeatedly(queries.PULSE.total_seconds(), queries.beat)
