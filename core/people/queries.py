"""The accounts that the house itself acts as."""

from core.people.models import User

SYSTEM = "system"
CLI = "cli"


def system() -> User:
    """The account under which schedules, sweepers and subscribers act."""
    return User.objects.get(username=SYSTEM)


def cli() -> User:
    """The account under which the command line acts."""
    return User.objects.get(username=CLI)
