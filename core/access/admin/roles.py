from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.access import actions, queries, rules
from core.access.models import Role
from core.doors.modeladmin import HouseAdmin, HouseForm
from core.people.models import User


class RoleForm(HouseForm):
    rights = forms.MultipleChoiceField(
        label=_("Rights"),
        choices=[(right, right) for right in rules.RIGHTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(Role)
class Roles(HouseAdmin):
    """Named sets of rights; the built-in ones are committed and only shown."""

    seen = staticmethod(lambda user: queries.roles())
    view_right, manage_right, everywhere = "access.view", "access.manage", True
    verbs = ("add", "change", "remove")
    form = RoleForm
    list_display = ("name", "slug", "built_in", "number_of_rights")
    list_filter = ("built_in",)
    search_fields = ("name", "slug")
    add_fields = ("name", "slug", "rights")
    fields = (*add_fields, "built_in")
    readonly_fields = ("built_in",)
    fixed = ("slug",)

    def has_manage_permission(self, request: Any, obj: Any = None) -> bool:
        built_in = obj is not None and obj.built_in
        return not built_in and super().has_manage_permission(request, obj)

    def add(self, by: User, **given: Any) -> Role:
        return actions.make_role(by=by, **given)

    def change(self, obj: Role, by: User, expected: int | None, **given: Any) -> None:
        actions.change_role(role=obj, by=by, expected=expected, **given)

    def remove(self, obj: Role, by: User) -> None:
        actions.remove_role(role=obj, by=by)

    @admin.display(description=_("rights"))
    def number_of_rights(self, role: Role) -> int:
        return len(role.rights)
