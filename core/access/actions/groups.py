"""Groups: people who hold roles together. Each verb is told by an event; groups have no history.

Whoever joins a group gets what it holds, so that a group is a way of giving roles: the same rules
as for bindings apply.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from core.access.actions.bindings import administrators
from core.access.queries import require
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid


@transaction.atomic
def make_group(*, name: str, by: User) -> Group:
    """A new group without members. Raises Invalid when the name is blank or taken."""
    require(by, "access.manage")
    group = Group(name=name)
    _save(group)
    events.publish("core.group.created", about=group, by=by)
    return group


@transaction.atomic
def rename_group(*, group: Group, name: str, by: User) -> Group:
    """Give a group another name."""
    require(by, "access.manage")
    group = _held(group)
    if group.name == name:
        return group
    was, group.name = group.name, name
    _save(group)
    events.publish("core.group.renamed", about=group, by=by, data={"was": was})
    return group


@transaction.atomic
def set_members(*, group: Group, members: Iterable[User], by: User) -> Group:
    """Say who belongs to a group; everyone who joins gets its roles, who leaves loses them.

    Nobody lets others into what they do not hold themselves. Raises Refused, or Impossible when
    no administrator would remain.
    """
    require(by, "access.manage")
    group = _held(group)
    wanted, present = set(members), set(group.user_set.all())
    joining, leaving = wanted - present, present - wanted
    if not joining and not leaving:
        return group
    if joining:
        _require_all_of(group, by)
    group.user_set.set(wanted)
    if leaving and not administrators().exists():
        raise Impossible("last_admin")
    data = {"joined": _names(joining), "left": _names(leaving)}
    events.publish("core.group.changed", about=group, by=by, data=data)
    return group


@transaction.atomic
def join_group(*, group: Group, user: User, by: User) -> Group:
    """Add one member; whoever is one already stays one."""
    return _move(group, user, by, joins=True)


@transaction.atomic
def leave_group(*, group: Group, user: User, by: User) -> Group:
    """Take one member out."""
    return _move(group, user, by, joins=False)


@transaction.atomic
def remove_group(*, group: Group, by: User) -> None:
    """Delete a group that holds no role."""
    require(by, "access.manage")
    group = _held(group)
    if group.bindings.exists():
        raise Impossible("group_in_use", name=group.name)
    events.publish("core.group.removed", about=group, by=by)
    group.delete()


def _move(group: Group, user: User, by: User, *, joins: bool) -> Group:
    """The others as they are once the group is held: of two changes at a time none is lost."""
    require(by, "access.manage")
    others = set(_held(group).user_set.exclude(pk=user.pk))
    return set_members(group=group, members=others | {user} if joins else others, by=by)


def _held(group: Group) -> Group:
    return Group.objects.select_for_update().get(pk=group.pk)


def _save(group: Group) -> None:
    if not group.name.strip():
        raise Invalid("blank", "name")
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise Invalid("name_taken", "name", name=group.name) from error


def _require_all_of(group: Group, by: User) -> None:
    for binding in group.bindings.select_related("role", "container"):
        for right in binding.role.rights:
            require(by, right, binding.container)


def _names(users: Iterable[User]) -> list[str]:
    return sorted(user.username for user in users)
