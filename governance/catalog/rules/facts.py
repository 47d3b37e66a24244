"""Facts: whose word counts when several origins say something of one field. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

SCAN = "scan"
LONGEST = {"description": 10_000, "display_name": 200}


def winner(values: Mapping[str, Any], origins: Sequence[str]) -> str | None:
    """The first of the origins that says something; None when none does."""
    return next((origin for origin in origins if values.get(origin) is not None), None)


def own(values: Mapping[str, Any], origins: Sequence[str]) -> Any:
    """What counts in place of what the source says: the best word of an origin before the scan.

    Origins behind the scan are only shown beside it.
    """
    before = origins[: origins.index(SCAN)] if SCAN in origins else origins
    best = winner(values, before)
    return values[best] if best is not None else None


def flaw(field: str, value: Any) -> str | None:
    """Why a text cannot be kept as the value of a field; None when it can."""
    if not isinstance(value, str) or not value.strip():
        return "blank"
    return "too_long" if len(value) > LONGEST[field] else None
