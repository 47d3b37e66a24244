"""What the values of a column say about one kind: how many match, how well, how many of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from governance.classification import rules
from governance.detector import Kind, Test, masked, sampled

FIRST = 24  # different values that are tried before all are: most kinds match none of them
SHOWN = 3  # masked examples of a verdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature: a code, what it weighs, and its parameters."""

    code: str
    weight: float
    params: dict[str, Any] = field(default_factory=dict)


class Values:
    """The sampled values of a column, each different one once with how often it came."""

    def __init__(self, values: Iterable[Any]) -> None:
        self.counts = Counter(sampled(values))
        self.total = self.counts.total()
        self.different = list(self.counts)
        self.first = _spread(self.different)

    def matching(self, kind: Kind) -> dict[str, float]:
        """The values that match, with their strengths; rare kinds are given up early."""
        test = kind.test
        if test is None:
            return {}
        early = kind.share > 0.1 and len(self.different) > 2 * FIRST
        if early and not any(test(value) for value in self.first):
            return {}
        found = ((value, test(value)) for value in self.different)
        return {value: strength for value, strength in found if strength > 0}

    def looking(self, looks: Test) -> float:
        """The share of a few different values that at least look like it."""
        return sum(looks(value) > 0 for value in self.first) / len(self.first)


def _spread(values: list[str]) -> list[str]:
    """A few of them from everywhere: files are often sorted."""
    return values[:: max(1, len(values) // FIRST)][:FIRST]


def weigh(kind: Kind, values: Values) -> list[Evidence]:
    """What values say; nothing if there are none or the kind has no test."""
    if not values.total or kind.test is None:
        return []
    matches = values.matching(kind)
    hits = sum(values.counts[value] for value in matches)
    share = hits / values.total
    strength = sum(values.counts[v] * s for v, s in matches.items()) / hits if hits else 0.0
    weight = rules.weight_of_values(
        share, strength, enough=kind.share, proof=kind.proof, refuted=kind.refuted
    )
    if weight < 0 and kind.looks is not None:
        weight *= 1.0 - values.looking(kind.looks)
    params = {"share": round(share, 3), "distinct": len(matches), "of": values.total}
    if weight > 0 and len(matches) < kind.least:
        # a constant matches by chance; with its name it may still be what it says
        return [Evidence("values_few", rules.UNTESTED, params | {"least": kind.least})]
    code = "values_match" if weight > 0 else "values_unclear" if weight == 0 else "values_differ"
    found = [Evidence(code, round(weight, 2), params)]
    if matches and kind.whole is not None and weight >= 0:
        found += _whole(kind, values)
    return found


def _whole(kind: Kind, values: Values) -> list[Evidence]:
    """What all of them together say."""
    weight = kind.whole(values.different) if kind.whole else 0.0
    return [Evidence("values_together", weight, {"of": len(values.different)})] if weight else []


def examples(kind: Kind, values: Values) -> tuple[str, ...]:
    """A few masked values that match."""
    matching = values.matching(kind)
    return tuple(masked(value) for value in list(matching)[:SHOWN])
