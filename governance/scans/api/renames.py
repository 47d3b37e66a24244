"""Guesses of scans that something was renamed or moved: read, accept, reject."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors import fields, filters
from core.doors.viewsets import ReadViewSet
from core.jobs.api import JobOut, accepted
from governance.scans import actions, queries
from governance.scans.models import Rename


class RenameOut(fields.Shown):
    source = serializers.SerializerMethodField()  # type: ignore[assignment]
    scan = serializers.UUIDField(source="scan_id")
    old = serializers.UUIDField(source="old_id", help_text="The asset that vanished.")
    new = serializers.UUIDField(source="new_id", help_text="The asset that is new.")

    class Meta:
        model = Rename
        fields = (
            "id", "source", "scan", "old", "old_name", "new", "new_name", "evidence", "state",
            "created_at", "decided_at", "decided_by",
        )  # fmt: skip

    @extend_schema_field(fields.Label)
    def get_source(self, rename: Rename) -> dict[str, str]:
        return {"id": str(rename.source_id), "label": rename.source.name}


class RenameFilters(filters.Filters):
    source = filters.Id("source_id")
    scan = filters.Id("scan_id")
    state = filters.Choice("state", choices=Rename.State.values)
    evidence = filters.Choice("evidence", choices=Rename.Evidence.values)


class Renames(ReadViewSet):
    """Guesses about the sources that one may see."""

    seen = staticmethod(queries.renames)
    serializer_class = RenameOut
    governed = False
    filterset_class = RenameFilters
    orderings = ("-created_at",)

    @extend_schema(request=None, responses={200: RenameOut, 202: JobOut})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: Any) -> Response:
        """It is the same thing: the old asset lives on under the new name. Where much lies in it,
        it is a job (202)."""
        rename = self.get_object()
        done = actions.accept_rename(rename=rename, by=self.by)
        return accepted(done.job) if done.job else self.shown(rename)

    @extend_schema(request=None, responses=RenameOut)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: Any) -> Response:
        """These are two things."""
        rename = self.get_object()
        actions.reject_rename(rename=rename, by=self.by)
        return self.shown(rename)
