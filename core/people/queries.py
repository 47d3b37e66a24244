"""Finding accounts: by what somebody signs in with, and those that the house itself acts as."""

from django.db.models import Q

from core.people.models import User

SYSTEM = "system"
CLI = "cli"
HOUSE = (SYSTEM, CLI)


def system() -> User:
    """The account under which schedules, sweepers and subscribers act."""
    return User.objects.get(username=SYSTEM)


def cli() -> User:
    """The account under which the command line acts."""
    return User.objects.get(username=CLI)


def named(text: str) -> Q:
    """Accounts with this user name or e-mail address, in any case."""
    return Q(username__iexact=text) | Q(email__iexact=text)
