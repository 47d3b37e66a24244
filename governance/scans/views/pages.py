"""Pages of scans: the list, and one scan that can be watched."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from governance.scans.models import Rename, Scan
from governance.sources import queries as sources
from governance.sources import views as source_pages
from governance.sources.models import Source

READ, SHOWN = 500, 50  # changes that a scan's page looks at, and that it lists
COMPARED = {
    "seen": gettext_lazy("Seen"),
    "stored": gettext_lazy("Stored"),
    "unchanged": gettext_lazy("Unchanged"),
    "filtered": gettext_lazy("Left out by patterns"),
    "failed": gettext_lazy("Failed"),
    "assets_added": gettext_lazy("Assets added"),
    "assets_changed": gettext_lazy("Assets changed"),
    "assets_retired": gettext_lazy("Assets retired"),
}


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
    return _scan_and_watch(request, source, accept_identity="accept_identity" in request.POST)


def connect(request: PersonRequest, connector: str) -> HttpResponse:
    """Connect a source of one kind; its first scan starts at once."""
    return source_pages.new(request, connector, then=_scan_and_watch)


def _scan_and_watch(
    request: PersonRequest, source: Source, accept_identity: bool = False
) -> HttpResponse:
    job = actions.start(source=source, by=request.user, accept_identity=accept_identity)
    return see_other("governance:scan-detail", pk=job.pk)


@require_safe
def detail(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One scan, live while it runs: its job's page with what the scan found."""
    job = get_object_or_404(queries.jobs(request.user), pk=pk)
    source = get_object_or_404(sources.visible(request.user), pk=job.about_id)
    receipt = queries.visible(request.user).filter(pk=pk).first()
    context = {
        **job_page.whole(job, request.user),
        "is_another": job.trouble_code == "another_database"
        and access.can(request.user, "scans.manage", source),
        "title": _("Scan %(receipt)s") % {"receipt": job.receipt},
        "crumbs": [
            (_("Scans"), reverse("governance:scan-list")),
            (source.name, reverse("governance:source-detail", args=[source.pk])),
        ],
        "lines": job_page.last_lines(job),
        "scan": receipt,
        **_left_open(receipt, request.user),
        "entries": [found(change, names) for change, names in _changes(receipt, request.user)],
        "entries_shown": SHOWN,
    }
    return render(request, "governance/scans/detail.html", context)


def _left_open(scan: Scan | None, user: User) -> dict[str, Any]:
    """What a scan leaves to a person, and its figures beside those of the scan before."""
    if scan is None or scan.job.is_live:
        return {}
    before = queries.before(scan)
    held = queries.held(scan, user)[: SHOWN + 1]
    guesses = list(queries.open_renames(user).filter(scan=scan)[:SHOWN])
    return {
        "held": held[:SHOWN],
        "held_more": len(held) > SHOWN,
        "guesses": guesses,
        "any_sure": any(one.evidence == Rename.Evidence.STABLE_ID for one in guesses),
        "before": before,
        "comparison": compared(scan, before) if before else [],
        "may_decide": access.can(user, "scans.manage", scan.source),
        "may_take_back": scan.rolled_back_at is None
        and bool(scan.assets_added + scan.assets_changed + scan.assets_retired)
        and access.can(user, "scans.manage", scan.source),
    }


def compared(scan: Scan, before: Scan) -> list[tuple[Any, int, int, int]]:
    """(figure, this scan, the one before, the difference) for each figure that people compare."""
    difference = queries.difference(scan, before, COMPARED)
    return [
        (label, getattr(scan, name), getattr(before, name), difference[name])
        for name, label in COMPARED.items()
    ]


def _changes(scan: Scan | None, user: User) -> list[tuple[Change, dict[UUID, Asset]]]:
    """The newest changes of a scan with the assets that one sees.

    What happened to a whole table is told once, not again for each of its columns.
    """
    changed = list(queries.changes_of(scan)[:READ]) if scan else []
    assets = catalog.visible(user).in_bulk([change.object_id for change in changed])
    whole = {(change.object_id, change.verb) for change in changed}
    told = [
        (change, assets)
        for change in changed
        if change.object_id in assets
        and (assets[change.object_id].parent_id, change.verb) not in whole
    ]
    return told[:SHOWN]
