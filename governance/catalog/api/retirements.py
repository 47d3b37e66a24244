"""What was retired together, and bringing it back."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors import fields, filters
from core.doors.viewsets import ReadViewSet
from core.jobs.api import JobOut, accepted
from governance.catalog import actions, queries
from governance.catalog.models import RetireGroup


class RetirementOut(fields.Shown):
    asset = fields.Label(help_text="The topmost one, or the source.")
    by = fields.Actor(source="*")

    class Meta:
        model = RetireGroup
        fields = ("id", "asset", "count", "by", "at", "reason", "restored_at")


class RetirementFilters(filters.Filters):
    asset = filters.Id("asset_id")
    at__gte = filters.Moment("at", "gte")
    at__lt = filters.Moment("at", "lt")


class Restored(serializers.Serializer[Any]):
    restored = serializers.IntegerField(help_text="Number of assets.")


class Retirements(ReadViewSet):
    """What was retired by one verb or scan."""

    seen = staticmethod(queries.retirements)
    serializer_class = RetirementOut
    filterset_class = RetirementFilters
    governed = False
    orderings = {"-at": ("-at", "-id")}

    @extend_schema(responses={200: Restored, 202: JobOut})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: Any) -> Response:
        """Bring back exactly what it retired: all or nothing. Many assets are a job (202)."""
        done = actions.restore(group=self.get_object(), by=self.by)
        return accepted(done.job) if done.job else Response({"restored": done.count})
