"""What else is found: everything that other rooms and floors let be found, by their providers."""

from typing import NamedTuple

from core import portal
from core.people.models import User
from core.portal import Found

OWN = "asset"  # found in their own way, with filters and reasons
EACH = 6


class Section(NamedTuple):
    """What one provider found."""

    kind: str
    label: str
    hits: list[Found]


def sections(user: User, text: str) -> list[Section]:
    """What everybody but the catalogue finds, limited by each to what the user may see."""
    found = [
        Section(one.kind, str(one.label), list(one.find(user, text, EACH)))
        for one in portal.searches()
        if text and one.kind != OWN
    ]
    return [section for section in found if section.hits]
