"""Pages of scans: the list, and one scan that can be watched."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.access import queries as access
from core.changes.models import Change
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page, see_other
from core.jobs import views as job_page
from core.jobs.models import Job
from core.people.models import User
from governance.catalog import queries as catalog
from governance.catalog.models import Asset
from governance.catalog.views.history import found
from governance.scans import actions, queries
from governance.sources import queries as sources
from governance.sources import views as source_pages
from governance.sources.models import Source

READ, SHOWN = 500, 50  # changes that a scan's page looks at, and that it lists


@require_safe
def index(request: PersonRequest) -> HttpResponse:
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


@require_POST
def scan(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Start a scan of a source and watch it."""
    source = get_object_or_404(sources.visible(request.user), pk=pk)
    return _scan_and_watch(request, source)


def connect(request: PersonRequest, connector: str) -> HttpResponse:
    """Connect a source of one kind; its first scan starts at once."""
    return source_pages.new(request, connector, then=_scan_and_watch)


def _scan_and_watch(request: PersonRequest, source: Source) -> HttpResponse:
    job = actions.start(source=source, by=request.user)
    return see_other("governance:scan-detail", pk=job.pk)


@require_safe
def detail(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One scan, live while it runs: its job's page with what the scan found."""
    job = get_object_or_404(queries.jobs(request.user), pk=pk)
    source = get_object_or_404(sources.visible(request.user), pk=job.about_id)
    context = {
        **job_page.whole(job, request.user),
        "title": _("Scan %(receipt)s") % {"receipt": job.receipt},
        "crumbs": [
            (_("Scans"), reverse("governance:scan-list")),
            (source.name, reverse("governance:source-detail", args=[source.pk])),
        ],
        "lines": job_page.last_lines(job),
        "scan": queries.visible(request.user).filter(pk=pk).first(),
        "entries": [found(change, names) for change, names in _changes(job, request.user)],
        "entries_shown": SHOWN,
    }
    return render(request, "governance/scans/detail.html", context)


def _changes(job: Job, user: User) -> list[tuple[Change, dict[UUID, Asset]]]:
    """The newest changes of a scan with the assets that one sees.

    What happened to a whole table is told once, not again for each of its columns.
    """
    changed = list(queries.changes_of(job)[:READ])
    assets = catalog.visible(user).in_bulk([change.object_id for change in changed])
    whole = {(change.object_id, change.verb) for change in changed}
    told = [
        (change, assets)
        for change in changed
        if change.object_id in assets
        and (assets[change.object_id].parent_id, change.verb) not in whole
    ]
    return told[:SHOWN]
