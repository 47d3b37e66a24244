"""Pages of schedules. New ones are planned on the page of what they are about."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import portal
from core.access import queries as access
from core.access.rules import Refused
from core.doors.middleware import PersonRequest
from core.doors.pages import (
    form_page,
    keyset_page,
    refusals_in,
    refusals_told,
    render,
    see_other,
)
from core.jobs import queries as jobs
from core.people.models import User
from core.schedules import actions, forms, queries
from core.schedules.models import Schedule

# What became of the last run where it did not become a job; other codes are refusals.
OUTCOMES = {
    "": gettext_lazy("Has not run yet"),
    "started": gettext_lazy("Started"),
    "skipped": gettext_lazy("Skipped: the run before was still going"),
    "missed": gettext_lazy("Missed: the portal was down"),
}


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """What starts by itself, and how it went last time."""
    if not access.anywhere(request.user, "schedules.view"):
        raise Refused("schedules.view")
    page = keyset_page(queries.visible(request.user), request, size=20)
    rows = _rows(page.items, request.user)
    context = {"title": _("Schedules"), "page": page, "rows": rows}
    return render(request, "core/schedules/index.html", context, fragment="list")


def _rows(schedules: Sequence[Schedule], user: User) -> list[dict[str, Any]]:
    last = jobs.visible(user).in_bulk([one.last_job_id for one in schedules if one.last_job_id])
    return [
        {
            "schedule": one,
            "about_url": portal.address(one.about_kind, one.about_id),
            "job": last.get(one.last_job_id) if one.last_job_id else None,
            "outcome": OUTCOMES.get(one.last_outcome) or portal.sentence(one.last_outcome, {}),
            "may_manage": access.can(user, "schedules.manage", _on(one)),
        }
        for one in schedules
    ]


def _on(schedule: Schedule) -> Schedule | None:
    return schedule if schedule.container_id else None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Change when it runs."""
    schedule = get_object_or_404(queries.visible(request.user), pk=pk)
    access.require(request.user, "schedules.manage", _on(schedule))
    form = forms.ScheduleForm(request.POST or None, schedule=schedule)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        with refusals_in(form):
            expected = fields.pop("revision")
            actions.change(schedule=schedule, by=request.user, expected=expected, **fields)
            return see_other("core:schedule-list")
    crumbs = [(_("Schedules"), reverse("core:schedule-list"))]
    context = {"title": schedule.name, "crumbs": crumbs, "schedule": schedule}
    return form_page(request, "core/schedules/edit.html", form, context)


@require_POST
def switch(request: PersonRequest, pk: UUID, *, enabled: bool) -> HttpResponse:
    """Let it start things, or not."""
    schedule = get_object_or_404(queries.visible(request.user), pk=pk)
    done = _("“%(name)s” starts again.") if enabled else _("“%(name)s” no longer starts.")
    with refusals_told(request, done % {"name": schedule}):
        actions.change(schedule=schedule, by=request.user, enabled=enabled)
    return see_other("core:schedule-list")


@require_POST
def remove(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Delete a schedule."""
    schedule = get_object_or_404(queries.visible(request.user), pk=pk)
    with refusals_told(request, _("“%(name)s” is deleted.") % {"name": schedule}):
        actions.remove(schedule=schedule, by=request.user)
    return see_other("core:schedule-list")
