"""What happened to one asset."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers

from core.changes import queries as changes
from core.changes.models import Change
from core.doors import fields, filters
from core.doors.viewsets import ListViewSet
from governance.catalog import queries
from governance.catalog.api import told


class FieldChanged(filters.Text):
    """Changes in which this field became another."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(diff__has_key=value) if value else qs


class HistoryFilters(filters.Filters):
    verb = filters.Text("verb")
    field = FieldChanged("diff", help_text="Name of a field in the diff.")


class ChangeOut(fields.Shown):
    asset = serializers.UUIDField(source="object_id")
    by = fields.Actor(source="*")
    diff = told.Diff(
        allow_null=True, help_text="{field: [old, new]}; null when its values were purged."
    )

    class Meta:
        model = Change
        fields = (
            "id", "at", "asset", "revision", "verb", "by", "reason", "cause_kind", "cause_id",
            "diff",
        )  # fmt: skip


class AssetHistory(ListViewSet):
    """What happened to one asset, newest first."""

    serializer_class = ChangeOut
    governed = False
    filterset_class = HistoryFilters
    orderings = {"-at": ("-at", "-id")}

    def get_queryset(self) -> QuerySet[Change]:
        asset = queries.visible(self.by).filter(pk=self.kwargs["id"]).first()
        if asset is None:
            raise Http404
        return changes.of(asset.pk, "governance.asset")
