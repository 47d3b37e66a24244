"""Pages of jobs: the list, one job live, the tray."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import portal
from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page, refusals_told, render, see_other
from core.doors.recent import remember
from core.jobs import actions, engine, forms, queries
from core.jobs.models import Job, JobLog
from core.people.models import User

SIZE = 30
TRAY = 8
LINES = 100  # of the log on a job's page
RECEIPT = ("seen", "stored", "unchanged", "filtered", "failed")


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """One's own jobs and those one may watch, newest first."""
    chosen = forms.JobFilter(request.GET)
    found = chosen.within(queries.visible(request.user), request.user)
    page = keyset_page(found, request, size=SIZE)
    context = {
        "title": _("Jobs"),
        "page": page,
        "jobs": [shown(job) for job in page.items],
        "form": chosen,
        "filters": chosen.told(),
    }
    return render(request, "core/jobs/index.html", context, fragment="list")


@require_safe
def detail(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One job, live while it runs."""
    job = get_object_or_404(queries.visible(request.user), pk=pk)
    remember(request, f"{job.receipt} {job.about_label}", "activity", kind_label(job))
    context = {
        "crumbs": [(_("Jobs"), reverse("core:job-list"))],
        "lines": last_lines(job),
        "lines_shown": LINES,
        **whole(job, request.user),
    }
    return render(request, "core/jobs/detail.html", context)


@require_safe
def log(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Every line of a job's log."""
    job = get_object_or_404(queries.visible(request.user), pk=pk)
    page = keyset_page(job.log.all(), request, order=("id",), size=200)
    context = {
        "title": _("Log of %(receipt)s") % {"receipt": job.receipt},
        "crumbs": [
            (_("Jobs"), reverse("core:job-list")),
            (job.receipt, reverse("core:job-detail", args=[job.pk])),
        ],
        "page": page,
        "lines": [line(one) for one in page.items],
    }
    return render(request, "core/jobs/log.html", context)


@require_POST
def cancel(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Ask a job to stop."""
    job = get_object_or_404(queries.visible(request.user), pk=pk)
    done = _("%(receipt)s stops at its next checkpoint.") % {"receipt": job.receipt}
    with refusals_told(request, done):
        actions.cancel(job=job, by=request.user)
    return see_other("core:job-detail", job.pk)


@require_safe
def tray(request: PersonRequest) -> HttpResponse:
    """One's own newest jobs, for the top bar."""
    newest = Job.objects.filter(by_id=request.user.pk)[:TRAY]
    context = {"jobs": [{**shown(job), "name": f"tray-{job.pk}"} for job in newest]}
    return render(request, "core/shell/job_tray.html", context)


def shown(job: Job) -> dict[str, Any]:
    """A job as lists show it."""
    label = kind_label(job)
    return {
        "job": job,
        "title": f"{label} · {job.about_label}" if job.about_label else label,
        "kind": label,
        "url": reverse("core:job-detail", args=[job.pk]),
        "about_url": portal.address(job.about_kind, job.about_id),
        "state": job.state,
        "done": job.progress_done,
        "total": job.progress_total,
        "phase": portal.sentence(job.phase, {}),
        "at": job.finished_at or job.created_at,
        "trouble": portal.sentence(job.trouble_code, job.trouble_params),
    }


def whole(job: Job, user: User) -> dict[str, Any]:
    """The same with all that its own page shows; every live update tells it anew."""
    counts, kind = job.counts, engine.kinds().get(job.kind)
    seen, *parts = (counts.get(name, 0) for name in RECEIPT)
    return {
        **shown(job),
        "counts": dict(zip(RECEIPT, (seen, *parts), strict=True)) if "seen" in counts else None,
        "balanced": job.is_live or seen == sum(parts),
        "more": [(_name(key), value) for key, value in counts.items() if key not in RECEIPT],
        "may_cancel": job.is_live
        and (job.by_id == user.pk or (kind and access.can(user, kind.cancel_right, job))),
    }


def kind_label(job: Job) -> str:
    """What kind of work it is; its slug when this installation no longer does such work."""
    kind = engine.kinds().get(job.kind)
    return str(kind.label) if kind else job.kind


def _name(key: str) -> str:
    return portal.sentence(key, {}).capitalize()


def last_lines(job: Job, after: int = 0) -> list[dict[str, Any]]:
    """The newest lines of the log, oldest first; only those after one if it is named."""
    newest = list(job.log.filter(id__gt=after).order_by("-id")[:LINES])
    return [line(one) for one in reversed(newest)]


def line(one: JobLog) -> dict[str, Any]:
    """A line of a log as parts/log_line.html shows it."""
    text = portal.sentence(one.code, one.params)
    return {"id": one.pk, "at": one.at, "level": one.level, "text": text}
