"""What can be done with an asset through the API."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import queries as access
from core.doors import fields
from core.doors.viewsets import HouseViewSet
from core.jobs.api import JobOut, accepted
from core.people.models import User
from governance.catalog import actions, queries
from governance.catalog.api.shown import AssetOut
from governance.catalog.models import Asset, Fact
from governance.catalog.rules import adding, facts

KINDS = {Asset.Kind(kind).name.lower(): kind for kind in queries.BY_HAND}
SAID = ("description", "display_name", "owner")
LARGEST_GROUP = 2**31 - 1


class Owner(fields.Strict, fields.Taken):
    """A person or a group, by id: exactly one of them."""

    user = fields.Id(required=False)
    group = fields.Whole(min_value=1, max_value=LARGEST_GROUP, required=False)

    def to_internal_value(self, data: Any) -> Any:
        given = super().to_internal_value(data)
        user = User.objects.filter(pk=given.get("user")).first() if "user" in given else None
        group = Group.objects.filter(pk=given.get("group")).first() if "group" in given else None
        if len(given) != 1 or not (user or group):
            raise self.refuse("nothing_there")
        return user or group


class Described(fields.Taken):
    """What people say of an asset; null takes their word back."""

    description = fields.Prose(
        max_length=facts.LONGEST["description"], required=False, allow_null=True
    )
    display_name = fields.Line(
        max_length=facts.LONGEST["display_name"], required=False, allow_null=True
    )
    owner = Owner(required=False, allow_null=True)
    url = fields.Line(max_length=adding.LONGEST_URL, required=False, allow_blank=True)


class NewAsset(Described):
    kind = fields.Choice(list(KINDS))
    name = fields.Line(max_length=adding.LONGEST_NAME)
    domain = fields.Id(required=False, help_text="Unsorted when it is not given.")


class ChangedAsset(Described):
    kind = fields.Choice(list(KINDS), required=False, help_text="Of what was added by hand.")
    name = fields.Line(max_length=adding.LONGEST_NAME, required=False)
    note = fields.Prose(max_length=1_000, required=False, help_text="Kept with what is said.")


class Destination(fields.Taken):
    domain = fields.Chosen(among=access.domains)


class FactOut(serializers.Serializer[Any]):
    """What one origin says of one field."""

    field = serializers.ChoiceField(Fact.Field.values)
    origin = serializers.ChoiceField([*Fact.Origin.values, facts.SCAN])
    value = serializers.JSONField(allow_null=True)
    counts = serializers.BooleanField(help_text="Whether it is the word that counts.")
    note = serializers.CharField()
    by = serializers.CharField(allow_null=True, help_text="Who said so; none for a scan.")
    at = fields.Moment(allow_null=True)


class Writing(HouseViewSet):
    """The verbs of assets."""

    takes = {"create": NewAsset, "partial_update": ChangedAsset, "move": Destination}

    def create(self, request: Request) -> Response:
        """Add a dashboard, job, model, topic, report or API by hand."""
        given = self.given()
        asset = actions.add(
            kind=KINDS[given["kind"]],
            name=given["name"],
            domain_id=given.get("domain"),
            url=given.get("url") or None,
            facts={field: given[field] for field in SAID if field in given},
            by=self.by,
        )
        return self.created(asset)

    @transaction.atomic
    def partial_update(self, request: Request, pk: Any) -> Response:
        """Say what it is. Name, kind and address can be changed where it was added by hand."""
        asset, expected, given = self.get_object(), self.expected(), self.given()
        own: dict[str, Any] = {name: given[name] for name in ("name", "url") if name in given}
        if "kind" in given:
            own["kind"] = KINDS[given["kind"]]
        if own:
            asset = actions.change(asset=asset, by=self.by, expected=expected, **own)
            expected = None
        said = {field: given[field] for field in SAID if field in given}
        actions.describe(
            asset=asset, facts=said, note=given.get("note", ""), by=self.by, expected=expected
        )
        return self.shown(asset)

    @extend_schema(responses={200: FactOut(many=True)})
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def facts(self, request: Request, pk: Any) -> Response:
        """What each origin says, the source beside the people."""
        told = queries.facts(self.get_object())
        return Response(FactOut(told, many=True).data)

    @extend_schema(responses={200: AssetOut, 202: JobOut})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: Any) -> Response:
        """Retire it with everything in it. What a source still has, its next scan finds again.
        Many assets are a job (202)."""
        asset = self.get_object()
        done = actions.retire_tree(asset=asset, by=self.by)
        return accepted(done.job) if done.job else self.shown(asset)

    @extend_schema(responses={200: AssetOut, 202: JobOut})
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: Any) -> Response:
        """Put it, and everything in it, into another domain. Many assets are a job (202)."""
        asset = self.get_object()
        done = actions.move(asset=asset, by=self.by, **self.given())
        return accepted(done.job) if done.job else self.shown(asset)
