from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.access import actions, queries
from core.access.models import Binding, Container
from core.doors.modeladmin import HouseAdmin, HouseForm
from core.doors.zones import choices
from core.people.models import User


class AccountForm(HouseForm):
    """An account; a password can be given only to a new one, and is never shown."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        help_text=_("Without one, nobody can sign in as them."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            self.fields["time_zone"].widget = forms.Select(choices=choices(self.instance.time_zone))


@admin.register(User)
class Accounts(HouseAdmin):
    """People and service accounts, and what each of them may do."""

    seen = staticmethod(queries.accounts)
    view_right, manage_right, everywhere = "access.view", "access.manage", True
    verbs = ("add", "change")
    form = AccountForm
    list_display = ("username", "name", "email", "kind", "is_active", "is_staff", "created_at")
    list_filter = ("kind", "is_active", "is_staff")
    search_fields = ("username", "name", "email")
    add_fields = ("username", "name", "email", "password", "is_staff")
    fields = (
        *("username", "name", "email", "time_zone", "is_staff"),
        *("kind", "is_active", "created_at", "effective_rights"),
    )
    readonly_fields = ("kind", "is_active", "created_at", "effective_rights")
    fixed = ("username",)
    actions = ("deactivate",)

    def add(self, by: User, **given: Any) -> User:
        return actions.add_person(by=by, **given)

    def change(self, obj: User, by: User, expected: int | None, **given: Any) -> None:
        actions.change_person(user=obj, by=by, expected=expected, **given)

    @admin.action(description=_("Deactivate"), permissions=["manage"])
    def deactivate(self, request: Any, objects: Any) -> None:
        done: Promise = _("%(count)s accounts can no longer sign in.")
        self.each(request, objects, lambda u: actions.deactivate(user=u, by=request.user), done)

    @admin.display(description=_("effective rights"))
    def effective_rights(self, user: User) -> str:
        """Which roles somebody holds, their own and those of groups, and what they come to."""
        held = queries.rights_of(user).held
        names = Container.objects.in_bulk({place for places in held.values() for place in places})
        bindings = Binding.objects.filter(Q(user=user) | Q(group__user=user))
        context = {
            "bindings": bindings.select_related("role", "container", "group"),
            "rights": [
                (right, sorted(str(names[place]) for place in places if place in names))
                for right, places in sorted(held.items())
            ],
        }
        return render_to_string("admin/core/user/rights.html", context)
