"""Serializers that take exactly what their schema says, and their strict fields.

Django REST framework reads 1 as "1", "yes" as True and ignores what it does not know; each of
that hides a caller's mistake, and makes the published schema untrue.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import available_timezones

from django.db import models
from django.db.models import QuerySet
from rest_framework import serializers

from core import portal
from core.doors.parameters import UUID_FORM, moment

# One line without control characters; one with something to read in it; text with line breaks.
PLAIN = r"^[^\u0000-\u001f\u007f]*$"
LINE = r"^[^\u0000-\u001f\u007f]*[^\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$"
PROSE = r"^[^\u0000]*$"
SLUG = r"^[A-Za-z0-9_-]+$"
_PLAIN = re.compile(r"[^\x00-\x1f\x7f]*")


class Strict:
    """What our fields have in common: sentences by code, and their part of the schema."""

    more_schema: Mapping[str, Any] = MappingProxyType({})

    def refuse(self, code: str, **params: Any) -> serializers.ValidationError:
        """The error of this value."""
        return serializers.ValidationError(portal.sentence(code, params), code)


class Line(Strict, serializers.CharField):
    """One line of text: a name, an expression. Blanks around it are taken off."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, trim_whitespace=False, **kwargs)
        self.more_schema = {"pattern": PLAIN if self.allow_blank else LINE}

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str):
            if not _PLAIN.fullmatch(data):
                raise self.refuse("not_a_line")
            if not data.strip() and not self.allow_blank:
                raise self.refuse("blank")
        value = super().run_validation(data)
        return value.strip() if isinstance(value, str) else value

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise self.refuse("not_text")
        return data


class Prose(Strict, serializers.CharField):
    """Text of any form, which may be empty."""

    more_schema: Mapping[str, Any] = MappingProxyType({"pattern": PROSE})

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, allow_blank=True, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise self.refuse("not_text")
        return data


class Slug(Line):
    """A short name for addresses and programs: letters, digits, hyphens, underscores."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.more_schema = {"pattern": SLUG}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not re.fullmatch(SLUG[1:-1], text, re.ASCII):
            raise self.refuse("not_a_slug")
        return text


class Zone(Line):
    """A time zone by its IANA name. Not an enum: the six hundred names move with the system."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in available_timezones():
            raise self.refuse("unknown_zone", zone=name)
        return name


class Email(Strict, serializers.EmailField):
    """An e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise self.refuse("not_text")
        return data


class Whole(Strict, serializers.IntegerField):
    """A whole number within bounds, as a JSON number."""

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        whole = isinstance(data, int) or (isinstance(data, float) and data.is_integer())
        if not whole or isinstance(data, bool):
            raise self.refuse("not_a_number", lowest=self.min_value, highest=self.max_value)
        return int(data)


class Flag(Strict, serializers.BooleanField):
    """true or false, as JSON writes them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise self.refuse("not_true_or_false")
        return data


class Choice(Strict, serializers.ChoiceField):
    """One word out of a few."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.choices:
            raise self.refuse("unknown_choice", choices=", ".join(map(str, self.choices)))
        return data


class Id(Strict, serializers.UUIDField):
    """A UUID in its usual form."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str) or not UUID_FORM.fullmatch(data):
            raise self.refuse("not_an_id")
        return UUID(data)


class Moment(Strict, serializers.DateTimeField):
    """A date and time with its offset; answered in UTC, whatever zone the reader lives in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)

    def to_internal_value(self, value: Any) -> Any:
        found = moment(value) if isinstance(value, str) else None
        if found is None:
            raise self.refuse("not_a_moment")
        return found


class Words(Strict, serializers.ListField):
    """A list of lines of text."""

    def __init__(self, *, max_length: int, each: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, child=Line(max_length=each), **kwargs)


class Chosen(Id):
    """The id of an object that the caller may see; the object itself comes out.

    `among` gives the objects visible to a user: `Chosen(among=queries.visible)`.
    """

    def __init__(self, *, among: Callable[[Any], QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.among = among

    def to_internal_value(self, data: Any) -> Any:
        pk = super().to_internal_value(data)
        found = self.among(self.context["request"].user).filter(pk=pk).first()
        if found is None:
            raise self.refuse("nothing_there")
        return found


class Taken(serializers.Serializer[Any]):
    """Base of what a request's body may hold: a field that it does not know is an error."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted(str(key) for key in set(data) - known):
                sentence = portal.sentence("unknown_field", {})
                wrong = serializers.ErrorDetail(sentence, "unknown_field")
                raise serializers.ValidationError({name: [wrong] for name in unknown})
        return super().to_internal_value(data)


class Shown(serializers.ModelSerializer[Any]):
    """Base of what an answer shows of a row. Nothing is written through it."""

    serializer_field_mapping: ClassVar[Any] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Moment,
    }

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        return fields


class Label(serializers.Serializer[Any]):
    """Another row, named: enough to show it and to ask for it."""

    id = serializers.UUIDField(source="pk", read_only=True)
    label = serializers.CharField(source="__str__", read_only=True)  # type: ignore[assignment]


class Actor(serializers.Serializer[Any]):
    """Who did it, as kept with a row that outlives them."""

    id = serializers.UUIDField(source="by_id", read_only=True)
    label = serializers.CharField(source="by_label", read_only=True)  # type: ignore[assignment]


class About(serializers.Serializer[Any]):
    """What it is about, as kept with a row that outlives it."""

    kind = serializers.CharField(source="about_kind", read_only=True)
    id = serializers.UUIDField(source="about_id", read_only=True, allow_null=True)
    label = serializers.CharField(source="about_label", read_only=True)  # type: ignore[assignment]
