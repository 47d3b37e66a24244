"""Answering a repeated request as the first time: docs/decisions/idempotency.md says how.

Parts of a request, not verbs: the request itself is what somebody may or may not do.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from core.answers import rules
from core.answers.models import Answer


def claim(*, slot: UUID, fingerprint: bytes) -> Answer | None:
    """Take the place of an answer until the transaction ends; the answer, if it has one already.

    Raises StillRunning while another request holds the place, KeyReused when the answer there was
    given to another question. A request that dies leaves nothing behind: its lock goes with its
    transaction, and everything that it did as well.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [rules.lock(slot)])
        if not cursor.fetchone()[0]:
            raise rules.StillRunning("idempotency_running")
    kept = Answer.objects.filter(pk=slot, at__gt=timezone.now() - rules.KEPT).first()
    if kept is not None and bytes(kept.fingerprint) != fingerprint:
        raise rules.KeyReused("idempotency_reused")
    return kept


def keep(
    *, slot: UUID, fingerprint: bytes, status: int, headers: Mapping[str, str], body: bytes
) -> None:
    """Keep an answer in the transaction that it tells of: both are there, or neither."""
    given = {"fingerprint": fingerprint, "status": status, "headers": dict(headers), "body": body}
    Answer.objects.update_or_create(pk=slot, defaults={**given, "at": timezone.now()})


def forget(*, now: datetime | None = None) -> int:
    """Delete the answers that nobody is promised any more; returns how many."""
    return Answer.objects.filter(at__lt=(now or timezone.now()) - rules.KEPT).delete()[0]
