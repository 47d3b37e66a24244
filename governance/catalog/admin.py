from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.doors.modeladmin import HouseAdmin
from governance.catalog import queries
from governance.catalog.models import Asset
from governance.catalog.rules import naming


@admin.register(Asset)
class Assets(HouseAdmin):
    """The catalogue as scans have written it."""

    seen = staticmethod(queries.visible)
    view_right = "catalog.view"
    list_display = ("name", "kind", "fqn", "state", "updated_at")
    list_filter = ("kind", "state")
    search_fields = ("name",)
    search_help_text = _("How the name begins")
    lookups = ("source_id", "parent")
    fields = (
        *("name", "kind", "state", "fqn", "external_id", "description"),
        *("details", "revision", "created_at", "updated_at"),
    )

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        begins = naming.normalised(search_term)
        return (queryset.filter(name_norm__startswith=begins) if begins else queryset), False
