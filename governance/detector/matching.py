"""Tests of single values, put together: most kinds are a pattern, a check, or a vocabulary."""

import re
from collections.abc import Callable, Mapping

from governance.detector.contract import Test
from governance.detector.values import folded

LONGEST = 256  # characters of what is no free text
SEPARATORS = str.maketrans("", "", " -./\u00a0\u2011\u2013")
DECIMAL = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{0,15})?|[-+]?\.[0-9]{1,15}")


def pattern(expression: str, strength: float = 1.0, flags: int = 0) -> Test:
    """A value that is all of a pattern."""
    matches = re.compile(expression, flags).fullmatch

    def test(value: str) -> float:
        return strength if len(value) <= LONGEST and matches(value) else 0.0

    return test


def number(expression: str, check: Callable[[str], bool], strength: float = 1.0) -> Test:
    """A number with check digits: all of a pattern, and right without its separators."""
    matches = re.compile(expression, re.IGNORECASE).fullmatch

    def test(value: str) -> float:
        if len(value) > LONGEST or not value.isascii() or not matches(value):
            return 0.0
        return strength if check(value.translate(SEPARATORS).upper()) else 0.0

    return test


def vocabulary(terms: Mapping[str, float]) -> Test:
    """One of these terms, in any case and with or without accents."""

    def test(value: str) -> float:
        return terms.get(folded(value), 0.0) if len(value) <= LONGEST else 0.0

    return test


def any_of(*tests: Test) -> Test:
    """The best of several tests."""

    def test(value: str) -> float:
        return max(one(value) for one in tests)

    return test


def decimal(value: str) -> float | None:
    """A value as a number, with a comma for a point too; None for what is none."""
    plain = value.replace(",", ".") if value.count(",") == 1 and "." not in value else value
    return float(plain) if len(value) <= LONGEST and DECIMAL.fullmatch(plain) else None
