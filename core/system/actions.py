"""What every installation starts with: accounts of the house, the domain tree's root, roles."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db import transaction

from core.access import actions as access
from core.access import rules
from core.access.models import (
    EVERYTHING_ID,
    UNSORTED_ID,
    Binding,
    Container,
    DomainClosure,
    Role,
)
from core.changes import actions as changes
from core.changes.models import Retention
from core.events import actions as events
from core.people import queries as people
from core.people.models import User

NAMES = {
    "admin": "Admin",
    "steward": "Data Steward",
    "analyst": "Data Analyst",
    "viewer": "Viewer",
    "security_officer": "Security Officer",
    "dba": "DBA",
}


@transaction.atomic
def seed() -> None:
    """Create what is missing; safe to repeat. Runs after every migration."""
    changes.follow_server()
    create_permissions(apps.get_app_config("core"), verbosity=0)
    changes.open_months()
    house = [_account(people.SYSTEM, "System"), _account(people.CLI, "Command line")]
    system = house[0]
    _containers(system)
    for slug, name in NAMES.items():
        _role(slug, name, system)
    for account in house:
        make_admin(user=account, by=system)
    _retention(system)
    events.enrol()


def _account(username: str, name: str) -> User:
    found = User.objects.filter(username=username).first()
    if found:
        return found
    account = User(username=username, name=name, kind=User.Kind.SERVICE)
    account.set_unusable_password()
    changes.create(account, by=account, verb="seed")
    return account


def _containers(system: User) -> None:
    if not Container.objects.filter(pk=EVERYTHING_ID).exists():
        everything = Container(id=EVERYTHING_ID, kind="everything", name="Everything")
        changes.create(everything, by=system, verb="seed")
    if not Container.objects.filter(pk=UNSORTED_ID).exists():
        unsorted = Container(id=UNSORTED_ID, kind="domain", name="Unsorted")
        changes.create(unsorted, by=system, verb="seed")
        DomainClosure.objects.create(ancestor=unsorted, descendant=unsorted, depth=0)


def _role(slug: str, name: str, system: User) -> None:
    """Built-in roles follow the committed matrix; the seeded custom ones are left as they are."""
    rights = sorted(rules.ROLES[slug])
    role = Role.objects.filter(slug=slug).first()
    if role is None:
        built_in = slug in rules.BUILT_IN
        role = Role(slug=slug, name=name, rights=rights, built_in=built_in)
        changes.create(role, by=system, verb="seed")
    elif role.built_in and role.rights != rights:
        was = changes.hold(role)
        role.rights = rights
        changes.save(role, was, by=system, verb="seed")
        for binding in role.bindings.select_related("container", "user", "group"):
            access.rematerialise(
                container=binding.container, user=binding.user, group=binding.group
            )


def _retention(system: User) -> None:
    """All history is kept for ever until somebody says otherwise."""
    for history in Retention.Of.values:
        if not Retention.objects.filter(history=history).exists():
            changes.create(Retention(history=history), by=system, verb="seed")


def make_admin(*, user: User, by: User) -> None:
    """Give the role of administrator on everything, for setting up an installation only."""
    role = Role.objects.get(slug="admin")
    if Binding.objects.filter(user=user, role=role, container_id=EVERYTHING_ID).exists():
        return
    binding = Binding(user=user, role=role, container_id=EVERYTHING_ID)
    changes.create(binding, by=by, verb="seed")
    access.rematerialise(container=Container.objects.get(pk=EVERYTHING_ID), user=user)
