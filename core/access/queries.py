"""Who may do and see what: the one place where rights are decided.

A user's rights are read once and kept on the user instance (which lives as long as a request); a
long-lived holder of a user, such as a socket, must load the user anew. Visibility is a set of
scope ids computed from them and put into the query as a literal, never a list of object ids and
never a subquery (`docs/decisions/visibility.md`).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone

from core.access import rules
from core.access.models import (
    EVERYTHING_ID,
    Binding,
    Container,
    ContainerGroupPermission,
    ContainerUserPermission,
    DomainClosure,
    Role,
    Scope,
)
from core.access.rules import Refused
from core.people.models import User

M = TypeVar("M", bound=Model)

__all__ = [
    "Refused",
    "Visible",
    "can",
    "explain",
    "limit",
    "require",
    "require_account",
    "rights_of",
    "visible",
]


@dataclass(frozen=True)
class Visible:
    """What a user sees by one right: everything, or these scopes and these containers."""

    everything: bool = False
    scopes: tuple[int, ...] = ()
    containers: tuple[UUID, ...] = ()

    def holds(self, scope_id: int | None, container_id: UUID | None) -> bool:
        """Whether an object in this scope or container is seen."""
        return (
            self.everything
            or (scope_id is not None and scope_id in self.scopes)
            or (container_id is not None and container_id in self.containers)
        )


@dataclass
class Rights:
    """Where a user holds which right: right → container ids. Computed sets are kept beside."""

    held: dict[str, frozenset[UUID]]
    seen: dict[str, Visible] = field(default_factory=dict)


def rights_of(user: User) -> Rights:
    """The user's rights, read once per user instance."""
    known: Rights | None = user.known_rights
    if known is None:
        known = user.known_rights = Rights(_held_by(user))
    return known


def _held_by(user: User) -> dict[str, frozenset[UUID]]:
    if not user.is_active or user.pk is None:
        return {}
    live = Q(until__isnull=True) | Q(until__gt=timezone.now())
    own = ContainerUserPermission.objects.filter(live, user_id=user.pk)
    by_group = ContainerGroupPermission.objects.filter(live, group__user=user.pk)
    fields = ("permission__codename", "content_object_id")
    held: defaultdict[str, set[UUID]] = defaultdict(set)
    for code, container in own.values_list(*fields).union(by_group.values_list(*fields)):
        held[rules.right_of(code)].add(container)
    allowed = user.token_scopes
    return {
        right: frozenset(containers)
        for right, containers in held.items()
        if allowed is None or right in allowed
    }


def visible(user: User, right: str) -> Visible:
    """What the user sees by this right."""
    rights = rights_of(user)
    if right not in rights.seen:
        rights.seen[right] = _seen(rights.held.get(right, frozenset()))
    return rights.seen[right]


def _seen(containers: frozenset[UUID]) -> Visible:
    if not containers:
        return Visible()
    if EVERYTHING_ID in containers:
        return Visible(everything=True)
    domains = DomainClosure.objects.filter(ancestor_id__in=containers)
    below = set(domains.values_list("descendant_id", flat=True)) | containers
    inside = Container.objects.filter(Q(id__in=below) | Q(parent_id__in=below))
    scopes = Scope.objects.filter(Q(domain_id__in=below) | Q(source_id__in=below))
    return Visible(
        scopes=tuple(sorted(scopes.values_list("id", flat=True))),
        containers=tuple(sorted(inside.values_list("id", flat=True))),
    )


def limit(queryset: QuerySet[M], user: User, right: str, field: str = "scope_id") -> QuerySet[M]:
    """Only what the user sees by this right; `field` is a scope or a container column."""
    seen = visible(user, right)
    if seen.everything:
        return queryset
    ids: tuple[Any, ...] = seen.scopes if field.endswith("scope_id") else seen.containers
    return queryset.filter(**{f"{field}__in": ids}) if ids else queryset.none()


def can(user: User, right: str, on: Any = None) -> bool:
    """Whether the user holds a right on something; `on=None` asks for everything."""
    seen = visible(user, right)
    if on is None or seen.everything:
        return seen.everything
    return seen.holds(getattr(on, "scope_id", None), getattr(on, "container_id", None))


