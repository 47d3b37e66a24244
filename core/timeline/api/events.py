"""Events: everything that happened and that the caller may hear of."""

from typing import Any

from rest_framework import serializers

from core.doors import fields, filters
from core.doors.sentences import told
from core.doors.viewsets import ReadViewSet
from core.events.models import Event
from core.timeline import queries


class CauseOut(serializers.Serializer[Any]):
    """The request, job or command behind it."""

    kind = serializers.CharField(source="cause_kind", read_only=True)
    id = serializers.CharField(source="cause_id", read_only=True)


class EventOut(fields.Shown):
    sentence = serializers.SerializerMethodField()
    by = fields.Actor(source="*")
    about = fields.About(source="*")
    cause = CauseOut(source="*")
    data = serializers.DictField()  # type: ignore[assignment]

    class Meta:
        model = Event
        fields = ("id", "at", "name", "sentence", "by", "about", "data", "reason", "cause")

    def get_sentence(self, event: Event) -> str:
        says = {"by": event.by_label, "about": event.about_label, **event.data}
        return told(event.name, says)


class EventFilters(filters.Filters):
    name = filters.Text("name", help_text="The whole name.")
    name__startswith = filters.Text("name", "startswith")
    about = filters.Id("about_id")
    by = filters.Id("by_id")
    container = filters.Id("container_id")
    cause = filters.Text("cause_id", help_text="Id of the request or job behind it.")
    at__gte = filters.Moment("at", "gte")
    at__lt = filters.Moment("at", "lt")


class Events(ReadViewSet):
    """What happened, newest first."""

    seen = staticmethod(queries.visible)
    serializer_class = EventOut
    filterset_class = EventFilters
    orderings = ("-at",)
