"""Columns are judged: every kind is weighed by names and values, the heaviest is it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from governance.classification import rules
from governance.classification.engine.naming import (
    Dictionary,
    Said,
    among_people,
    is_nameless,
    other,
)
from governance.classification.engine.weighing import Evidence, Values, examples, weigh
from governance.detector import Column, Detector, Kind, Level, Takes

TYPES: tuple[tuple[Takes, re.Pattern[str]], ...] = (
    ("truth", re.compile(r"bool|bit(?:\(1\))?$|tinyint\(1\)", re.IGNORECASE)),
    ("time", re.compile(r"date|time|interval|year", re.IGNORECASE)),
    ("number", re.compile(r"int|num|dec|float|double|real|money|serial", re.IGNORECASE)),
)
WEIGHTS = {"says": rules.SAID, "hints": rules.HINTED, "taken_back": rules.TAKEN_BACK}
CODES = {"says": "name_says", "hints": "name_hints", "taken_back": "name_taken_back"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label that is suggested for a column, and everything that speaks for and against it."""

    kind: str
    label: str
    level: Level
    confidence: float
    rule: str  # the family and its version: another one may judge otherwise
    evidence: tuple[Evidence, ...]
    examples: tuple[str, ...]  # masked


class Judge:
    """Judges columns by what a shelf of detectors knows. Made once, used for many."""

    def __init__(self, detectors: Iterable[type[Detector]]) -> None:
        self._kinds = [
            (kind, f"{detector.slug}@{detector.version}")
            for detector in detectors
            for kind in detector.kinds
        ]
        self._dictionary = Dictionary(kind for kind, _ in self._kinds)

    def judged(self, column: Column) -> Verdict | None:
        """The verdict on a column; None where nothing sensitive is suggested."""
        values = Values(column.values)
        said = self._dictionary.read(column.name)
        around = _Around(column)
        best: tuple[float, Kind, str, list[Evidence]] | None = None
        for kind, rule in self._kinds:
            evidence = around.weighed(kind, said.get(kind.slug))
            known = rules.PRIOR + sum(one.weight for one in evidence)
            proof = kind.proof + (rules.TOGETHER if kind.whole else 0.0)
            if (
                known + (proof if values.total else 0.0) <= 0
            ):  # whatever the values are, it is not this
                continue
            tested = weigh(kind, values)
            weight = known + sum(one.weight for one in tested)
            evidence += tested
            if best is None or weight > best[0]:
                best = weight, kind, rule, evidence
        return _verdict(*best, values) if best else None


def _verdict(
    weight: float, kind: Kind, rule: str, evidence: list[Evidence], values: Values
) -> Verdict | None:
    sure = rules.confidence(weight)
    if sure <= rules.SUGGESTED:
        return None
    shown = examples(kind, values)
    return Verdict(kind.slug, kind.label, kind.level, sure, rule, tuple(evidence), shown)


class _Around:
    """What the surroundings of a column say: the same for every kind, so it is found out once."""

    def __init__(self, column: Column) -> None:
        self.type = column.type
        self.takes = _takes(column.type)
        self.nameless = is_nameless(column.name)
        self.other = None if self.nameless else other(column.name)
        self.people = among_people(column.table, column.neighbours)

    def weighed(self, kind: Kind, said: Said | None) -> list[Evidence]:
        found = [] if said is None else [_named(said)]
        if said is None and self.nameless:
            found.append(Evidence("name_says_nothing", rules.NAMELESS))
        if said is None and self.other:
            found.append(Evidence("name_says_other", rules.OTHERWISE, {"word": self.other}))
        if (
            said is not None
            and said.how == "hints"
            and self.people
            and kind.level >= Level.PERSONAL
        ):
            found.append(Evidence("among_people", rules.AMONG_PEOPLE, {"word": self.people}))
        if self.takes and self.takes not in kind.takes:
            found.append(Evidence("type_refuses", rules.WRONG_TYPE, {"type": self.type}))
        return found


def _named(said: Said) -> Evidence:
    return Evidence(CODES[said.how], WEIGHTS[said.how], {"by": said.by})


def _takes(declared: str) -> Takes | None:
    """What a declared type can hold; None where it says nothing."""
    for takes, expression in TYPES:
        if expression.search(declared):
            return takes
    return "text" if re.search(r"char|text|string|clob", declared, re.IGNORECASE) else None
