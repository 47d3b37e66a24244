"""Giving and taking roles, and the guardian rows that they come to."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone

from core.access import rules
from core.access.models import (
    EVERYTHING_ID,
    Binding,
    Container,
    ContainerGroupPermission,
    ContainerUserPermission,
    Role,
)
from core.access.queries import require
from core.changes import actions as changes
from core.changes import engine
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid

engine.track(
    "core.binding", "core_binding", ("user_id", "group_id", "role_id", "container_id", "until")
)


@transaction.atomic
def bind(
    *,
    role: Role,
    by: User,
    container: Container | None = None,
    user: User | None = None,
    group: Group | None = None,
    until: datetime | None = None,
) -> Binding:
    """Give a role to a user or a group on a container (everything when none is given).

    Nobody gives what they do not hold themselves. Raises Refused, or Invalid when there is not
    exactly one subject or the date lies in the past.
    """
    container = container or Container.objects.get(pk=EVERYTHING_ID)
    _may_give(by, role, container)
    if (user is None) == (group is None):
        raise Invalid("one_subject", "user")
    if until is not None and until <= timezone.now():
        raise Invalid("date_in_the_past", "until")
    binding = Binding(user=user, group=group, role=role, container=container, until=until)
    changes.create(binding, by=by, verb="bind")
    rematerialise(container=container, user=user, group=group)
    events.publish(
        "core.access.granted",
        about=binding,
        by=by,
        data={"role": role.slug, "to": str(user or group), "on": str(container)},
    )
    return binding


@transaction.atomic
def unbind(*, binding: Binding, by: User, expected: int | None = None) -> None:
    """Take a role back. The last administrator of everything cannot be removed."""
    on = binding.container
    require(by, "access.manage", None if on.pk == EVERYTHING_ID else on)
    if _is_last_admin(binding):
        raise Impossible("last_admin")
    was = changes.hold(binding, expected)
    data = {"role": binding.role.slug, "from": str(binding.user or binding.group), "on": str(on)}
    events.publish("core.access.revoked", about=binding, by=by, data=data)
    changes.remove(binding, was, by=by, verb="unbind")
    rematerialise(container=on, user=binding.user, group=binding.group)


def _may_give(by: User, role: Role, container: Container) -> None:
    on = None if container.pk == EVERYTHING_ID else container
    require(by, "access.manage", on)
    for right in role.rights:
        require(by, right, on)


def _is_last_admin(binding: Binding) -> bool:
    """Whether without this binding nobody who can sign in would administer everything."""
    if binding.role.slug != "admin" or binding.container_id != EVERYTHING_ID:
        return False
    people = User.objects.filter(kind=User.Kind.PERSON, is_active=True)
    others = Binding.objects.filter(role=binding.role, container_id=EVERYTHING_ID, until=None)
    others = others.exclude(pk=binding.pk)
    direct = people.filter(bindings__in=others)
    by_group = people.filter(groups__bindings__in=others)
    return not (direct.exists() or by_group.exists())


def rematerialise(
    *, container: Container, user: User | None = None, group: Group | None = None
) -> None:
    """Rewrite the guardian rows of one subject on one container from its bindings."""
    subject = {"user": user} if user else {"group": group}
    table: Any = ContainerUserPermission if user else ContainerGroupPermission
    table.objects.filter(content_object=container, **subject).delete()
    bindings = Binding.objects.filter(container=container, **subject).select_related("role")
    ends = _latest_ends(list(bindings))
    codes = {rules.codename(right): until for right, until in ends.items()}
    permissions = Permission.objects.filter(
        content_type__app_label="core", content_type__model="container", codename__in=codes
    )
    table.objects.bulk_create(
        table(permission=p, content_object=container, until=codes[p.codename], **subject)
        for p in permissions
    )
    if user is not None and hasattr(user, "_rights"):
        del user._rights


def _latest_ends(bindings: list[Binding]) -> dict[str, datetime | None]:
    """Each right with the date until which some binding gives it; None is for ever."""
    ends: dict[str, datetime | None] = {}
    for binding in bindings:
        for right in binding.role.rights:
            known = ends.get(right, binding.until)
            forever = known is None or binding.until is None
            ends[right] = None if forever else max(known, binding.until)  # type: ignore[type-var]
    return ends
