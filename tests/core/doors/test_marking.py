"""Marking what was searched for."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.doors.marking import marked


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [
        ("customer_order", ["order"], "customer_<mark>order</mark>"),
        ("CustomerOrder", ["customer"], "<mark>Customer</mark>Order"),
        ("customer_order", ["customerorder"], "<mark>customer_order</mark>"),
        ("orders", ["order", "orders"], "<mark>orders</mark>"),
        ("<b>x</b>", ["b"], "&lt;<mark>b</mark>&gt;x&lt;/<mark>b</mark>&gt;"),
        ("a.b", ["."], "a<mark>.</mark>b"),
        ("nothing", [], "nothing"),
        ("nothing", [""], "nothing"),
    ],
)
def test_words_are_marked_where_they_stand(text: str, words: list[str], html: str) -> None:
    assert marked(text, words) == html


@given(st.text(max_size=30), st.lists(st.text(max_size=4), max_size=4))
def test_marking_adds_marks_and_nothing_else(text: str, words: list[str]) -> None:
    html = str(marked(text, words))
    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == unescape(
        str(marked(text, []))
    )
    assert html.count("<") == html.count("<mark>") + html.count("</mark>")
