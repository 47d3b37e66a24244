"""Pages of scans: the list, and one scan that can be watched."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import queries as access
from core.doors.pages import keyset_page
from core.jobs.models import Job
from governance.scans import queries
from governance.scans.models import Scan
from governance.sources.models import Source


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every scan that one sees, newest first."""
    if not access.anywhere(request.user, "scans.view"):
        raise access.Refused("scans.view")
    found = queries.visible(request.user)
    state = request.GET.get("state", "")
    if state in Job.State.values:
        found = found.filter(job__state=state)
    page = keyset_page(found, request, order=("-job__created_at", "-job_id"))
    context = {"title": _("Scans"), "page": page, "states": Job.State.choices, "state": state}
    return render(request, "governance/scans/index.html", context)


@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One scan, live while it runs."""
    job = get_object_or_404(queries.jobs(request.user), pk=pk)
    scan = Scan.objects.filter(pk=pk).first()
    source = Source.objects.filter(pk=job.about_id).first()
    if source is None:
        return redirect("core:job-detail", pk=pk)
    context = {
        "title": _("Scan %(receipt)s") % {"receipt": job.receipt},
        "crumbs": [
            (_("Scans"), reverse("governance:scan-list")),
            (source.name, reverse("governance:source-detail", args=[source.pk])),
        ],
        "job": job,
        "scan": scan,
        "source": source,
        "may_scan": access.can(request.user, "scans.manage", source),
    }
    return render(request, "governance/scans/detail.html", context)
