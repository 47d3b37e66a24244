"""What a scan has to do, what it may believe, and its receipt. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from core.refusals import Refusal
from governance.connector import Fingerprint, Identity, Key, Selection


class AnotherDatabase(Refusal):
    """The source answers as another database than the one scanned before."""


class Known(NamedTuple):
    """A relation that the catalogue has already."""

    id: UUID
    digest: bytes | None
    external_id: str | None


@dataclass
class Receipt:
    """What became of every relation that was seen: seen = stored + unchanged + filtered + failed.

    `counted` is the source's own, independent count. `added`, `changed` and `retired` count
    assets: relations, columns and schemas. `held` counts relations that vanished and wait for a
    person to say so.
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
    held: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether every relation is accounted for and as many were seen as were counted."""
        parts = self.stored + self.unchanged + self.filtered + self.failed
        return self.seen == parts == self.counted

    @property
    def complete(self) -> bool:
        """Whether the catalogue says what the source does: only then is a scan a success."""
        return self.adds_up and self.failed == 0 and self.held == 0


@dataclass(frozen=True)
class Plan:
    """Which relations to fetch, which have vanished, which nobody wants any more."""

    fetch: list[Key]
    vanished: list[Key]
    unwanted: list[Key]
    unchanged: int
    schemas: set[str] = field(default_factory=set)


def plan(marks: Mapping[Key, Fingerprint], known: Mapping[Key, Known], selected: Selection) -> Plan:
    """Compare the fingerprints of what is selected with the known ones; work is what differs."""
    fetch = [
        key for key, mark in marks.items() if key not in known or known[key].digest != mark.digest
    ]
    missing = sorted(known.keys() - marks.keys())
    return Plan(
        fetch=fetch,
        vanished=[key for key in missing if selected.takes(*key)],
        unwanted=[key for key in missing if not selected.takes(*key)],
        unchanged=len(marks) - len(fetch),
        schemas={schema for schema, _ in marks},
    )


def renamed(
    vanished: Collection[Key], known: Mapping[Key, Known], marks: Mapping[Key, Fingerprint]
) -> dict[Key, Key]:
    """Which of the vanished are there under another name: the source's own stable id says so."""
    now = {mark.external_id: key for key, mark in marks.items()} if vanished else {}
    pairs = ((key, now.get(known[key].external_id or "")) for key in vanished)
    return {old: new for old, new in pairs if new is not None}


def held_because(vanished: int, known: int, share: int, same_reach: bool) -> str:
    """Why vanished relations must wait for a person: `reach`, `share`, or "" when they need not.

    `reach`: the account may see other things than before, so they may only be out of sight.
    `share`: more than so many per cent of what was known is gone, which is rarely meant. A single
    one is never held for that: in a small source it is a large share, and an ordinary day.
    """
    if not vanished:
        return ""
    if not same_reach:
        return "reach"
    return "share" if vanished > 1 and vanished * 100 > share * known else ""


def recognise(before: Mapping[str, Any], now: Identity) -> None:
    """Raise AnotherDatabase when the source's own id is not the one of the last scan.

    A server restored from a backup or moved elsewhere has another id as well: a person decides.
    """
    was = before.get("stable_id")
    if was and now.stable_id and was != now.stable_id:
        raise AnotherDatabase(
            "another_database", before=_told(before), now=f"{now.product} {now.version}"
        )


def _told(identity: Mapping[str, Any]) -> str:
    return f"{identity.get('product', '')} {identity.get('version', '')}".strip()
