"""Patterns decide what is catalogued."""

import pytest

from governance.catalog.rules import patterns


@pytest.mark.parametrize(
    ("pattern", "schema", "relation", "fits"),
    [
        ("sales", "sales", "orders", True),
        ("sales.*", "sales", "orders", True),
        ("SALES.Ord*", "sales", "orders", True),
        ("*.orders", "sales", "orders", True),
        ("sales.order?", "sales", "orders", True),
        ("sales", "sales_old", "orders", False),
        ("s.les.*", "sales", "orders", False),
        ("*.a+b", "x", "a+b", True),
        ("*.*", "x", "line\nbreak", True),
    ],
)
def test_a_pattern_fits(pattern: str, schema: str, relation: str, fits: bool) -> None:
    assert patterns.fits(pattern, schema, relation) is fits


def test_excluding_wins_over_including() -> None:
    assert not patterns.taken("sales", "tmp_1", ["sales.*"], ["*.tmp_*"])


def test_without_patterns_everything_is_taken() -> None:
    assert patterns.taken("any", "thing")
