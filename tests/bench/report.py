"""How every section of the bench prints what it measured: one line a figure."""

import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any


def title(text: str) -> None:
    print(f"\n{text}\n")


def row(label: str, seconds: float, ratio: float | None = None) -> None:
    """Milliseconds, and how many times the floor that is, where there is one."""
    told = f"{ratio:8.2f} × floor" if ratio is not None else ""
    print(f"{label:<34} {seconds * 1000:>6.0f} ms {told}")


def rate(label: str, count: int, seconds: float) -> None:
    """How many a second."""
    print(f"{label:<34} {count / seconds:>9,.0f} a second ({count:,} in {seconds:.1f} s)")


def spread(label: str, asked: Iterable[Callable[[], Any]]) -> None:
    """The median and the 95th percentile of these calls, each made once."""
    times = sorted(seconds(call) for call in asked)
    late = times[min(len(times) - 1, len(times) * 95 // 100)]
    median = statistics.median(times)
    print(f"{label:<34} {median * 1000:>6.1f} ms median {late * 1000:>8.1f} ms p95")


def seconds(call: Callable[[], Any]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
