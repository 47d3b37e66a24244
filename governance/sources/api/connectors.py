"""Kinds of source, and what each wants to know."""

from typing import Any, get_args

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import queries as access
from core.doors.viewsets import HouseView
from governance.connector import Connector, Kind, Option
from governance.sources import queries


class OptionOut(serializers.Serializer[Any]):
    """One thing that a kind of source wants to know."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(get_args(Kind))
    required = serializers.BooleanField()  # type: ignore[assignment]
    default = serializers.JSONField(allow_null=True)
    help = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())


class ConnectorOut(serializers.Serializer[Any]):
    """A kind of source."""

    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    options = OptionOut(many=True)
    credentials = serializers.ListField(
        child=serializers.CharField(), help_text="The options that sign in: what an account is."
    )


class Connectors(HouseView):
    """Kinds of source that this installation can read."""

    @extend_schema(responses={200: ConnectorOut(many=True)}, operation_id="connectors_list")
    def get(self, request: Request) -> Response:
        """Every kind, with what it wants to know."""
        if not access.anywhere(self.by, "sources.view"):
            raise access.Refused("sources.view")
        return Response([_kind(one) for one in queries.SHELF.all().values()])


def _kind(connector: type[Connector]) -> dict[str, Any]:
    return {
        "slug": connector.slug,
        "label": connector.label,
        "description": connector.description,
        "options": [_option(option) for option in connector.options],
        "credentials": list(connector.credentials),
    }


def _option(option: Option) -> dict[str, Any]:
    names = ("name", "label", "kind", "required", "default", "help")
    return {**{n: getattr(option, n) for n in names}, "choices": list(option.choices)}