def anywhere(user: User, right: str) -> bool:
    """Whether the user holds a right on anything at all: decides what a menu offers."""
    return bool(rights_of(user).held.get(right))


def require(by: User, right: str, on: Any = None) -> None:
    """Raise Refused unless the actor holds the right on this object (or on everything)."""
    if not can(by, right, on):
        raise Refused(right, str(on) if on is not None else "")


def require_account(by: User) -> None:
    """Raise Refused when a token acts that lacks the scope `access.manage`.

    Accounts and their tokens need no right when they are one's own. A token that was made for
    something small must not become a key to the account by that.
    """
    if by.token_scopes is not None and "access.manage" not in by.token_scopes:
        raise Refused("access.manage")


def explain(user: User, right: str, on: Any = None) -> list[Binding]:
    """The live bindings that give the user a right on something; empty when none does."""
    holding = Binding.objects.filter(role__rights__contains=[right]).filter(
        Q(user=user) | Q(group__user=user),
        Q(until__isnull=True) | Q(until__gt=timezone.now()),
    )
    containers = [EVERYTHING_ID, *_around(on)]
    found = holding.filter(container_id__in=containers)
    return list(found.select_related("role", "container", "user", "group"))


def _around(on: Any) -> list[UUID]:
    """The containers whose rights reach an object: its own, and every domain above."""
    scope_id, container_id = getattr(on, "scope_id", None), getattr(on, "container_id", None)
    if scope_id is not None:
        scope = Scope.objects.get(pk=scope_id)
        own, domain = scope.source_id or scope.domain_id, scope.domain_id
    elif container_id is not None:
        container = Container.objects.get(pk=container_id)
        own, domain = container.pk, container.parent_id or container.pk
    else:
        return []
    above = DomainClosure.objects.filter(descendant_id=domain)
    return [own, *above.values_list("ancestor_id", flat=True)]


def domains(user: User, right: str = "catalog.view") -> QuerySet[Container]:
    """The domains a user sees by a right."""
    return limit(Container.objects.filter(kind=Container.Kind.DOMAIN), user, right, "id").distinct()


def bindings(user: User) -> QuerySet[Binding]:
    """Bindings: all with `access.view` on everything, else those of the containers one sees."""
    everyone = Binding.objects.select_related("user", "group", "role", "container")
    return limit(everyone, user, "access.view", "container_id")


def roles() -> QuerySet[Role]:
    """Every role, with the number of its bindings known to the caller's right elsewhere."""
    return Role.objects.all()


def accounts(user: User) -> QuerySet[User]:
    """Accounts: all with `access.view` on everything, else one's own."""
    everyone = User.objects.all()
    return everyone if can(user, "access.view") else everyone.filter(pk=user.pk)


def groups(user: User) -> QuerySet[Group]:
    """Groups with their `size`: all with `access.view` on everything, else one's own."""
    everyone = Group.objects.annotate(size=Count("user", distinct=True))
    if can(user, "access.view"):
        return everyone
    return everyone.filter(pk__in=user.groups.values("pk"))


def containers(user: User, right: str) -> QuerySet[Container]:
    """The containers that a user sees by a right."""
    return limit(Container.objects.all(), user, right, "id")


def lapsed(user: User, right: str, on: Any = None) -> list[Binding]:
    """The bindings that gave the user a right on something until a date that has passed."""
    ended = Binding.objects.filter(
        Q(user=user) | Q(group__user=user),
        role__rights__contains=[right],
        container_id__in=[EVERYTHING_ID, *_around(on)],
        until__lte=timezone.now(),
    )
    return list(ended.select_related("role", "container", "user", "group"))


def grantors(on: Any = None) -> QuerySet[User]:
    """The people who administer access to something: whom to ask for a right."""
    live = Q(bindings__until__isnull=True) | Q(bindings__until__gt=timezone.now())
    return User.objects.filter(
        live,
        kind=User.Kind.PERSON,
        is_active=True,
        bindings__role__rights__contains=["access.manage"],
        bindings__container_id__in=[EVERYTHING_ID, *_around(on)],
    ).distinct()
