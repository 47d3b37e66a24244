"""What a bulk operation may be told, and how one object can come out of it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from core.refusals import Invalid

MOST_NAMED = 10_000  # objects that may be named one by one
MOST_FOUND = 100_000  # objects that a filter may select
CHUNK = 500  # objects that share a transaction

OUTCOMES = DONE, UNCHANGED, REFUSED, FAILED = ("done", "unchanged", "refused", "failed")
LONGEST = 10_000


@dataclass(frozen=True)
class Outcome:
    """What became of one object.

    `memo` is what the inverse verb needs beyond its own parameters, `revision` the object's
    revision afterwards: undoing is refused for what somebody has changed since.
    """

    state: str
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    memo: Mapping[str, Any] = field(default_factory=dict)
    revision: int | None = None


NOTHING_THERE = Outcome(REFUSED, "nothing_there")


class Order(NamedTuple):
    """What a verb is to do with one object, and the revision that it must have, if any."""

    params: Mapping[str, Any]
    expected: int | None = None


@dataclass(frozen=True)
class Option:
    """A parameter of a verb: text, a choice, the id of something, or yes and no (`flag`)."""

    name: str
    label: Any
    kind: str = "text"
    required: bool = True
    choices: Sequence[str] = field(default=())

    def taken(self, value: Any) -> Any:
        """The value as the verb gets it; raises Invalid."""
        if self.kind == "flag":
            fits = isinstance(value, bool)
        elif self.kind == "id":
            fits = _is_id(value)
        elif self.kind == "choice":
            fits = value in self.choices
        else:
            fits = isinstance(value, str) and len(value) <= LONGEST
        if not fits:
            raise Invalid("bad_bulk_option", "params", name=self.name)
        return value


def taken(options: Sequence[Option], given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a verb, checked. Raises Invalid for unknown, missing or bad ones."""
    if unknown := sorted(set(given) - {option.name for option in options}):
        raise Invalid("unknown_bulk_option", "params", name=unknown[0])
    for option in options:
        if option.required and option.name not in given:
            raise Invalid("missing_bulk_option", "params", name=option.name)
    return {o.name: o.taken(given[o.name]) for o in options if o.name in given}


def halves(orders: Mapping[UUID, Order]) -> Iterator[dict[UUID, Order]]:
    """The orders, in two parts."""
    ids = list(orders)
    for part in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
        yield {id: orders[id] for id in part}


def receipt(counted: Mapping[str, int]) -> dict[str, int]:
    """Outcomes as every job's receipt counts them: seen is the sum of the others."""
    parts = {
        "stored": counted.get(DONE, 0),
        "unchanged": counted.get(UNCHANGED, 0),
        "filtered": counted.get(REFUSED, 0),
        "failed": counted.get(FAILED, 0),
    }
    return {"seen": sum(parts.values()), **parts}


def _is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False
