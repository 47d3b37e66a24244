"""Bodies hold what their schema says: no coercion, nothing unknown."""

import pytest
from rest_framework.exceptions import ValidationError

from core.doors import fields

ONE_ID = "01934f6e-7b1a-7c3d-8e4f-0123456789ab"


def code_of(field, value):
    with pytest.raises(ValidationError) as caught:
        field.run_validation(value)
    codes = caught.value.get_codes()
    return codes[0] if isinstance(codes, list) else codes


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (fields.Line(max_length=5), 1, "not_text"),
        (fields.Line(max_length=5), True, "not_text"),
        (fields.Line(max_length=5), None, "null"),
        (fields.Line(max_length=5), "", "blank"),
        (fields.Line(max_length=5), " \u3000", "blank"),
        (fields.Line(max_length=5), "a\nb", "not_a_line"),
        (fields.Line(max_length=5), "a\x00", "not_a_line"),
        (fields.Line(max_length=5), "abcdef", "max_length"),
        (fields.Line(max_length=5), "abc   ", "max_length"),
        (fields.Slug(max_length=5), "a b", "not_a_slug"),
        (fields.Slug(max_length=5), "ä", "not_a_slug"),
        (fields.Prose(max_length=5), 1, "not_text"),
        (fields.Email(), 1, "not_text"),
        (fields.Email(), "nobody", "invalid"),
        (fields.Zone(), "Mars/Olympus", "unknown_zone"),
        (fields.Whole(min_value=0, max_value=9), "1", "not_a_number"),
        (fields.Whole(min_value=0, max_value=9), True, "not_a_number"),
        (fields.Whole(min_value=0, max_value=9), 1.5, "not_a_number"),
        (fields.Whole(min_value=0, max_value=9), 10, "max_value"),
        (fields.Flag(), 1, "not_true_or_false"),
        (fields.Flag(), "true", "not_true_or_false"),
        (fields.Choice(["1", "a"]), 1, "unknown_choice"),
        (fields.Choice(["1", "a"]), [], "unknown_choice"),
        (fields.Id(), ONE_ID.replace("-", ""), "not_an_id"),
        (fields.Id(), 5, "not_an_id"),
        (fields.Moment(), "2026-11-24", "not_a_moment"),
        (fields.Moment(), "2026-11-24T10:00:00", "not_a_moment"),
        (fields.Moment(), "2026-02-30T10:00:00Z", "not_a_moment"),
        (fields.Moment(), 5, "not_a_moment"),
        (fields.Words(max_length=2, each=3), "abc", "not_a_list"),
        (fields.Words(max_length=2, each=3), ["a", "b", "c"], "max_length"),
    ],
)
def test_what_does_not_fit_is_refused(field, value, code):
    assert code_of(field, value) == code


def test_blanks_around_a_line_are_taken_off():
    assert fields.Line(max_length=9).run_validation("  a b ") == "a b"
    assert fields.Line(max_length=9, allow_blank=True).run_validation("") == ""


def test_whole_numbers_that_json_writes_with_a_point():
    assert fields.Whole(min_value=0, max_value=9).run_validation(3.0) == 3


def test_moments_are_answered_in_utc():
    field = fields.Moment()
    assert field.to_representation(field.run_validation("2026-11-24T10:00:00+02:00")) == (
        "2026-11-24T08:00:00Z"
    )


class Body(fields.Taken):
    name = fields.Line(max_length=5)


def test_unknown_fields_are_refused():
    body = Body(data={"name": "a", "nmae": "b", "id": 1})
    assert not body.is_valid()
    assert {name: [one.code for one in found] for name, found in body.errors.items()} == {
        "id": ["unknown_field"],
        "nmae": ["unknown_field"],
    }
