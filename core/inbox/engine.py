"""What waits for a person: named sources of items, each asked when the home page is shown.

A room contributes in a file `inbox.py`, which is imported at start:

    @inbox.source("failed_scans", label=_("Scans that failed"))
    def failed_scans(user: User, limit: int) -> list[inbox.Item]: ...

A source gives at most `limit` items that this user may see *and can do something about*, newest
first; it asks the database a constant number of times. Pure registry.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TONES = ("red", "amber", "blue", "grey")  # how urgent, most urgent first


@dataclass(frozen=True)
class Deed:
    """The one thing to do about an item: a page to open, or (`post`) a verb to send right away."""

    label: Any
    url: str
    post: bool = False


@dataclass(frozen=True)
class Item:
    """One thing that waits. `what` is a sentence, `about` names the thing, `url` shows it."""

    what: Any
    about: str
    url: str
    since: datetime | None
    kind: Any  # a word for the chip: "Scan", "Token"
    tone: str = "amber"
    deed: Deed | None = None


Ask = Callable[[Any, int], Sequence[Item]]


@dataclass(frozen=True)
class Source:
    """Where items come from."""

    slug: str
    label: Any
    ask: Ask


_sources: dict[str, Source] = {}


def source(slug: str, *, label: Any) -> Callable[[Ask], Ask]:
    """Declare the decorated function as a source of items."""

    def declare(ask: Ask) -> Ask:
        _sources[slug] = Source(slug, label, ask)
        return ask

    return declare


def sources() -> list[Source]:
    """Every source, by slug."""
    return [_sources[slug] for slug in sorted(_sources)]
