"""What waits for somebody, asked from every source."""

import logging
from dataclasses import dataclass, field

from core.inbox import engine
from core.people.models import User

logger = logging.getLogger(__name__)

ITEMS = 50  # at most from one source, and at most on a page


@dataclass(frozen=True)
class Waiting:
    """The items of all sources, most urgent first, and how many each source has."""

    items: list[engine.Item] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    silent: list[engine.Source] = field(default_factory=list)


def waiting(user: User, only: str = "") -> Waiting:
    """What waits for this user; `only` keeps the items of one source, but counts all."""
    found = Waiting()
    for source in engine.sources():
        try:
            items = list(source.ask(user, ITEMS))
        except Exception:  # one room that fails must not take the home page from everybody
            logger.exception("The inbox source %s failed", source.slug)
            found.silent.append(source)
            continue
        found.counts[source.slug] = len(items)
        if only in ("", source.slug):
            found.items.extend(items)
    found.items.sort(key=_urgency)
    del found.items[ITEMS:]
    return found


def _urgency(item: engine.Item) -> tuple[int, float]:
    """By tone, then the newest first."""
    tones = engine.TONES
    at = item.since.timestamp() if item.since else 0.0
    return tones.index(item.tone) if item.tone in tones else len(tones), -at
