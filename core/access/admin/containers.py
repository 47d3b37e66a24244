from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from core.access import actions, queries
from core.access.models import Container
from core.doors.modeladmin import HouseAdmin
from core.people.models import User


def _seen(user: User) -> QuerySet[Container]:
    return queries.containers(user, "access.view")


@admin.register(Container)
class Containers(HouseAdmin):
    """What rights can be held on. Domains are made here, all others by the things they stand for.

    A parent is not shown: it may lie outside of what the reader sees.
    """

    seen = staticmethod(_seen)
    view_right, manage_right = "access.view", "access.manage"
    verbs = ("add",)
    list_display = ("name", "kind")
    list_filter = ("kind",)
    search_fields = ("name",)
    autocomplete_fields = ("parent",)
    add_fields = ("name", "parent")
    fields = ("name", "kind")

    def add(self, by: User, **given: Any) -> Container:
        return actions.make_domain(by=by, **given)
