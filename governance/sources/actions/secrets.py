"""Keeping secrets, and bringing them under a new key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import queries as access
from core.events import actions as events
from core.people.models import User
from governance.sources import queries
from governance.sources.engine import ciphers
from governance.sources.engine.references import Given, Reference
from governance.sources.models import Source, SourceSecret

BATCH = 200  # secrets that one transaction brings under a new key


def keep(
    source: Source, secrets: Mapping[str, Given], purpose: str = SourceSecret.Purpose.READ
) -> list[str]:
    """Store what is given, forget what is given empty; returns the names that changed."""
    kept = {name: value for name, value in secrets.items() if value}
    empty = [name for name in secrets if name not in kept]
    known = source.secrets.filter(purpose=purpose)
    gone = known.filter(name__in=empty)
    changed = list(gone.values_list("name", flat=True))
    gone.delete()
    there = dict(known.values_list("name", "reference"))
    for name, value in kept.items():
        row = _row(value)
        if row["reference"] is None or row["reference"] != there.get(name):
            row["changed_at"] = timezone.now()
            known.update_or_create(source=source, purpose=purpose, name=name, defaults=row)
            changed.append(name)
    return sorted(changed)


def _row(value: Given) -> dict[str, Any]:
    if isinstance(value, Reference):
        return {"ciphertext": None, "reference": value.told()}
    return {"ciphertext": ciphers.encrypt(value, queries.secret_keys()), "reference": None}


@dataclass
class Rotation:
    """What a rotation came to: brought under the current key, already there, under no known key."""

    rotated: int = 0
    current: int = 0
    unreadable: int = 0


def rotate_secrets(*, by: User) -> Rotation:
    """Bring every stored secret under the current key. Safe to stop and to repeat at any moment:
    what was done is done, the next call goes on with what is left."""
    access.require(by, "sources.manage")
    told = Rotation()
    for ids in _batches():
        _rotate(ids, told)
    counts = {"rotated": told.rotated, "unreadable": told.unreadable}
    if told.rotated or told.unreadable:
        events.publish("governance.secrets.rotated", by=by, data=counts)
    return told


def _batches() -> Iterator[list[int]]:
    stored = SourceSecret.objects.filter(ciphertext__isnull=False).order_by("pk")
    last = 0
    while ids := list(stored.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]


@transaction.atomic
def _rotate(ids: list[int], told: Rotation) -> None:
    """One batch. Its rows are held, so that a secret that is given meanwhile is not lost."""
    held = SourceSecret.objects.select_for_update().filter(pk__in=ids, ciphertext__isnull=False)
    keys = queries.secret_keys()
    for secret in held:
        ciphertext = bytes(secret.ciphertext or b"")
        if ciphers.is_current(ciphertext, keys):
            told.current += 1
            continue
        try:
            secret.ciphertext = ciphers.rotated(ciphertext, keys)
        except ciphers.Unreadable:
            told.unreadable += 1
            continue
        secret.save(update_fields=["ciphertext"])
        told.rotated += 1
