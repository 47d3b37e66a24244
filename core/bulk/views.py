"""The page of a bulk operation: its job's page with what became of each object."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core import portal
from core.bulk import actions, engine, queries
from core.bulk.models import BulkItem, BulkOperation
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page, render, see_other
from core.jobs import views as job_page
from core.people.models import User

SIZE = 50
LOOKS = {
    "": ("grey", "clock"),
    "done": ("green", "circle-check"),
    "unchanged": ("grey", "equal"),
    "refused": ("amber", "ban"),
    "failed": ("red", "octagon-alert"),
}
VERBS = {"carry-out": actions.carry_out, "undo": actions.undo}


@require_safe
def detail(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One bulk operation, live while it runs; `?outcome=` narrows its items."""
    operation = get_object_or_404(queries.visible(request.user), pk=pk)
    outcome = request.GET.get("outcome", "")
    items = operation.items.filter(state=outcome) if outcome else operation.items.all()
    page = keyset_page(items, request, order=("id",), size=SIZE)
    context = {
        **job_page.whole(operation.job, request.user),
        "title": _title(operation),
        "size": ngettext("%(n)s object", "%(n)s objects", operation.size) % {"n": operation.size},
        "crumbs": [(_("Jobs"), reverse("core:job-list"))],
        "lines": job_page.last_lines(operation.job),
        "operation": operation,
        "page": page,
        "rows": _rows(page.items, operation, request.user),
        "outcome": outcome,
        "outcomes": [(value, label) for value, label in BulkItem.State.choices if value],
        **_next_steps(operation, request.user),
    }
    return render(request, "core/bulk/detail.html", context, fragment="items")


@require_POST
def go_on(request: PersonRequest, pk: UUID, verb: str) -> HttpResponse:
    """Carry a trial out, or undo what was done; then watch that."""
    operation = get_object_or_404(queries.visible(request.user), pk=pk)
    job = VERBS[verb](operation=operation, by=request.user)
    return see_other("core:bulk-detail", job.pk)


def _title(operation: BulkOperation) -> str:
    words = {"verb": operation.job.about_label, "receipt": operation.job.receipt}
    if operation.dry_run:
        return _("%(verb)s: trial %(receipt)s") % words
    if operation.undoes_id:
        return _("%(verb)s: undoing, %(receipt)s") % words
    return _("%(verb)s: %(receipt)s") % words


def _next_steps(operation: BulkOperation, user: User) -> dict[str, bool]:
    """What can be done next with an operation that has ended."""
    verb = engine.get(operation.noun, operation.verb)
    over = not operation.job.is_live and operation.job.counts.get("stored", 0) > 0
    real = not operation.dry_run and not operation.undoes_id
    return {
        "may_carry_out": over and operation.dry_run,
        "may_undo": over and real and bool(verb.inverse) and not queries.undone(operation),
    }


def _rows(page: Any, operation: BulkOperation, user: User) -> list[dict[str, Any]]:
    names = queries.names(user, operation.noun, [item.object_id for item in page])
    return [
        {
            "name": names.get(item.object_id, ""),
            "url": portal.address(operation.noun, item.object_id),
            **dict(zip(("tone", "mark"), LOOKS[item.state], strict=True)),
            "outcome": item.get_state_display(),
            "detail": portal.sentence(*queries.reason(item, names)),
        }
        for item in page
    ]
