from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from core.access import actions, queries
from core.access.models import Binding
from core.doors.modeladmin import HouseAdmin, HouseForm
from core.people.models import User


class GroupForm(HouseForm):
    """A group and its members, who are looked up as the subjects of bindings are."""

    members = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Members"),
        required=False,
        widget=AutocompleteSelectMultiple(Binding._meta.get_field("user"), admin.site),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "members" in self.fields:
            self.fields["members"].queryset = User.objects.all()  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["members"] = list(self.instance.user_set.values_list("pk", flat=True))


@admin.register(Group)
class Groups(HouseAdmin):
    """People who hold roles together."""

    seen = staticmethod(queries.groups)
    view_right, manage_right, everywhere = "access.view", "access.manage", True
    verbs = ("add", "change", "remove")
    form = GroupForm
    list_display = ("name", "members_count")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "members")

    def add(self, by: User, *, name: str, members: Any) -> Group:  # type: ignore[override]
        group = actions.make_group(name=name, by=by)
        return actions.set_members(group=group, members=members, by=by)

    def change(  # type: ignore[override]
        self, obj: Group, by: User, expected: int | None, *, name: str, members: Any
    ) -> None:
        actions.rename_group(group=obj, name=name, by=by)
        actions.set_members(group=obj, members=members, by=by)

    def remove(self, obj: Group, by: User) -> None:
        actions.remove_group(group=obj, by=by)

    @admin.display(description=_("members"))
    def members_count(self, group: Any) -> int:
        return int(group.size)
