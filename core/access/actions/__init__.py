"""What can be done with access: bindings, roles, groups, people, containers."""

from core.access.actions.bindings import bind, rematerialise, unbind
from core.access.actions.containers import (
    make_container,
    make_domain,
    move_container,
    rename_container,
    scope_of,
)
from core.access.actions.groups import (
    join_group,
    leave_group,
    make_group,
    remove_group,
    rename_group,
    set_members,
)
from core.access.actions.people import add_person, add_service, change_person, deactivate
from core.access.actions.roles import change_role, make_role, remove_role

__all__ = [
    "add_person",
    "add_service",
    "bind",
    "change_person",
    "change_role",
    "deactivate",
    "join_group",
    "leave_group",
    "make_container",
    "make_domain",
    "make_group",
    "make_role",
    "move_container",
    "rematerialise",
    "remove_group",
    "remove_role",
    "rename_container",
    "rename_group",
    "scope_of",
    "set_members",
    "unbind",
]
