"""Data sources: register, test, change, pause, retire; the accounts in them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import queries as access
from core.bulk.api import BulkDoor
from core.doors import filters, parameters
from core.doors.viewsets import ReadViewSet
from governance.sources import actions, queries
from governance.sources.api import taken
from governance.sources.api.shown import ScriptOut, SourceOut, VerdictOut, told
from governance.sources.models import Source

TESTS = {"read": actions.test, "grant": actions.test_grant_account}


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
    takes = {
        "create": taken.NewSource,
        "partial_update": taken.ChangedSource,
        "test": taken.WhichAccount,
        "test_new": taken.TryOut,
        "grant_account": taken.GrantAccount,
        "new_role_script": taken.ScriptFor,
    }
    asks = {
        "role_script": {
            "account": parameters.Text(required=True, help_text="Name of the account to make."),
            "read_values": parameters.Flag(help_text="Whether it may read values, for profiles."),
        }
    }
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
        """Try the connection, step by step, as the account that reads or as the one that grants."""
        verb = TESTS[self.given()["purpose"]]
        verdicts = verb(source=self.get_object(), by=self.by)
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
    @action(detail=True, methods=["put"], url_path="grant-account")
    def grant_account(self, request: Request, pk: Any) -> Response:
        """Say with which account access is granted. Needs `sources.grant`."""
        source, given = self.get_object(), self.given()
        changed = actions.set_grant_account(
            source=source, options=given.get("options", {}), secrets=given.get("secrets", {}),
            by=self.by, expected=self.expected(),
        )  # fmt: skip
        return self.shown(changed)

    @extend_schema(responses={200: SourceOut})
    @grant_account.mapping.delete
    def forget_grant_account(self, request: Request, pk: Any) -> Response:
        """Forget that account. Needs `sources.grant`."""
        source = self.get_object()
        return self.shown(
            actions.forget_grant_account(source=source, by=self.by, expected=self.expected())
        )

    @extend_schema(responses={200: ScriptOut})
    @action(detail=True, methods=["get"], url_path="role-script")
    def role_script(self, request: Request, pk: Any) -> Response:
        """The script that makes the least privileged account for this source; holds no secret."""
        source = self.get_object()
        access.require(self.by, "sources.manage", source)
        script = queries.role_script(
            connector=source.connector, options=source.options,
            account=self.asked["account"], read_values=bool(self.asked["read_values"]),
        )  # fmt: skip
        return Response({"script": script})

    @extend_schema(responses={200: ScriptOut})
    @action(detail=False, methods=["post"], url_path="role-script", pagination_class=None)
    def new_role_script(self, request: Request) -> Response:
        """The same before a source is registered."""
        if not access.anywhere(self.by, "sources.manage"):
            raise access.Refused("sources.manage")
        given = self.given()
        return Response({"script": queries.role_script(**{"options": {}, **given})})

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
