"""A query holds what was declared, in its form, and nothing else."""

import pytest
from django.http import QueryDict

from core.doors import parameters

DECLARED = {
    "text": parameters.Text(),
    "flag": parameters.Flag(),
    "whole": parameters.Whole(1, 10),
    "id": parameters.Id(),
    "at": parameters.Moment(),
    "word": parameters.Choice(["a", "b"]),
    "words": parameters.Choices(["a", "b"]),
}
ONE_ID = "01934f6e-7b1a-7c3d-8e4f-0123456789ab"


def test_nothing_given():
    read = parameters.read(QueryDict(""), DECLARED)
    assert not any(read.values())


def test_everything_given():
    query = f"text=x&flag=false&whole=10&id={ONE_ID}&at=2026-11-24T10:00:00%2B01:00&word=b"
    read = parameters.read(QueryDict(query + "&words=a&words=b"), DECLARED)
    assert (read["text"], read["flag"], read["whole"]) == ("x", False, 10)
    assert str(read["id"]) == ONE_ID
    assert read["at"].isoformat() == "2026-11-24T09:00:00+00:00"
    assert (read["word"], read["words"]) == ("b", ["a", "b"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("unknown=1", "unknown_parameter"),
        ("text=a&text=b", "repeated_parameter"),
        ("text=a%00b", "bad_text"),
        ("text=" + "x" * 201, "too_long"),
        ("flag=yes", "not_true_or_false"),
        ("flag=True", "not_true_or_false"),
        ("flag=", "blank"),
        ("whole=11", "not_a_number"),
        ("whole=1e1", "not_a_number"),
        ("whole=" + "9" * 40, "not_a_number"),
        (f"id={ONE_ID.replace('-', '')}", "not_an_id"),
        ("at=2026-11-24", "not_a_moment"),
        ("at=2026-13-24T10:00:00Z", "not_a_moment"),
        ("at=2026-11-24T10:00:00", "not_a_moment"),
        ("at=0001-01-01T00:00:00%2B14:00", "not_a_moment"),
        ("at=0000-01-01T00:00:00Z", "not_a_moment"),
        ("word=c", "unknown_choice"),
        ("words=a&words=c", "unknown_choice"),
    ],
)
def test_each_mistake_is_named(query, code):
    with pytest.raises(parameters.BadParameters) as caught:
        parameters.read(QueryDict(query), DECLARED)
    [error] = caught.value.errors
    assert (error["parameter"], error["code"]) == (query.partition("=")[0], code)


def test_required_parameter_is_missed():
    with pytest.raises(parameters.BadParameters) as caught:
        parameters.read(QueryDict(""), {"id": parameters.Id(required=True)})
    assert caught.value.errors[0]["code"] == "required"
