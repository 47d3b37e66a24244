"""The time zones that forms offer: places that people know, not the old names behind them."""

from functools import cache
from zoneinfo import available_timezones

AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def zones() -> list[tuple[str, str]]:
    """(name, what people read), UTC first."""
    known = sorted(name for name in available_timezones() if name.split("/")[0] in AREAS)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in known)]


def choices(current: str) -> list[tuple[str, str]]:
    """The same, with the zone that is set already even when it is an unusual one."""
    usual = zones()
    return usual if (current, current.replace("_", " ")) in usual else [(current, current), *usual]
