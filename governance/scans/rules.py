"""What a scan has to do, and its receipt. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from governance.connector import Fingerprint, Key


@dataclass
class Receipt:
    """What became of every relation that was seen: seen = stored + unchanged + filtered + failed.

    `counted` is the source's own, independent count. `added`, `changed` and `retired` count
    assets: relations, columns and schemas.
    """

    seen: int = 0
    stored: int = 0
    unchanged: int = 0
    filtered: int = 0
    failed: int = 0
    counted: int | None = None
    added: int = 0
    changed: int = 0
    retired: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether every relation is accounted for and as many were seen as were counted."""
        parts = self.stored + self.unchanged + self.filtered + self.failed
        return self.seen == parts == self.counted

    @property
    def complete(self) -> bool:
        """Whether everything was read: only then may a scan be called a success."""
        return self.adds_up and self.failed == 0


@dataclass(frozen=True)
class Plan:
    """Which relations to fetch, which are gone, and what is left as it is."""

    fetch: list[Key]
    gone: list[Key]
    unchanged: int
    schemas: set[str] = field(default_factory=set)


def plan(
    marks: Mapping[Key, Fingerprint],
    known: Mapping[Key, bytes | None],
) -> Plan:
    """Compare the fingerprints of what is wanted with the known ones; work is what differs."""
    fetch = [key for key, mark in marks.items() if known.get(key) != mark.digest]
    return Plan(
        fetch=fetch,
        gone=sorted(known.keys() - marks.keys()),
        unchanged=len(marks) - len(fetch),
        schemas={schema for schema, _ in marks},
    )
