"""Values and names as detectors see them, and what a masked value gives away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.detector import LONGEST, cleaned, masked, words


@given(st.text(max_size=200))
def test_a_masked_value_shows_one_letter_at_most(value: str) -> None:
    shown = [c for c in masked(value) if c.isalnum()]
    assert len(shown) <= 1
    assert len(masked(value)) <= 45


@given(st.text("0123456789abcXYZ", min_size=1, max_size=4))
def test_a_short_value_is_hidden_entirely(value: str) -> None:
    assert masked(value) == "•" * len(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (b"\x00\xff", ""), (" N/A ", ""), (60614.0, "60614"),
     ("x" * 10_000_000, "x" * LONGEST),
     (float("nan"), ""), (True, "True"), ("a\0b", "ab")],
)  # fmt: skip
def test_values_become_short_text(value: object, text: str) -> None:
    assert cleaned(value) == text


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("EMPLOYEE NAME", ("employee", "name")),
        ("dateOfBirth", ("date", "birth")),
        ("Lat/Long", ("lat", "long")),
        ("Location 1", ("location", "1")),
        ("fecha_de_nacimiento", ("fecha", "nacimiento")),
        ("Prénom", ("prenom",)),
        ("IPAddress", ("ip", "address")),
        ("customer_emails", ("customer", "email")),
        ("身份证号", ("身份证号",)),
        ("", ()),
    ],
)
def test_names_become_words(name: str, found: tuple[str, ...]) -> None:
    assert words(name) == found
