from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.doors.modeladmin import HouseAdmin
from core.people.models import User
from governance.catalog import actions, queries
from governance.catalog.models import Asset, Fact, Precedence
from governance.catalog.rules import facts, naming


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


@admin.register(Precedence)
class Precedences(HouseAdmin):
    """Whose word counts when several origins say something of an asset."""

    seen = staticmethod(queries.precedence)
    view_right, manage_right, everywhere = "catalog.view", "catalog.manage", True
    verbs = ("change",)
    list_display = ("field", "ranked")
    fields = ("field", "origins")
    fixed = ("field",)

    @admin.display(description=_("whose word counts"))
    def ranked(self, row: Precedence) -> str:
        """The origins in words, the best first."""
        words = {**dict(Fact.Origin.choices), facts.SCAN: _("by the source")}
        return " → ".join(str(words[origin]) for origin in row.origins)

    def change(self, obj: Precedence, by: User, expected: int | None, **given: Any) -> None:
        actions.rank(precedence=obj, by=by, expected=expected, origins=given["origins"])
