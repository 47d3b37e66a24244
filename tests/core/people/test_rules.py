import pytest

from core.people import rules


@pytest.mark.parametrize(("failed", "refused"), [(0, False), (9, False), (10, True), (11, True)])
def test_ten_failures_are_enough(failed, refused):
    assert rules.too_many(failed) is refused


@pytest.mark.parametrize(
    ("text", "typable"),
    [("ann", True), ("änn 🙂", True), ("", True), ("a\0", False), ("\ud800", False)],
)
def test_what_no_keyboard_types_is_told_apart(text, typable):
    assert rules.typable(text) is typable
