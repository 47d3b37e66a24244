from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.doors.admin import HouseAdmin
from governance.scans import queries
from governance.scans.models import Scan


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
