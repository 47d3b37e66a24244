"""Reading history. Callers decide who may see the object; history borrows its visibility."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from core.changes.models import Change


def of(object_ids: UUID | Iterable[UUID]) -> QuerySet[Change]:
    """The changes of one object or several, newest first."""
    ids = [object_ids] if isinstance(object_ids, UUID) else list(object_ids)
    return Change.objects.filter(object_id__in=ids).order_by("-at", "-id")
