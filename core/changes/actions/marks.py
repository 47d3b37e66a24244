"""What only this installation can write: hashes whose key never enters the database, not even
within a statement."""

from datetime import date
from uuid import UUID

from django.conf import settings

from core.changes import rules


def chain_keys() -> list[bytes]:
    """The keys of seals and marks, the current one first: it makes new ones, all of them prove."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [rules.chain_key(secret) for secret in secrets]


def of_checkpoint(kind: str, object_id: UUID, revision: int, state: bytes) -> list[bytes]:
    """The mark of a checkpoint under each key, by the digest of the state that the object had."""
    told = (kind, str(object_id), revision, bytes(state))
    return [rules.checkpoint_mark(key, *told) for key in chain_keys()]


def of_month(month: date, last_seal: int, changes: int) -> list[bytes]:
    """The mark of a month whose changes were dropped, under each key."""
    return [rules.month_mark(k, month.isoformat(), last_seal, changes) for k in chain_keys()]
