"""Scans: start one, and read the receipts."""

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors import fields, filters
from core.doors.viewsets import ReadViewSet
from core.jobs.api import JobOut, accepted
from core.jobs.models import Job
from governance.scans import actions, queries
from governance.scans.models import Scan
from governance.sources import queries as sources


class ScanOut(fields.Shown):
    id = serializers.UUIDField(source="job_id", help_text="Also the id of its job.")
    receipt = serializers.CharField(source="job.receipt")
    state = serializers.ChoiceField(Job.State.choices, source="job.state")
    source = serializers.SerializerMethodField()  # type: ignore[assignment]
    adds_up = serializers.BooleanField(
        help_text="Whether seen = stored + unchanged + filtered + failed = counted."
    )
    identity = serializers.DictField()
    started_at = fields.Moment(source="job.started_at", allow_null=True)
    finished_at = fields.Moment(source="job.finished_at", allow_null=True)

    class Meta:
        model = Scan
        fields = (
            "id", "receipt", "state", "source", "counted", "seen", "stored", "unchanged",
            "filtered", "failed", "adds_up", "assets_added", "assets_changed", "assets_retired",
            "statements", "identity", "started_at", "finished_at",
        )  # fmt: skip

    @extend_schema_field(fields.Label)
    def get_source(self, scan: Scan) -> dict[str, str]:
        return {"id": str(scan.source_id), "label": scan.source.name}


class NewScan(fields.Taken):
    source = fields.Chosen(among=sources.visible)  # type: ignore[assignment]
    reason = fields.Prose(max_length=1_000, required=False)


class ScanFilters(filters.Filters):
    source = filters.Id("source_id")
    state = filters.Choice("job__state", choices=Job.State.values)
    created_at__gte = filters.Moment("job__created_at", "gte")
    created_at__lt = filters.Moment("job__created_at", "lt")


class Scans(ReadViewSet):
    """Scans of the sources that one may see."""

    seen = staticmethod(queries.visible)
    serializer_class = ScanOut
    takes = {"create": NewScan}
    governed = False
    filterset_class = ScanFilters
    orderings = {"-created_at": ("-job__created_at", "-job_id")}

    @extend_schema(responses={202: JobOut})
    def create(self, request: Request) -> Response:
        """Start a scan of a source; watch its job."""
        return accepted(actions.start(by=self.by, **self.given()))
