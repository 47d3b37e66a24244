"""Patterns decide what is catalogued, in the source and here alike."""

import re

import pytest

from governance.connector import EVERYTHING, Selection

FITS = [
    ("sales", "sales", "orders", True),
    ("sales.*", "sales", "orders", True),
    ("SALES.Ord*", "sales", "orders", True),
    ("*.orders", "sales", "orders", True),
    ("sales.order?", "sales", "orders", True),
    ("sales", "sales_old", "orders", False),
    ("s.les.*", "sales", "orders", False),
    ("*.a+b", "x", "a+b", True),
    ("*.*", "x", "line\nbreak", True),
]


@pytest.mark.parametrize(("pattern", "schema", "relation", "fits"), FITS)
def test_a_pattern_fits(pattern: str, schema: str, relation: str, fits: bool) -> None:
    assert Selection(include=(pattern,)).takes(schema, relation) is fits
    assert Selection(exclude=(pattern,)).takes(schema, relation) is not fits


@pytest.mark.parametrize(("pattern", "schema", "relation", "fits"), FITS)
def test_what_is_sent_to_the_source_says_the_same(
    pattern: str, schema: str, relation: str, fits: bool
) -> None:
    sent = Selection(include=(pattern,)).pushed().include or ""
    assert bool(re.search(sent, f"{schema}.{relation}")) is fits


def test_excluding_wins_over_including() -> None:
    assert not Selection(("sales.*",), ("*.tmp_*",)).takes("sales", "tmp_1")


def test_without_patterns_everything_is_taken() -> None:
    assert EVERYTHING.takes("any", "thing")
    assert EVERYTHING.pushed().include is None


def test_patterns_whose_case_engines_fold_differently_stay_here() -> None:
    sent = Selection(("a.*", "É.*"), ("b.*", "ß.*")).pushed()
    assert sent.include is None
    assert sent.exclude == r"(?is)^(b\..*)$"
