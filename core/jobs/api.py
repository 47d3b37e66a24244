"""Jobs: long work that can be watched and cancelled."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from core import portal
from core.doors import fields, filters
from core.doors.viewsets import ListViewSet, ReadViewSet
from core.jobs import actions, queries, rules
from core.jobs.models import Job, JobLog


class Trouble(serializers.Serializer[Any]):
    """Why it failed."""

    code = serializers.CharField(source="trouble_code", read_only=True)
    detail = serializers.SerializerMethodField()

    def get_detail(self, job: Job) -> str:
        return portal.sentence(job.trouble_code, job.trouble_params)


class Progress(serializers.Serializer[Any]):
    phase = serializers.CharField(read_only=True)
    done = serializers.IntegerField(source="progress_done", read_only=True)
    total = serializers.IntegerField(source="progress_total", read_only=True, allow_null=True)
    percent = serializers.SerializerMethodField()

    def get_percent(self, job: Job) -> int | None:
        return rules.share(job.progress_done, job.progress_total)


class JobOut(fields.Shown):
    receipt = serializers.CharField(help_text="The number that people quote.")
    by = fields.Actor(source="*")
    about = fields.About(source="*")
    container = serializers.UUIDField(source="container_id", allow_null=True)
    progress = Progress(source="*")
    counts = serializers.DictField(help_text="seen = stored + unchanged + filtered + failed")
    trouble = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            "id", "receipt", "kind", "state", "by", "about", "container", "progress", "counts",
            "trouble", "created_at", "started_at", "finished_at", "cancel_requested_at",
        )  # fmt: skip

    @extend_schema_field(Trouble(allow_null=True))
    def get_trouble(self, job: Job) -> Any:
        return Trouble(job).data if job.trouble_code else None


class JobLogOut(fields.Shown):
    detail = serializers.SerializerMethodField()

    class Meta:
        model = JobLog
        fields = ("id", "at", "level", "code", "detail")

    def get_detail(self, line: JobLog) -> str:
        return portal.sentence(line.code, line.params)


class JobFilters(filters.Filters):
    kind = filters.Text("kind")
    state = filters.Choice("state", choices=Job.State.values)
    about = filters.Id("about_id")
    by = filters.Id("by_id")
    created_at__gte = filters.Moment("created_at", "gte")
    created_at__lt = filters.Moment("created_at", "lt")


class Jobs(ReadViewSet):
    """One's own jobs, and those of others that one may watch."""

    seen = staticmethod(queries.visible)
    serializer_class = JobOut
    filterset_class = JobFilters
    orderings = ("-created_at", "finished_at")

    @extend_schema(responses={202: JobOut})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: Any) -> Response:
        """Ask a job to stop: at once while it waits, else at its next checkpoint."""
        return accepted(actions.cancel(job=self.get_object(), by=self.by))


class JobLogs(ListViewSet):
    """The log of one job."""

    serializer_class = JobLogOut
    orderings = ("id",)

    def get_queryset(self) -> QuerySet[JobLog]:
        job = queries.visible(self.by).filter(pk=self.kwargs["id"]).first()
        if job is None:
            raise Http404
        return JobLog.objects.filter(job=job)


def accepted(job: Job) -> Response:
    """202: the work goes on in this job. For every viewset that starts one."""
    return Response(JobOut(job).data, status=202, headers={"Location": address(job.pk)})


def address(job_id: UUID) -> str:
    """Where a job is watched."""
    return reverse("job-detail", args=[job_id])
