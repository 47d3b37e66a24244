"""Schedules: what starts by itself, and when."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors import fields, filters, objects
from core.doors.viewsets import ReadViewSet
from core.schedules import actions, queries
from core.schedules.models import Schedule


class Subject(fields.Id):
    """The id of what the job is about; the object comes out, if the caller sees it."""

    def to_internal_value(self, data: Any) -> Any:
        found = objects.find(self.context["request"].user, super().to_internal_value(data))
        if found is None:
            raise self.refuse("nothing_there")
        return found


class ScheduleOut(fields.Shown):
    about = fields.About(source="*")
    container = serializers.UUIDField(source="container_id", allow_null=True)

    class Meta:
        model = Schedule
        fields = (
            "id", "name", "kind", "about", "container", "cron", "zone", "missed", "overlap",
            "enabled", "next_at", "last_at", "last_job_id", "last_outcome", "created_at",
            "revision",
        )  # fmt: skip


class ScheduleChange(fields.Taken):
    name = fields.Line(max_length=200, required=False)
    cron = fields.Line(max_length=100, required=False, help_text="Five fields, as cron reads them.")
    zone = fields.Zone(required=False)
    missed = fields.Choice(Schedule.Missed.values, required=False)
    overlap = fields.Choice(Schedule.Overlap.values, required=False)
    enabled = fields.Flag(required=False)


class NewSchedule(fields.Taken):
    name = fields.Line(max_length=200)
    kind = fields.Line(max_length=60, help_text="Kind of job, as /jobs shows it.")
    about = Subject(required=False, help_text="What the job is about, by id.")
    cron = fields.Line(max_length=100, help_text="Five fields, as cron reads them.")
    zone = fields.Zone(default="UTC")
    missed = fields.Choice(Schedule.Missed.values, default=Schedule.Missed.ONCE)
    overlap = fields.Choice(Schedule.Overlap.values, default=Schedule.Overlap.SKIP)


class ScheduleFilters(filters.Filters):
    name = filters.Text("name", "icontains", help_text="Contains, in any case.")
    kind = filters.Text("kind")
    about = filters.Id("about_id")
    enabled = filters.Flag("enabled")


class Schedules(ReadViewSet):
    """Jobs that start by themselves."""

    seen = staticmethod(queries.visible)
    serializer_class = ScheduleOut
    takes = {"create": NewSchedule, "partial_update": ScheduleChange}
    filterset_class = ScheduleFilters
    orderings = ("name", "next_at", "created_at")

    def create(self, request: Request) -> Response:
        """Plan a job."""
        return self.created(actions.plan(by=self.by, **self.given()))

    def partial_update(self, request: Request, pk: Any) -> Response:
        """Change when or whether it runs."""
        schedule, expected = self.get_object(), self.expected()
        return self.shown(
            actions.change(schedule=schedule, by=self.by, expected=expected, **self.given())
        )

    def destroy(self, request: Request, pk: Any) -> Response:
        """Delete a schedule; what it started stays."""
        actions.remove(schedule=self.get_object(), by=self.by, expected=self.expected())
        return Response(status=204)
