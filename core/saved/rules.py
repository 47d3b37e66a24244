"""What a saved view keeps of the parameters of a list. Pure."""

from collections.abc import Iterable, Mapping

MOST_NAMES, MOST_VALUES, LONGEST = 30, 100, 200
# Where somebody was in the list, and how they came there, belongs to nobody else.
NOT_KEPT = frozenset(("cursor", "view", "saved", "count", "page_size"))
Parameters = dict[str, list[str]]


def kept(given: Mapping[str, Iterable[str]]) -> Parameters:
    """The parameters that a view keeps, without empty ones."""
    values = {name: [one for one in some if one.strip()] for name, some in given.items()}
    return {name: some for name, some in sorted(values.items()) if some and name not in NOT_KEPT}


def flaw(parameters: Parameters) -> str | None:
    """The name of the first parameter that is too much, or None."""
    for number, (name, values) in enumerate(parameters.items()):
        too_long = any(len(one) > LONGEST or "\x00" in one for one in (name, *values))
        if number >= MOST_NAMES or len(values) > MOST_VALUES or too_long:
            return name
    return None


def overlaid(view: Parameters, given: Mapping[str, Iterable[str]]) -> Parameters:
    """What a view says, but where something is given explicitly: that wins."""
    return {**view, **{name: list(values) for name, values in given.items()}}
