"""Scans: start one, read the receipts, decide what one holds, take one back."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.changes.models import Change
from core.doors import fields, filters
from core.doors.viewsets import ListViewSet, ReadViewSet
from core.jobs.api import JobOut, accepted
from core.jobs.models import Job
from core.people.models import User
from governance.catalog.api.assets import AssetOut
from governance.catalog.api.history import ChangeOut
from governance.catalog.models import Asset
from governance.scans import actions, queries
from governance.scans.models import Scan
from governance.sources import queries as sources

FIGURES = (
    *("counted", "seen", "stored", "unchanged", "filtered", "failed", "held"),
    *("assets_added", "assets_changed", "assets_retired", "statements"),
)


class ScanOut(fields.Shown):
    id = serializers.UUIDField(source="job_id", help_text="Also the id of its job.")
    receipt = serializers.CharField(source="job.receipt")
    state = serializers.ChoiceField(Job.State.choices, source="job.state")
    source = serializers.SerializerMethodField()  # type: ignore[assignment]
    adds_up = serializers.BooleanField(
        help_text="Whether seen = stored + unchanged + filtered + failed = counted."
    )
    held = serializers.IntegerField(help_text="Relations that vanished and were not retired.")
    held_because = serializers.CharField(help_text="share, reach or empty.")
    identity = serializers.DictField()
    started_at = fields.Moment(source="job.started_at", allow_null=True)
    finished_at = fields.Moment(source="job.finished_at", allow_null=True)

    class Meta:
        model = Scan
        fields = (
            "id", "receipt", "state", "source", *FIGURES, "held_because", "adds_up", "identity",
            "started_at", "finished_at", "rolled_back_at",
        )  # fmt: skip

    @extend_schema_field(fields.Label)
    def get_source(self, scan: Scan) -> dict[str, str]:
        return {"id": str(scan.source_id), "label": scan.source.name}


class ComparisonOut(serializers.Serializer[Any]):
    """A scan beside the one of the same source before it."""

    scan = ScanOut()
    before = ScanOut(allow_null=True)
    difference = serializers.DictField(
        child=serializers.IntegerField(), help_text="Each figure less the one before."
    )


class NewScan(fields.Taken):
    source = fields.Chosen(among=sources.visible)  # type: ignore[assignment]
    reason = fields.Prose(max_length=1_000, required=False)
    accept_identity = fields.Flag(
        required=False,
        help_text="The source may be another database than before: it was moved or restored.",
    )


class Reason(fields.Taken):
    reason = fields.Prose(max_length=1_000, required=False)


class Decided(serializers.Serializer[Any]):
    """How many were decided upon."""

    count = serializers.IntegerField()


class ScanFilters(filters.Filters):
    source = filters.Id("source_id")
    state = filters.Choice("job__state", choices=Job.State.values)
    created_at__gte = filters.Moment("job__created_at", "gte")
    created_at__lt = filters.Moment("job__created_at", "lt")


class Scans(ReadViewSet):
    """Scans of the sources that one may see."""

    seen = staticmethod(queries.visible)
    serializer_class = ScanOut
    takes = {"create": NewScan, "roll_back": Reason}
    governed = False
    filterset_class = ScanFilters
    orderings = {"-created_at": ("-job__created_at", "-job_id")}

    @extend_schema(responses={202: JobOut})
    def create(self, request: Request) -> Response:
        """Start a scan of a source; watch its job."""
        return accepted(actions.start(by=self.by, **self.given()))

    @extend_schema(responses=ComparisonOut)
    @action(detail=True)
    def comparison(self, request: Request, pk: Any) -> Response:
        """The figures of a scan beside those of the one before."""
        scan = self.get_object()
        before = queries.before(scan)
        return Response(
            {
                "scan": ScanOut(scan).data,
                "before": ScanOut(before).data if before else None,
                "difference": queries.difference(scan, before, FIGURES),
            }
        )

    @extend_schema(request=None, responses=Decided)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: Any) -> Response:
        """Confirm that what this scan holds is gone: it is retired."""
        return Response({"count": actions.release(scan=self.get_object(), by=self.by)})

    @extend_schema(request=None, responses=Decided)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: Any) -> Response:
        """Keep what this scan holds until the next scan looks again."""
        return Response({"count": actions.keep(scan=self.get_object(), by=self.by)})

    @extend_schema(request=None, responses={200: Decided, 202: JobOut})
    @action(detail=True, methods=["post"], url_path="accept-sure")
    def accept_renames(self, request: Request, pk: Any) -> Response:
        """Accept every guess of this scan for which the source's own stable id speaks. Many are a
        job (202)."""
        done = actions.accept_sure_renames(scan=self.get_object(), by=self.by)
        return accepted(done.job) if done.job else Response({"count": done.count})

    @extend_schema(request=Reason, responses={202: JobOut})
    @action(detail=True, methods=["post"], url_path="roll-back")
    def roll_back(self, request: Request, pk: Any) -> Response:
        """Take the scan back: everything it changed is again what it was before."""
        return accepted(actions.roll_back(scan=self.get_object(), by=self.by, **self.given()))


def _scan(by: User, id: UUID) -> Scan:
    scan = queries.visible(by).filter(pk=id).first()
    if scan is None:
        raise Http404
    return scan


class ScanChanges(ListViewSet):
    """What one scan changed: the difference to the scan before, newest first."""

    serializer_class = ChangeOut
    governed = False
    orderings = {"-at": ("-at", "-id")}

    def get_queryset(self) -> QuerySet[Change]:
        return queries.visible_changes(_scan(self.by, self.kwargs["id"]), self.by)


class ScanHeld(ListViewSet):
    """What one scan no longer found, and holds for a person."""

    serializer_class = AssetOut
    governed = False
    orderings = {"name": ("name_norm", "id")}

    def get_queryset(self) -> QuerySet[Asset]:
        return queries.held(_scan(self.by, self.kwargs["id"]), self.by)
