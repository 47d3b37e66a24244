"""Data sources: register, test, scan, pause, retire. Secrets go in and never come out."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import queries as access
from core.bulk.api import BulkDoor
from core.doors import fields, filters
from core.doors.viewsets import HouseView, ReadViewSet
from core.portal import sentence
from core.refusals import Invalid
from governance.connector import Connector, Option, Verdict
from governance.sources import actions, queries
from governance.sources.models import Source

MOST_PATTERNS = 100
SECRET = {"type": "string", "maxLength": 10_000}
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
    """Values of a connector's secret options, by name. Never answered."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
            raise Invalid("not_an_object", "secrets")
        return data


class SourceOut(fields.Shown):
    domain = serializers.SerializerMethodField()
    options = Options(read_only=True)
    secrets = serializers.SerializerMethodField(help_text="Names of the secrets that are stored.")
    include = serializers.ListField(child=serializers.CharField(), read_only=True)
    exclude = serializers.ListField(child=serializers.CharField(), read_only=True)
    identity = serializers.DictField(read_only=True, help_text="What the last scan met.")

    class Meta:
        model = Source
        fields = (
            "id", "name", "description", "connector", "domain", "options", "secrets", "include",
            "exclude", "environment", "criticality", "state", "identity", "tested_at",
            "test_passed", "scanned_at", "created_at", "updated_at", "revision",
        )  # fmt: skip

    @extend_schema_field(fields.Label)
    def get_domain(self, source: Source) -> dict[str, str]:
        domain = source.container.parent
        return {"id": str(domain.pk), "label": domain.name} if domain else {}

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_secrets(self, source: Source) -> list[str]:
        return queries.secret_names(source)


class Changeable(fields.Taken):
    """What can be set when a source is registered and changed later."""

    description = fields.Prose(max_length=10_000, required=False)
    include = fields.Words(max_length=MOST_PATTERNS, each=400, required=False)
    exclude = fields.Words(max_length=MOST_PATTERNS, each=400, required=False)
    environment = fields.Choice(Source.Environment.values, required=False)
    criticality = fields.Choice(Source.Criticality.values, required=False)
    secrets = Secrets(required=False)


class NewSource(Changeable):
    name = fields.Line(max_length=200)
    connector = fields.Line(max_length=40, help_text="Slug of a kind of source (/connectors).")
    options = Options(required=False)
    domain = fields.Id(required=False)


class ChangedSource(Changeable):
    name = fields.Line(max_length=200, required=False)
    options = Options(required=False, help_text="All options; secrets must then be given again.")


class TryOut(fields.Taken):
    connector = fields.Line(max_length=40)
    options = Options(required=False)
    secrets = Secrets(required=False)


class VerdictOut(serializers.Serializer[Any]):
    """One step of a connection test."""

    step = serializers.CharField()
    state = serializers.ChoiceField(["passed", "failed", "warning", "skipped"])
    code = serializers.CharField()
    detail = serializers.CharField()


class SourceFilters(filters.Filters):
    name = filters.Text("name", "icontains")
    connector = filters.Text("connector")
    state = filters.Choice("state", choices=Source.State.values)
    environment = filters.Choice("environment", choices=Source.Environment.values)
    criticality = filters.Choice("criticality", choices=Source.Criticality.values)
    domain = filters.Id("container__parent_id")


class Sources(ReadViewSet):
    """Sources that one may see."""

    seen = staticmethod(queries.with_secrets)
    serializer_class = SourceOut
    takes = {"create": NewSource, "partial_update": ChangedSource, "test_new": TryOut}
    filterset_class = SourceFilters
    orderings = ("name", "created_at", "scanned_at")

    @extend_schema(responses={201: SourceOut})
    def create(self, request: Request) -> Response:
        """Register a source. Nothing is connected to: test it, or scan it."""
        given = self.given()
        source = actions.register(
            domain_id=given.pop("domain", None), options=given.pop("options", {}),
            by=self.by, **given,
        )  # fmt: skip
        return self.created(source)

    def partial_update(self, request: Request, pk: Any) -> Response:
        """Change a source. Secrets that are not given stay, empty ones are forgotten."""
        source = self.get_object()
        return self.shown(
            actions.change(source=source, by=self.by, expected=self.expected(), **self.given())
        )

    @extend_schema(responses={200: VerdictOut(many=True)})
    @action(detail=True, methods=["post"], pagination_class=None, filterset_class=None)
    def test(self, request: Request, pk: Any) -> Response:
        """Try the connection, step by step."""
        verdicts = actions.test(source=self.get_object(), by=self.by)
        return Response([told(verdict) for verdict in verdicts])

    @extend_schema(responses={200: VerdictOut(many=True)})
    @action(detail=False, methods=["post"], url_path="test", pagination_class=None)
    def test_new(self, request: Request) -> Response:
        """Try a connection before it is registered."""
        given = self.given()
        verdicts = actions.try_out(
            connector=given["connector"], options=given.get("options", {}),
            secrets=given.get("secrets", {}), by=self.by,
        )  # fmt: skip
        return Response([told(verdict) for verdict in verdicts])

    @extend_schema(responses={200: SourceOut})
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: Any) -> Response:
        """Stop scanning it until it is resumed."""
        return self.shown(actions.pause(source=self.get_object(), by=self.by))

    @extend_schema(responses={200: SourceOut})
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: Any) -> Response:
        """Scan it again."""
        return self.shown(actions.resume(source=self.get_object(), by=self.by))

    @extend_schema(responses={200: SourceOut})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: Any) -> Response:
        """Take it out of use with everything found in it; history stays."""
        return self.shown(actions.retire(source=self.get_object(), by=self.by))


class SourcesInBulk(BulkDoor):
    noun, rows = "governance.source", Sources


def told(verdict: Verdict) -> dict[str, str]:
    """A step of a test with its sentence."""
    return {
        "step": verdict.step,
        "state": verdict.state,
        "code": verdict.code,
        "detail": sentence(verdict.code, verdict.params),
    }


class OptionOut(serializers.Serializer[Any]):
    """One thing that a kind of source wants to know."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(["text", "number", "secret", "path", "choice", "flag"])
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
    }


def _option(option: Option) -> dict[str, Any]:
    names = ("name", "label", "kind", "required", "default", "help")
    return {**{n: getattr(option, n) for n in names}, "choices": list(option.choices)}
