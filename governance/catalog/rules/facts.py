"""Facts: whose word counts when several origins say something of one field. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

SCAN = "scan"
USUAL = ("manual", "contract", "import", "rule", SCAN)  # whose word counts, the best first
OWNER = "owner"  # of which no source says anything
LONGEST = {"description": 10_000, "display_name": 200}


def winner(values: Mapping[str, Any], origins: Sequence[str]) -> str | None:
    """The first of the origins that says something; None when none does."""
    return next((origin for origin in origins if values.get(origin) is not None), None)


def around(field: str, origins: Sequence[str]) -> tuple[list[str], list[str]]:
    """The origins whose word counts whatever the source says, and those whose word counts where
    it says nothing."""
    if field == OWNER or SCAN not in origins:
        return [origin for origin in origins if origin != SCAN], []
    place = origins.index(SCAN)
    return list(origins[:place]), list(origins[place + 1 :])


def best(values: Mapping[str, Any], origins: Sequence[str]) -> Any:
    """The word of the first of these origins that says something."""
    first = winner(values, origins)
    return values[first] if first is not None else None


def flaw(field: str, value: Any) -> str | None:
    """Why a text cannot be kept as the value of a field; None when it can."""
    if not isinstance(value, str) or not value.strip():
        return "blank"
    return "too_long" if len(value) > LONGEST[field] else None
