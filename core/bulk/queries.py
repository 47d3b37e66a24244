"""Bulk operations, limited to what the asker started or may watch."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from core.access import queries as access
from core.bulk import engine
from core.bulk.models import BulkItem, BulkOperation
from core.jobs import queries as jobs
from core.people.models import User


def visible(user: User) -> QuerySet[BulkOperation]:
    """One's own operations; everybody's for who manages workflows."""
    return BulkOperation.objects.filter(job__in=jobs.visible(user)).select_related("job")


def offered(user: User, kind: str) -> list[engine.Verb]:
    """The verbs for a kind of object that the user may do to any of them."""
    return [verb for verb in engine.of(kind) if access.anywhere(user, verb.right)]


def names(user: User, kind: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What those of these objects are called that the user sees; for one page of a list."""
    verbs = engine.of(kind)
    found = verbs[0].noun.visible(user).filter(pk__in=list(ids)) if verbs else ()
    return {one.pk: str(one) for one in found}


def reason(item: BulkItem, names: Mapping[UUID, str]) -> tuple[str, Mapping[str, Any]]:
    """(code, parameters) of why an item came out so. What a reason names may be hidden like the
    object itself, so that of a hidden one no such reason is told."""
    is_told = item.object_id in names or not item.params
    return (item.code, item.params) if is_told else ("", {})


def counted(operation: BulkOperation) -> dict[str, int]:
    """How many items there are of each outcome."""
    rows = operation.items.order_by().values_list("state").annotate(n=Count("id"))
    return dict(rows.exclude(state=BulkItem.State.WAITING))


def undone(operation: BulkOperation) -> bool:
    """Whether it has been undone already, or is being undone."""
    over = ("failed", "cancelled")
    return operation.undone_by.exclude(job__state__in=over).exists()
