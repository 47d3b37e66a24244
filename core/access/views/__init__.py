"""Pages of access: people, the roles they hold, one's own account, and why somebody may."""

from core.access.views.bindings import give, given, take
from core.access.views.explain import explain
from core.access.views.groups import (
    edit_group,
    group,
    groups,
    join,
    leave,
    new_group,
    remove_group,
)
from core.access.views.people import add, deactivate, edit, index, person
from core.access.views.profile import profile

__all__ = [
    "add",
    "deactivate",
    "edit",
    "edit_group",
    "explain",
    "give",
    "given",
    "group",
    "groups",
    "index",
    "join",
    "leave",
    "new_group",
    "person",
    "profile",
    "remove_group",
    "take",
]
