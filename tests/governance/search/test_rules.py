"""What a query may mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.catalog.rules import wording
from governance.search import rules

WORD = st.text("abcd1", min_size=3, max_size=8)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sales.orders", ("sales", "orders")),
        ("sales.", ()),
        ("sales orders", ()),
        ('sales."my table".id', ("sales", "my table", "id")),
        ("...", ()),
    ],
)
def test_a_path_is_typed_with_dots(text: str, path: tuple[str, ...]) -> None:
    assert rules.understand(text).path == path


@given(st.text(max_size=300))
def test_anything_that_is_typed_can_be_understood(text: str) -> None:
    query = rules.understand(text)
    assert len(query.words) <= wording.MOST_WORDS
    assert len(query.text) <= rules.LONGEST


@given(WORD, st.data())
def test_a_word_with_one_error_is_one_edit_away_and_back(word: str, data: st.DataObject) -> None:
    wrong = data.draw(st.sampled_from(sorted(rules.edits(word))))
    assert word in rules.edits(wrong) or not wrong


@given(WORD)
def test_halves_are_the_word(word: str) -> None:
    assert all(one + two == word for one, two in rules.halves(word))


def test_neighbours_are_joined_and_all_of_them() -> None:
    assert rules.joined(("a", "b", "c")) == [("ab", "c"), ("a", "bc"), ("abc",)]
    assert rules.joined(("a", "b")) == [("ab",)]
    assert rules.joined(("a",)) == []


def test_a_group_is_held_by_a_word_or_by_what_begins_so() -> None:
    assert rules.holds(["orders"], ["order:*"])
    assert not rules.holds(["orders"], ["order"])
    assert rules.holds(["orders"], ["item", "orders"])


@pytest.mark.parametrize(
    ("word", "lexeme"), [("a", "'a'"), ("a:*", "'a':*"), ("o'b", "'o''b'"), ("a\\", "'a\\\\'")]
)
def test_a_lexeme_is_quoted(word: str, lexeme: str) -> None:
    assert wording.lexeme(word) == lexeme
