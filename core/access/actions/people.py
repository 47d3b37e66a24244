"""Who can sign in: adding, changing and deactivating accounts is administration of access."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from core.access.actions.bindings import administrators
from core.access.queries import require, require_account
from core.changes import actions as changes
from core.changes import engine
from core.events import actions as events
from core.people.models import User
from core.people.queries import HOUSE, named
from core.refusals import Impossible, Invalid

engine.track(
    "core.user",
    "core_user",
    ("username", "email", "name", "kind", "is_active", "is_staff", "time_zone"),
    history="access",
)
CHANGEABLE = ("email", "name", "is_staff", "time_zone", "single_keys")


@transaction.atomic
def add_person(
    *,
    username: str,
    by: User,
    password: str | None = None,
    email: str | None = None,
    name: str = "",
    is_staff: bool = False,
) -> User:
    """A new person. Without a password they cannot sign in until one is set.

    Raises Invalid when the user name or e-mail is taken or the password is too weak.
    """
    require(by, "access.manage")
    _check_free(username, email)
    person = User(username=username, email=email or None, name=name, is_staff=is_staff)
    if password:
        _check_password(password, person)
    person.set_password(password)
    changes.create(person, by=by, verb="add")
    events.publish("core.user.added", about=person, by=by)
    return person


@transaction.atomic
def add_service(*, username: str, name: str, by: User) -> User:
    """A new service account: it has tokens and bindings but never a password."""
    require(by, "access.manage")
    _check_free(username, None)
    service = User(username=username, name=name, kind=User.Kind.SERVICE)
    service.set_unusable_password()
    changes.create(service, by=by, verb="add")
    events.publish("core.user.added", about=service, by=by)
    return service


@transaction.atomic
def change_person(*, user: User, by: User, expected: int | None = None, **fields: Any) -> User:
    """Change an account's fields; one's own name, e-mail, zone and shortcuts need no right."""
    if user.pk != by.pk or "is_staff" in fields:
        require(by, "access.manage")
    require_account(by)
    if "time_zone" in fields:
        _check_zone(fields["time_zone"])
    was = changes.hold(user, expected)
    if fields.get("email"):
        _check_free(None, fields["email"], user)
    for field in CHANGEABLE:
        if field in fields:
            setattr(user, field, fields[field] or None if field == "email" else fields[field])
    if changes.save(user, was, by=by, verb="change"):
        events.publish("core.user.changed", about=user, by=by)
    return user


@transaction.atomic
def deactivate(*, user: User, by: User, expected: int | None = None) -> User:
    """Shut an account: sessions and tokens stop working at once, its history stays."""
    require(by, "access.manage")
    was = changes.hold(user, expected)
    if user.pk == by.pk:
        raise Impossible("cannot_deactivate_oneself")
    if user.username in HOUSE or list(administrators()) == [user]:
        raise Impossible("needed_account", name=str(user))
    user.is_active = False
    if changes.save(user, was, by=by, verb="deactivate"):
        events.publish("core.user.deactivated", about=user, by=by)
    return user


def _check_free(username: str | None, email: str | None, but: User | None = None) -> None:
    """Both sign in, so neither may be the other one of somebody else."""
    others = User.objects.exclude(pk=but.pk) if but else User.objects.all()
    if username and others.filter(named(username)).exists():
        raise Invalid("username_taken", "username", name=username)
    if email and others.filter(named(email)).exists():
        raise Invalid("email_taken", "email", email=email)


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("unknown_zone", "time_zone", zone=zone) from error


def _check_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid("weak_password", "password", reason=" ".join(error.messages)) from error
