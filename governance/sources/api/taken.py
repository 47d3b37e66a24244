"""What requests about sources may hold. Secrets go in and never come out."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.doors import fields
from core.refusals import Invalid
from core.schedules.models import Schedule
from governance.sources.engine import references
from governance.sources.models import Source, SourceSecret

MOST_PATTERNS = 100
NAME = {"type": "string", "minLength": 1, "maxLength": 400}
SECRET = {
    "oneOf": [
        {"type": "string", "maxLength": 10_000},
        {
            "type": "object",
            "description": "Where it lies: a variable of the portal's environment, or a file.",
            "properties": {"env": NAME, "file": NAME},
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        },
    ]
}
VALUE = {"type": ["string", "integer", "boolean", "null"]}


@extend_schema_field({"type": "object", "additionalProperties": VALUE})
class Options(serializers.DictField):
    """Values of a connector's options, by name (see /connectors)."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise Invalid("not_an_object", "options")
        for name, value in data.items():
            if not isinstance(value, str | int | bool | None):
                raise Invalid("not_a_value", "options", name=name)
        return data


@extend_schema_field({"type": "object", "additionalProperties": SECRET, "writeOnly": True})
class Secrets(serializers.DictField):
    """Values of a connector's secret options, by name: texts, or where they lie. Never answered."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise Invalid("not_an_object", "secrets")
        return {name: references.read(value, name) for name, value in data.items()}


class Changeable(fields.Taken):
    """What can be set when a source is registered and changed later."""

    description = fields.Prose(max_length=10_000, required=False)
    include = fields.Words(max_length=MOST_PATTERNS, each=400, required=False)
    exclude = fields.Words(max_length=MOST_PATTERNS, each=400, required=False)
    environment = fields.Choice(Source.Environment.values, required=False)
    criticality = fields.Choice(Source.Criticality.values, required=False)
    hold_share = fields.Whole(
        min_value=0,
        max_value=100,
        required=False,
        allow_null=True,
        help_text="Per cent of its relations that may vanish at once; more wait for a person.",
    )
    secrets = Secrets(required=False)


class Plan(fields.Taken):
    """When scans start by themselves."""

    cron = fields.Line(max_length=100, help_text="Five fields, as cron reads them.")
    zone = fields.Zone(default="UTC")
    missed = fields.Choice(Schedule.Missed.values, default=Schedule.Missed.ONCE)
    overlap = fields.Choice(Schedule.Overlap.values, default=Schedule.Overlap.SKIP)


class NewSource(Changeable):
    name = fields.Line(max_length=200)
    connector = fields.Line(max_length=40, help_text="Slug of a kind of source (/connectors).")
    options = Options(required=False)
    domain = fields.Id(required=False)
    schedule = Plan(required=False)


class ChangedSource(Changeable):
    name = fields.Line(max_length=200, required=False)
    options = Options(required=False, help_text="All options; secrets must then be given again.")


class TryOut(fields.Taken):
    connector = fields.Line(max_length=40)
    options = Options(required=False)
    secrets = Secrets(required=False)


class GrantAccount(fields.Taken):
    """An account, given whole: only what signs in."""

    options = Options(required=False)
    secrets = Secrets(required=False)


class WhichAccount(fields.Taken):
    purpose = fields.Choice(SourceSecret.Purpose.values, default=SourceSecret.Purpose.READ)


class ScriptFor(fields.Taken):
    connector = fields.Line(max_length=40)
    options = Options(required=False)
    account = fields.Line(max_length=63)
    read_values = fields.Flag(default=False)
