"""Buttons and lists for what a scan leaves to a person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page, refusals_told, see_other
from governance.catalog.actions import Done
from governance.scans import actions, queries
from governance.scans.models import Rename, Scan


@require_POST
def release(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Confirm that what a scan holds is gone."""
    scan = _scan(request, pk)
    with refusals_told(request, _("What this scan did not find is retired.")):
        actions.release(scan=scan, by=request.user)
    return see_other("governance:scan-detail", pk=pk)


@require_POST
def keep(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Keep what a scan holds until the next one."""
    scan = _scan(request, pk)
    with refusals_told(request, _("It stays. The next scan looks again.")):
        actions.keep(scan=scan, by=request.user)
    return see_other("governance:scan-detail", pk=pk)


@require_POST
def roll_back(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Take a scan back, and watch it."""
    scan = _scan(request, pk)
    with refusals_told(request, _("The scan is being taken back.")):
        job = actions.roll_back(scan=scan, by=request.user)
        return see_other("core:job-detail", pk=job.pk)
    return see_other("governance:scan-detail", pk=pk)


def _scan(request: PersonRequest, pk: UUID) -> Scan:
    return get_object_or_404(queries.visible(request.user), pk=pk)


@require_safe
def renames(request: PersonRequest) -> HttpResponse:
    """What may only have been renamed or moved, and waits for somebody to say so."""
    if not access.anywhere(request.user, "scans.view"):
        raise access.Refused("scans.view")
    found = queries.open_renames(request.user)
    context: dict[str, Any] = {
        "title": _("Renamed or moved?"),
        "page": keyset_page(found, request, order=("-created_at", "-id")),
        "may_decide": access.anywhere(request.user, "scans.manage"),
    }
    return render(request, "governance/scans/renames.html", context)


@require_POST
def accept(request: PersonRequest, pk: UUID) -> HttpResponse:
    """It is the same thing under another name."""
    rename = _rename(request, pk)
    with refusals_told(request):
        done = actions.accept_rename(rename=rename, by=request.user)
        said = _("%(rename)s: one asset, with its history.") % {"rename": rename}
        return _accepted(request, done, said)
    return see_other("governance:rename-list")


@require_POST
def accept_sure(request: PersonRequest, pk: UUID) -> HttpResponse:
    """All of a scan's guesses for which the source's own id speaks."""
    scan = _scan(request, pk)
    with refusals_told(request):
        done = actions.accept_sure_renames(scan=scan, by=request.user)
        said = _("What the source itself knows as renamed is one asset each.")
        return _accepted(request, done, said)
    return see_other("governance:rename-list")


def _accepted(request: PersonRequest, done: Done, said: str) -> HttpResponse:
    """Back to the list, or to the job that goes on with it."""
    if done.job is not None:
        return see_other("core:job-detail", done.job.pk)
    messages.success(request, said)
    return see_other("governance:rename-list")


@require_POST
def reject(request: PersonRequest, pk: UUID) -> HttpResponse:
    """These are two things."""
    rename = _rename(request, pk)
    with refusals_told(request, _("They stay two things.")):
        actions.reject_rename(rename=rename, by=request.user)
    return see_other("governance:rename-list")


def _rename(request: PersonRequest, pk: UUID) -> Rename:
    return get_object_or_404(queries.renames(request.user), pk=pk)
