from typing import Any

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core import portal
from core.doors.modeladmin import HouseAdmin, link, told
from governance.scans import actions, queries
from governance.scans.models import Scan
from governance.sources.models import Source


@admin.register(Scan)
class Scans(HouseAdmin):
    """Receipts of scans. How one went and what it logged is told by its job."""

    seen = staticmethod(queries.visible)
    view_right = "scans.view"
    figures = ("counted", "seen_relations", "stored", "unchanged", "filtered", "failed")
    list_display = ("job", "source", "state", "started_at", *figures, "complete")
    list_select_related = ("job", "source")
    search_fields = ("source__name",)
    fields = (
        *list_display,
        *("assets_added", "assets_changed", "assets_retired", "statements", "identity"),
    )

    @admin.display(description=_("state"))
    def state(self, scan: Scan) -> str:
        return str(scan.job.get_state_display())

    @admin.display(description=_("started"))
    def started_at(self, scan: Scan) -> Any:
        return scan.job.started_at

    @admin.display(description=_("seen"), ordering="seen")
    def seen_relations(self, scan: Scan) -> int:
        return scan.seen

    @admin.display(description=_("adds up"), boolean=True)
    def complete(self, scan: Scan) -> bool:
        return scan.adds_up


@admin.action(description=_("Scan now"))
def scan(entry: HouseAdmin, request: Any, objects: Any) -> None:
    """Start a scan of each source and say where it can be watched."""
    for source in objects:
        with told(request, source):
            job = actions.start(source=source, by=request.user)
            seen = link(portal.address("core.job", job.pk), job.receipt)
            started = _now("The scan of {} has started: {}")
            messages.success(request, format_html(started, source, seen))


_sources: Any = admin.site.get_model_admin(Source)
_sources.actions = (*_sources.actions, scan)
