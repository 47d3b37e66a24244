"""What may stand in a query string: strict form fields that also say what they are in OpenAPI.

Django's own fields are made for browsers and read "maybe" as False and "{…}" as a UUID; a program
that sends such a thing has a mistake, and is told so.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from core import portal
from core.refusals import Refusal

Schema = dict[str, Any]

UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MOMENT_FORM = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def moment(text: str) -> datetime | None:
    """The moment that an RFC 3339 text names, in UTC; None when it names none."""
    try:
        found = parse_datetime(text) if MOMENT_FORM.fullmatch(text) else None
        return found.astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


class BadParameters(Refusal):
    """Parameters of the query that are unknown or cannot be used; `errors` names each."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("invalid")
        self.errors = errors


class Parameter(forms.Field):
    """One parameter. `schema` is its type in OpenAPI, `many` whether it may be repeated."""

    schema: Schema
    many = False

    def __init__(self, help_text: Any = "", required: bool = False, label: Any = None) -> None:
        super().__init__(required=required, help_text=help_text, label=label)

    def wrong(self, code: str, **params: Any) -> ValidationError:
        """The error of this value."""
        return ValidationError(portal.sentence(code, params), code=code)


class Text(Parameter):
    """Any text up to 200 characters."""

    LONGEST = 200
    schema: Schema = {"type": "string", "maxLength": LONGEST}

    def to_python(self, value: Any) -> str:
        if value and len(value) > self.LONGEST:
            raise self.wrong("too_long", longest=self.LONGEST)
        return value or ""


class Cursor(Text):
    """The opaque text that `next` and `previous` carry."""

    LONGEST = 4000
    schema: Schema = {"type": "string", "maxLength": LONGEST}


class Flag(Parameter):
    """true or false."""

    schema: Schema = {"type": "boolean"}

    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise self.wrong("not_true_or_false")
        return bool(value == "true")


class Whole(Parameter):
    """A whole number within bounds."""

    def __init__(self, lowest: int, highest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lowest, self.highest = lowest, highest
        self.schema = {"type": "integer", "minimum": lowest, "maximum": highest}

    def to_python(self, value: Any) -> int | None:
        if value in (None, ""):
            return None
        number = int(value) if re.fullmatch(r"-?\d{1,18}", value, re.ASCII) else None
        if number is None or not self.lowest <= number <= self.highest:
            raise self.wrong("not_a_number", lowest=self.lowest, highest=self.highest)
        return number


class Id(Parameter):
    """A UUID in its usual form."""

    schema: Schema = {"type": "string", "format": "uuid"}

    def to_python(self, value: Any) -> UUID | None:
        if value in (None, ""):
            return None
        if not UUID_FORM.fullmatch(value):
            raise self.wrong("not_an_id")
        return UUID(value)


class Moment(Parameter):
    """A date and time with its offset (RFC 3339)."""

    schema: Schema = {"type": "string", "format": "date-time"}

    def to_python(self, value: Any) -> Any:
        if value in (None, ""):
            return None
        found = moment(value)
        if found is None:
            raise self.wrong("not_a_moment")
        return found


class Choice(Parameter):
    """One word out of a few."""

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = [str(choice) for choice in choices]
        self.schema = {"type": "string", "enum": self.choices}

    def to_python(self, value: Any) -> str:
        if value and value not in self.choices:
            raise self.wrong("unknown_choice", choices=", ".join(self.choices))
        return value or ""


class Choices(Choice):
    """Words out of a few; the parameter may be repeated, and any of them fits."""

    many = True
    widget = forms.SelectMultiple

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(choices, **kwargs)
        self.schema = {"type": "array", "items": self.schema}

    def to_python(self, value: Any) -> Any:
        return [super(Choices, self).to_python(word) for word in value or []]


class Names(Choices):
    """Words out of a few, repeated or with commas in between."""

    def to_python(self, value: Any) -> Any:
        words = [word for text in value or [] for word in text.split(",")]
        if not all(words):
            raise self.wrong("unknown_choice", choices=", ".join(self.choices))
        return super().to_python(words)


def read(query: QueryDict, declared: Mapping[str, Parameter]) -> dict[str, Any]:
    """The values of the declared parameters. Raises BadParameters, also for any other name."""
    errors: list[dict[str, str]] = []
    values: dict[str, Any] = {}
    for name in sorted(set(query) | set(declared)):
        try:
            values[name] = _value(query.getlist(name), declared.get(name), name in query)
        except ValidationError as error:
            for one in error.error_list:
                errors += [wrong(name, one.code or "invalid", text) for text in one.messages]
    if errors:
        raise BadParameters(errors)
    return values


def wrong(name: str, code: str, detail: str) -> dict[str, str]:
    """An entry of a problem's `errors` about a parameter."""
    return {"pointer": "", "parameter": name, "code": code, "detail": detail}


def _value(given: list[str], parameter: Parameter | None, present: bool) -> Any:
    if parameter is None:
        raise _wrong("unknown_parameter")
    if any("\x00" in text for text in given):
        raise _wrong("bad_text")
    if parameter.many:
        return parameter.clean(given)
    if len(given) > 1:
        raise _wrong("repeated_parameter")
    if present and not given[0] and not isinstance(parameter, Text):
        raise _wrong("blank")
    return parameter.clean(given[0] if given else None)


def _wrong(code: str) -> ValidationError:
    return ValidationError(portal.sentence(code, {}), code=code)
