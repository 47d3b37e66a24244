import pytest

from core.bulk import rules
from core.refusals import Invalid


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", "x", 1),
        ("text", "", "x" * 10_001),
        ("flag", True, "true"),
        ("id", "01999999-0000-7000-8000-000000000000", "{01999999-0000-7000-8000-000000000000}"),
        ("choice", "a", "c"),
    ],
)
def test_an_option_takes_its_own_kind_only(kind, good, bad):
    option = rules.Option("o", "O", kind=kind, choices=("a", "b"))
    assert option.taken(good) == good
    with pytest.raises(Invalid):
        option.taken(bad)


def test_what_is_optional_may_be_missing():
    option = rules.Option("o", "O", required=False)
    assert rules.taken([option], {}) == {}


def test_a_receipt_adds_up():
    told = rules.receipt({"done": 3, "unchanged": 2, "refused": 1, "failed": 4})
    assert told == {"seen": 10, "stored": 3, "unchanged": 2, "filtered": 1, "failed": 4}
