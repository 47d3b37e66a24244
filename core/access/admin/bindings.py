from typing import Any

from django.contrib import admin

from core.access import actions, queries
from core.access.models import Binding
from core.doors.admin import HouseAdmin
from core.people.models import User


@admin.register(Binding)
class Bindings(HouseAdmin):
    """Who holds which role on what. A binding is given and taken, never changed."""

    seen = staticmethod(queries.bindings)
    view_right, manage_right = "access.view", "access.manage"
    verbs = ("add", "remove")
    list_display = ("role", "user", "group", "container", "until", "created_at")
    list_select_related = ("role", "user", "group", "container")
    search_fields = ("user__username", "user__name", "group__name", "role__name")
    autocomplete_fields = ("user", "group", "role", "container")
    add_fields = ("user", "group", "role", "container", "until")
    fields = (*add_fields, "created_at")
    readonly_fields = ("created_at",)
    lookups = ("user", "group", "role", "container")

    def add(self, by: User, **given: Any) -> Binding:
        return actions.bind(by=by, **given)

    def remove(self, obj: Binding, by: User) -> None:
        actions.unbind(binding=obj, by=by)
