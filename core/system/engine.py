"""What `manage.py doctor` looks at beyond what the portal itself needs. Pure registry.

A floor above declares a checkup in its `portal.py`:

    @checkup
    def stored_secrets() -> Finding: ...
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that was looked at; `advice` is empty when it is well."""

    what: str
    told: str
    advice: str = ""


Checkup = Callable[[], Finding]
_checkups: list[Checkup] = []


def checkup(look: Checkup) -> Checkup:
    """Declare the decorated function as a checkup. It may raise what the database raises."""
    _checkups.append(look)
    return look


def checkups() -> Sequence[Checkup]:
    """Every checkup, in the order in which they came."""
    return _checkups
