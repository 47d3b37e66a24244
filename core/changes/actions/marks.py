"""What only this installation can write: hashes whose key never enters the database, not even
within a statement."""

from datetime import date
from uuid import UUID

from django.conf import settings

from core.changes import rules


def chain_key() -> bytes:
    """The key of seals and marks."""
    return rules.chain_key(settings.SECRET_KEY)


def of_checkpoint(kind: str, object_id: UUID, revision: int, state: bytes) -> bytes:
    """The mark of a checkpoint, by the digest of the state that the object had."""
    return rules.checkpoint_mark(chain_key(), kind, str(object_id), revision, bytes(state))


def of_month(month: date, last_seal: int, changes: int) -> bytes:
    """The mark of a month whose changes were dropped."""
    return rules.month_mark(chain_key(), month.isoformat(), last_seal, changes)
