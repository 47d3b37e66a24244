"""Who listens: named subscribers and the events they want. Pure registry."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

Handler = Callable[[Any], None]


@dataclass(frozen=True)
class Subscriber:
    """A named listener. Its handler gets one Event and must be idempotent."""

    name: str
    patterns: tuple[str, ...]
    handle: Handler

    def wants(self, event_name: str) -> bool:
        """Whether one of the patterns (`governance.source.*`) fits."""
        return any(fnmatchcase(event_name, pattern) for pattern in self.patterns)


_subscribers: dict[str, Subscriber] = {}


def on(name: str, *patterns: str) -> Callable[[Handler], Handler]:
    """Subscribe the decorated function under a stable name (its cursor is kept by that name)."""

    def subscribe(handle: Handler) -> Handler:
        if name in _subscribers:
            raise ValueError(f"Two subscribers are called {name}.")
        _subscribers[name] = Subscriber(name, patterns, handle)
        return handle

    return subscribe


def subscribers() -> list[Subscriber]:
    """Everyone who listens, in the order of their names."""
    return [_subscribers[name] for name in sorted(_subscribers)]
