"""What people do with their own account: sign in, change the password."""

import hashlib
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from core.events import actions as events
from core.people import queries, rules
from core.people.models import User
from core.refusals import Invalid


class NameOrEmail(ModelBackend):
    """Sign in with the user name or the e-mail address, both in any case."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or password is None or not rules.typable(username + password):
            return None
        user = User.objects.filter(queries.named(username), kind=User.Kind.PERSON).first()
        if user is None:
            User().set_password(password)  # the same time whether the account exists or not
            return None
        return user if user.check_password(password) and user.is_active else None


def count_failure(*, username: str, address: str) -> None:
    """Remember a failed attempt, by account name and by address."""
    for key in _keys(username, address):
        cache.add(key, 0, rules.WINDOW_SECONDS)
        cache.incr(key)


def check_tries(*, username: str, address: str) -> None:
    """Raise TooManyTries when this name or address has failed too often lately."""
    if any(rules.too_many(cache.get(key, 0)) for key in _keys(username, address)):
        raise rules.TooManyTries


def _keys(username: str, address: str) -> list[str]:
    def digest(text: str) -> str:
        return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]

    return [f"tries:name:{digest(username.casefold())}", f"tries:address:{digest(address)}"]


@transaction.atomic
def change_password(*, user: User, old: str, new: str) -> None:
    """Change one's own password. Raises Invalid when the old one is wrong or the new one weak."""
    if not user.check_password(old):
        raise Invalid("wrong_password", "old")
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise Invalid("weak_password", "new", reason=" ".join(error.messages)) from error
    user.set_password(new)
    user.save(update_fields=["password"])
    events.publish("core.user.password_changed", about=user, by=user)


def sign_in(*, username: str, password: str, address: str) -> User:
    """The person with this name or e-mail and password; the door opens the session.

    Raises Invalid, the same for a wrong password, an unknown name and an account that was shut,
    and TooManyTries.
    """
    check_tries(username=username, address=address)
    user = authenticate(username=username, password=password)
    if not isinstance(user, User):
        count_failure(username=username, address=address)
        raise Invalid("wrong_sign_in")
    events.publish("core.user.signed_in", about=user, by=user, data={"address": address})
    return user


def sign_out(*, user: User) -> None:
    """Say that somebody left; the door ends the session."""
    events.publish("core.user.signed_out", about=user, by=user)
