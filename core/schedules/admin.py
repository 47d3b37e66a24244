from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.doors.modeladmin import HouseAdmin
from core.people.models import User
from core.schedules import actions, queries
from core.schedules.models import Schedule


@admin.register(Schedule)
class Schedules(HouseAdmin):
    """What starts by itself. New ones are planned on the portal's page of what they are about."""

    seen = staticmethod(queries.visible)
    view_right, manage_right = "schedules.view", "schedules.manage"
    verbs = ("change", "remove")
    list_display = (
        *("name", "kind", "about", "cron", "zone", "enabled"),
        *("next_at", "last_at", "last_outcome"),
    )
    list_filter = ("enabled",)
    search_fields = ("name", "about_label")
    readonly_fields = ("kind", "about", "next_at", "last_at", "last_outcome", "created_at")
    fields = ("name", "cron", "zone", "missed", "overlap", "enabled", *readonly_fields)
    actions = ("enable", "disable")

    def has_add_permission(self, request: Any) -> bool:
        return False

    def change(self, obj: Schedule, by: User, expected: int | None, **given: Any) -> None:
        actions.change(schedule=obj, by=by, expected=expected, **given)

    def remove(self, obj: Schedule, by: User) -> None:
        actions.remove(schedule=obj, by=by)

    @admin.action(description=_("Enable"), permissions=["manage"])
    def enable(self, request: Any, objects: Any) -> None:
        self._switch(request, objects, True, _("%(count)s schedules start again."))

    @admin.action(description=_("Disable"), permissions=["manage"])
    def disable(self, request: Any, objects: Any) -> None:
        self._switch(request, objects, False, _("%(count)s schedules no longer start."))

    def _switch(self, request: Any, objects: Any, enabled: bool, done: Any) -> None:
        def switch(one: Schedule) -> None:
            actions.change(schedule=one, by=request.user, enabled=enabled)

        self.each(request, objects, switch, done)
