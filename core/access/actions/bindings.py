"""Giving and taking roles, and the guardian rows that they come to."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
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
from core.people.queries import HOUSE
from core.refusals import Impossible, Invalid

engine.track(
    "core.binding",
    "core_binding",
    ("user_id", "group_id", "role_id", "container_id", "until"),
    history="access",
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
    """Take a role back. The last administrator and the house's own accounts keep theirs."""
    on = binding.container
    require(by, "access.manage", None if on.pk == EVERYTHING_ID else on)
    was = changes.hold(binding, expected)
    if binding.role.slug == "admin" and on.pk == EVERYTHING_ID:
        if binding.user is not None and binding.user.username in HOUSE:
            raise Impossible("needed_account", name=str(binding.user))
        if not administrators(besides=binding).exists():
            raise Impossible("last_admin")
    data = {"role": binding.role.slug, "from": str(binding.user or binding.group), "on": str(on)}
    events.publish("core.access.revoked", about=binding, by=by, data=data)
    changes.remove(binding, was, by=by, verb="unbind")
    rematerialise(container=on, user=binding.user, group=binding.group)


def _may_give(by: User, role: Role, container: Container) -> None:
    on = None if container.pk == EVERYTHING_ID else container
    require(by, "access.manage", on)
    for right in role.rights:
        require(by, right, on)


def administrators(*, besides: Binding | None = None) -> QuerySet[User]:
    """People who can sign in and administer everything for good, not counting one binding.

    Locks the role, so that two administrators cannot remove each other at the same time.
    """
    role = Role.objects.select_for_update(no_key=True).get(slug="admin")
    bindings = Binding.objects.filter(role=role, container_id=EVERYTHING_ID, until=None)
    if besides is not None:
        bindings = bindings.exclude(pk=besides.pk)
    people = User.objects.filter(kind=User.Kind.PERSON, is_active=True)
    return people.filter(Q(bindings__in=bindings) | Q(groups__bindings__in=bindings)).distinct()


def rematerialise(
    *, container: Container, user: User | None = None, group: Group | None = None
) -> None:
    """Rewrite the guardian rows of one subject on one container from its bindings.

    The container is locked first: two bindings that come and go at the same time would each be
    blind to the other, and what was taken could stay.
    """
    Container.objects.select_for_update(no_key=True).get(pk=container.pk)
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
    if user is not None:
        user.known_rights = None


def _latest_ends(bindings: list[Binding]) -> dict[str, datetime | None]:
    """Each right with the date until which some binding gives it; None is for ever."""
    ends: dict[str, datetime | None] = {}
    for binding in bindings:
        for right in binding.role.rights:
            known = ends.get(right, binding.until)
            if known is None or binding.until is None:
                ends[right] = None
            else:
                ends[right] = max(known, binding.until)
    return ends
