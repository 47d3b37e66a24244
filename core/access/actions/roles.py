"""Custom roles. The built-in ones are committed in `rules.ROLES` and cannot be changed."""

from django.db import transaction

from core.access import rules
from core.access.actions.bindings import rematerialise
from core.access.models import Role
from core.access.queries import require
from core.changes import actions as changes
from core.changes import engine
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid

engine.track("core.role", "core_role", ("slug", "name", "rights"), history="access")


@transaction.atomic
def make_role(*, slug: str, name: str, rights: list[str], by: User) -> Role:
    """A new role. Raises Invalid when a right is unknown or the slug is taken."""
    require(by, "access.manage")
    _check_rights(rights)
    if Role.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", "slug", slug=slug)
    role = Role(slug=slug, name=name, rights=sorted(set(rights)))
    changes.create(role, by=by, verb="create")
    events.publish("core.role.created", about=role, by=by, data={"rights": role.rights})
    return role


@transaction.atomic
def change_role(
    *, role: Role, name: str, rights: list[str], by: User, expected: int | None = None
) -> Role:
    """Change what a custom role allows; everyone who holds it is affected at once.

    Nobody gives what they do not hold themselves, on everything: a role may be held anywhere.
    """
    require(by, "access.manage")
    _check_rights(rights)
    was = changes.hold(role, expected)
    if role.built_in:
        raise Impossible("built_in_role", name=role.name)
    for right in sorted(set(rights) - set(role.rights)):
        require(by, right)
    role.name, role.rights = name, sorted(set(rights))
    if changes.save(role, was, by=by, verb="change"):
        for binding in role.bindings.select_related("container", "user", "group"):
            rematerialise(container=binding.container, user=binding.user, group=binding.group)
        events.publish("core.role.changed", about=role, by=by, data={"rights": role.rights})
    return role


@transaction.atomic
def remove_role(*, role: Role, by: User, expected: int | None = None) -> None:
    """Delete a custom role that nobody holds."""
    require(by, "access.manage")
    was = changes.hold(role, expected)
    if role.built_in:
        raise Impossible("built_in_role", name=role.name)
    if role.bindings.exists():
        raise Impossible("role_in_use", name=role.name)
    events.publish("core.role.removed", about=role, by=by)
    changes.remove(role, was, by=by, verb="remove")


def _check_rights(rights: list[str]) -> None:
    if unknown := rules.unknown(rights):
        raise Invalid("unknown_rights", "rights", rights=", ".join(unknown))
