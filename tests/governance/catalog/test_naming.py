"""Names come from other people's databases: anything goes in, and out again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.catalog.rules import naming

names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


@given(st.lists(names, min_size=1, max_size=4))
def test_a_dotted_path_gives_its_parts_back(parts: list[str]) -> None:
    assert naming.parts(naming.dotted(*parts)) == parts


@given(names)
def test_a_normalised_name_is_normal(name: str) -> None:
    once = naming.normalised(name)
    assert once
    assert naming.normalised(once) == once


@pytest.mark.parametrize(
    "name", ["CustomerOrder", "customer_order", "customer order", "CUSTOMER-ORDER"]
)
def test_ways_of_writing_a_name_are_one(name: str) -> None:
    assert naming.normalised(name) == "customer_order"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("customer_orders", "order"),
        ("categories", "category"),
        ("foo40", "foo"),
        ("foo40", "40"),
        ("HTTPServer", "http"),
        ("customer_order", "customerorder"),
        ("Größe", "grösse"),
    ],
)
def test_a_name_is_found_by(name: str, word: str) -> None:
    assert word in naming.searchable(name).split()
