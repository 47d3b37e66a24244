from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core import portal
from core.doors.modeladmin import HouseAdmin, by_id
from core.jobs import actions, engine, queries
from core.jobs.models import Job

LINES = 100


class KindFilter(admin.SimpleListFilter):
    """Kinds come from code: which ones there are says nothing about anybody's data."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [(slug, kind.label) for slug, kind in engine.kinds().items()]

    def queryset(self, request: Any, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Job)
class Jobs(HouseAdmin):
    """Long work: one's own, and what one may watch."""

    seen = staticmethod(queries.visible)
    list_display = (
        *("receipt", "kind", "state", "about", "who"),
        *("created_at", "started_at", "finished_at"),
    )
    list_filter = ("state", KindFilter, "created_at")
    search_fields = ("number",)
    search_help_text = _("The number of a receipt, or the id of what a job is about")
    fields = (*list_display, "phase", "progress", "counts", "trouble", "attempts", "log_lines")
    actions = ("cancel",)

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        digits = search_term.strip().upper().removeprefix("J-")
        if digits.isascii() and digits.isdigit() and len(digits) <= 12:
            return queryset.filter(Q(number=int(digits))), False
        return (queryset.filter(by_id(search_term, "about_id")) if digits else queryset), False

    @admin.display(description=_("receipt"), ordering="number")
    def receipt(self, job: Job) -> str:
        return job.receipt

    @admin.display(description=_("progress"))
    def progress(self, job: Job) -> str:
        return f"{job.progress_done} / {'?' if job.progress_total is None else job.progress_total}"

    @admin.display(description=_("trouble"))
    def trouble(self, job: Job) -> str:
        return portal.sentence(job.trouble_code, job.trouble_params)

    @admin.display(description=_("end of the log"))
    def log_lines(self, job: Job) -> str:
        lines = [
            (line.at, line.get_level_display(), portal.sentence(line.code, line.params))
            for line in reversed(job.log.order_by("-id")[:LINES])
        ]
        return render_to_string("admin/core/job/log.html", {"lines": lines})

    @admin.action(description=_("Cancel"))
    def cancel(self, request: Any, objects: Any) -> None:
        done: Any = _("%(count)s jobs were asked to stop.")
        self.each(request, objects, lambda one: actions.cancel(job=one, by=request.user), done)
