from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTimeWidget
from django.utils.translation import gettext_lazy as _

from core.access import actions, queries
from core.access.models import Binding
from core.doors.modeladmin import HouseAdmin, HouseForm
from core.people.models import User


class Moment(AdminSplitDateTime):
    """Django's picker of a date and a time, whose two fields have no names of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets = (
            AdminDateWidget({"aria-label": _("Date")}),
            AdminTimeWidget({"aria-label": _("Time")}),
        )


class BindingForm(HouseForm):
    until = forms.SplitDateTimeField(label=_("Until"), required=False, widget=Moment)


@admin.register(Binding)
class Bindings(HouseAdmin):
    """Who holds which role on what. A binding is given and taken, never changed."""

    seen = staticmethod(queries.bindings)
    view_right, manage_right = "access.view", "access.manage"
    verbs = ("add", "remove")
    form = BindingForm
    list_display = ("role", "user", "group", "container", "until", "created_at")
    list_select_related = ("role", "user", "group", "container")
    search_fields = ("user__username", "user__name", "group__name", "role__name")
    autocomplete_fields = ("user", "group", "role", "container")
    add_fields = ("user", "group", "role", "container", "until")
    fields = (*add_fields, "created_at")
    readonly_fields = ("created_at",)
    lookups = ("user", "group", "role", "container")

    def has_add_permission(self, request: Any) -> bool:
        """Subjects are looked up among all accounts; the portal's page lets others type a name."""
        return super().has_add_permission(request) and queries.can(request.user, "access.view")

    def add(self, by: User, **given: Any) -> Binding:
        return actions.bind(by=by, **given)

    def remove(self, obj: Binding, by: User) -> None:
        actions.unbind(binding=obj, by=by)
