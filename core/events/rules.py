"""The catalogue of what can happen: names, meanings, and what an event says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.refusals import Refusal


class UnknownEvent(Refusal):
    """An event was published under a name that no catalogue lists."""


@dataclass(frozen=True)
class Announcement:
    """One entry of an app's `published.py`: the public contract of one event.

    `says` is the sentence that a feed shows (msgid, with %(name)s parameters: `by`, `about` and
    everything in `data`); `data` documents each key of the payload.
    """

    says: str
    data: Mapping[str, str] = field(default_factory=dict)


_catalogue: dict[str, Announcement] = {}


def announce(entries: Mapping[str, Announcement]) -> None:
    """Add an app's events to the catalogue."""
    _catalogue.update(entries)


def catalogue() -> Mapping[str, Announcement]:
    """Every event that can be published, by name."""
    return _catalogue


def known(name: str) -> Announcement:
    """The catalogue's entry; raises UnknownEvent."""
    if name not in _catalogue:
        raise UnknownEvent("unknown_event", name=name)
    return _catalogue[name]
