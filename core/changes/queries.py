"""Reading history. Callers decide who may see the object; history borrows its visibility."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from core.changes.models import Change


def of(object_ids: UUID | Iterable[UUID], kind: str = "") -> QuerySet[Change]:
    """The changes of one object or several, newest first.

    A source, its container and its root asset share an id: `kind` (`app.model`) tells them apart.
    """
    ids = [object_ids] if isinstance(object_ids, UUID) else list(object_ids)
    found = Change.objects.filter(object_id__in=ids)
    return (found.filter(object_kind=kind) if kind else found).order_by("-at", "-id")
