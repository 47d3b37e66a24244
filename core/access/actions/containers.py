"""Containers and the domain tree. Floors above create and rename theirs through these verbs."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from core.access.models import UNSORTED_ID, Container, DomainClosure, Scope
from core.access.queries import require
from core.changes import actions as changes
from core.changes import engine
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid

engine.track("core.container", "core_container", ("kind", "name", "parent_id"))


@transaction.atomic
def make_domain(*, name: str, parent: Container | None = None, by: User) -> Container:
    """A new domain below another one (or at the top).

    Raises Invalid when the name is blank or taken there, or the parent is no domain.
    """
    require(by, "access.manage", parent)
    if parent is not None and parent.kind != Container.Kind.DOMAIN:
        raise Invalid("unknown_domain", "parent", id=str(parent.pk))
    if not name.strip():
        raise Invalid("blank", "name")
    domain = Container(kind=Container.Kind.DOMAIN, name=name, parent=parent)
    try:
        with transaction.atomic():
            changes.create(domain, by=by, verb="create")
    except IntegrityError as error:
        raise Invalid("name_taken", "name", name=name) from error
    _grow_closure(domain)
    events.publish("core.domain.created", about=domain, by=by)
    return domain


def make_container(*, id: UUID, kind: str, name: str, domain: UUID | None, by: User) -> Container:
    """The container of an object of a floor above, with the object's id. The caller checks rights.

    Raises Invalid when the domain does not exist.
    """
    parent = domain or UNSORTED_ID
    if not Container.objects.filter(pk=parent, kind=Container.Kind.DOMAIN).exists():
        raise Invalid("unknown_domain", "domain", id=str(parent))
    container = Container(id=id, kind=kind, name=name, parent_id=parent)
    changes.create(container, by=by, verb="create")
    by.known_rights = None  # read before it was there, they do not know that it lies in the domain
    return container


def rename_container(*, container: Container, name: str, by: User) -> None:
    """Follow the new name of the object that the container stands for."""
    was = changes.hold(container)
    container.name = name
    changes.save(container, was, by=by, verb="rename")


@transaction.atomic
def move_container(*, container: Container, domain: Container, by: User) -> None:
    """Put a source, workspace or workflow into another domain; scopes follow by the caller."""
    require(by, "access.manage", container)
    require(by, "access.manage", domain)
    fixed = (Container.Kind.DOMAIN, Container.Kind.EVERYTHING)
    if domain.kind != Container.Kind.DOMAIN or container.kind in fixed:
        raise Impossible("cannot_move_container", name=container.name)
    was = changes.hold(container)
    container.parent = domain
    changes.save(container, was, by=by, verb="move")
    events.publish("core.container.moved", about=container, by=by, data={"to": domain.name})


def scope_of(*, domain_id: Any, source_id: Any) -> int:
    """The small id of a (domain, source) pair, made when it is new."""
    scope, _ = Scope.objects.get_or_create(domain_id=domain_id, source_id=source_id)
    return scope.pk


def _grow_closure(domain: Container) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_domainclosure (ancestor_id, descendant_id, depth)
            SELECT ancestor_id, %s, depth + 1 FROM core_domainclosure WHERE descendant_id = %s
            """,
            [domain.pk, domain.parent_id],
        )
    DomainClosure.objects.create(ancestor=domain, descendant=domain, depth=0)
