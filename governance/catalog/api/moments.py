"""Assets as they were, and what became of them between two moments."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.changes.queries import Difference
from core.doors import fields, parameters
from core.doors.viewsets import HouseView, ListViewSet
from core.refusals import Invalid
from governance.catalog import queries
from governance.catalog.api import told
from governance.catalog.models import Asset


class AsOfOut(serializers.Serializer[Any]):
    """An asset as it was at a moment, with what lay in it."""

    id = serializers.UUIDField()
    at = fields.Moment()
    state = told.State(allow_null=True, help_text="None: it did not exist then.")
    contents = serializers.ListField(child=told.State())
    more = serializers.BooleanField(help_text="Whether there is more in it than is shown.")


class DifferenceOut(serializers.Serializer[Any]):
    """What became of one asset, whatever happened on the way."""

    id = serializers.UUIDField()
    fqn = serializers.CharField()
    verbs = serializers.ListField(child=serializers.CharField())
    first = fields.Moment()
    last = fields.Moment()
    fields = told.Diff(help_text="{field: [then, later]}")  # type: ignore[assignment]
    purged = serializers.BooleanField(help_text="Whether values are missing for good.")


class AssetAsOf(HouseView):
    """One asset at a moment of the past."""

    asks = {"get": {"at": parameters.Moment(required=True, help_text="A moment.")}}
    problems = (404,)

    @extend_schema(responses={200: AsOfOut}, operation_id="assets_as_of")
    def get(self, request: Request, id: UUID) -> Response:
        """The asset and what lay in it, as they were."""
        asset = _asset(self, id)
        then = queries.as_of(asset, self.asked["at"], self.by)
        contents = [{"id": str(one), **state} for one, state in then.contents]
        shown = {"id": id, "at": self.asked["at"], "state": then.state, "contents": contents}
        return Response(AsOfOut({**shown, "more": then.more}).data)


VERSION = "A revision of the asset, or a moment."


class AssetDiff(HouseView):
    """One asset at two moments."""

    asks = {
        "get": {
            "from": parameters.Text(required=True, help_text=VERSION),
            "to": parameters.Text(help_text=f"{VERSION} Now, when it is not given."),
        }
    }
    problems = (404,)

    @extend_schema(responses={200: DifferenceOut(many=True)}, operation_id="assets_diff")
    def get(self, request: Request, id: UUID) -> Response:
        """What the asset and everything directly in it differ by; matched by identity, not name."""
        asset = _asset(self, id)
        start, end = (_moment(asset, self.asked[name], name) for name in ("from", "to"))
        found = queries.differences(asset, start, end, self.by)
        paths = queries.paths(self.by, [one.object_id for one in found])
        return Response(_shown((one for one in found if one.object_id in paths), paths))


class SourceDiff(ListViewSet):
    """Everything of a source that differs between two moments."""

    serializer_class = DifferenceOut
    governed = False
    orderings = {"path": ("kind", "name_norm", "id")}
    asks = {
        "list": {
            "from": parameters.Moment(required=True, help_text="A moment."),
            "to": parameters.Moment(help_text="A moment; now, when it is not given."),
        }
    }

    def get_queryset(self) -> QuerySet[Asset]:
        source = queries.visible(self.by).filter(pk=self.kwargs["id"], kind=Asset.Kind.SOURCE)
        if not source.exists():
            raise Http404
        return queries.changed_in(self.by, self.kwargs["id"], self.asked["from"], self.asked["to"])

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        paths = {asset.pk: asset.fqn for asset in page}
        found = queries.between(paths, self.asked["from"], self.asked["to"])
        order = {id: place for place, id in enumerate(paths)}
        rows = sorted(found, key=lambda one: order[one.object_id])
        return self.get_paginated_response(_shown(rows, paths))


def _shown(found: Iterable[Difference], paths: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """All by one serializer: one for each column of a wide table takes seconds."""
    rows = [
        {
            "id": one.object_id,
            "fqn": paths[one.object_id],
            "verbs": one.verbs,
            "first": one.first,
            "last": one.last,
            "fields": one.fields,
            "purged": one.purged > 0,
        }
        for one in found
    ]
    return list(DifferenceOut(rows, many=True).data)


def _asset(view: HouseView, id: UUID) -> Asset:
    asset = queries.visible(view.by).filter(pk=id).first()
    if asset is None:
        raise Http404
    return asset


def _moment(asset: Asset, text: str, name: str) -> datetime | None:
    """What a revision or a moment stands for; None for now. Raises Invalid."""
    if not text:
        return None
    found = queries.moment_of(asset, text) if text.isdecimal() else parameters.moment(text)
    if found is None:
        raise Invalid("no_such_version", name, version=text)
    return found
