"""Bulk operations: one verb over a frozen selection, tried first, watched, undone.

A room lets its rows be worked on in bulk with three lines; the door takes the list's own filters:

    class SourcesInBulk(BulkDoor):
        noun, rows = "governance.source", Sources

    path("sources/bulk", SourcesInBulk.as_view(BulkDoor.ROUTES), name="source-bulk")
"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import portal
from core.bulk import actions, engine, queries, rules
from core.bulk.models import BulkItem, BulkOperation
from core.doors import fields, filters, parameters
from core.doors.viewsets import NOTHING, HouseViewSet, ListViewSet, ReadViewSet
from core.jobs.api import JobOut, Progress, accepted
from core.jobs.models import Job
from core.refusals import Invalid

VALUE = {"type": ["string", "boolean"], "maxLength": rules.LONGEST}
WORD = {"type": "string", "maxLength": 200}
WORDS = {"type": "array", "items": WORD, "maxItems": 100}


@extend_schema_field({"type": "object", "additionalProperties": VALUE})
class Params(serializers.DictField):
    """Values of a verb's options, by name."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise Invalid("not_an_object", "params")
        return data


@extend_schema_field({"type": "object", "additionalProperties": {"anyOf": [WORD, WORDS]}})
class Filter(serializers.DictField):
    """The filters of the list, as they stand in its query; a list of words fits any of them."""

    def to_internal_value(self, data: Any) -> QueryDict:
        if not isinstance(data, dict):
            raise Invalid("not_an_object", "filter")
        query = QueryDict(mutable=True)
        for name, value in data.items():
            words = value if isinstance(value, list) else [value]
            if not all(isinstance(word, str) for word in words):
                raise Invalid("not_text", "filter")
            query.setlist(name, words)
        return query


class NewBulk(fields.Taken):
    verb = fields.Slug(max_length=40)
    ids = serializers.ListField(
        child=fields.Id(), min_length=1, max_length=rules.MOST_NAMED, required=False
    )
    filter = Filter(required=False, help_text="Everything that the list shows with it, now.")
    params = Params(default=dict)
    dry_run = fields.Flag(default=False, help_text="Try it, tell what would happen, undo it.")
    reason = fields.Prose(max_length=1_000, required=False)


class VerbOptionOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(["text", "choice", "id", "flag"])
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = serializers.ListField(child=serializers.CharField())


class VerbOut(serializers.Serializer[Any]):
    """Something that can be done to many at once."""

    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    right = serializers.CharField()
    inverse = serializers.CharField(help_text="The verb that undoes it, if there is one.")
    options = VerbOptionOut(many=True)


class BulkDoor(HouseViewSet):
    """Base of the door through which the rows of a list are worked on in bulk."""

    ROUTES: ClassVar[dict[str, Any]] = {"get": "verbs", "post": "create"}
    noun: ClassVar[str]
    rows: ClassVar[type[HouseViewSet]]
    takes = {"create": NewBulk}
    serializer_class = JobOut
    governed = False
    pagination_class = None

    def get_queryset(self) -> QuerySet[Any]:
        return self.rows.seen(self.by)

    @extend_schema(responses={200: VerbOut(many=True)})
    def verbs(self, request: Request) -> Response:
        """What may be done to many of these at once."""
        return Response(VerbOut(queries.offered(self.by, self.noun), many=True).data)

    @extend_schema(responses={202: JobOut})
    def create(self, request: Request) -> Response:
        """Start a bulk operation over ids or over what a filter finds; watch its job."""
        given = self.given()
        verb = engine.get(self.noun, given.pop("verb"))
        ids, query = given.pop("ids", None), given.pop("filter", None)
        if (ids is None) == (query is None):
            raise Invalid("one_selection", "ids")
        selection = self._found(query) if ids is None else ids
        return accepted(actions.start(verb=verb, selection=selection, by=self.by, **given))

    def _found(self, query: QueryDict) -> QuerySet[Any]:
        """What the list shows with these filters."""
        shown = self.rows.filterset_class
        parameters.read(query, shown.declared() if shown else {})
        found = self.get_queryset()
        return shown(query, found, request=self.request).qs if shown else found


class BulkOut(fields.Shown):
    id = serializers.UUIDField(source="job_id", help_text="Also the id of its job.")
    receipt = serializers.CharField(source="job.receipt")
    state = serializers.ChoiceField(Job.State.choices, source="job.state")
    by = fields.Actor(source="job")
    reason = serializers.SerializerMethodField()
    progress = Progress(source="job")
    counts = serializers.DictField(
        source="job.counts",
        help_text="seen = stored + unchanged + filtered + failed; filtered are the refused ones.",
    )
    undoes = serializers.UUIDField(source="undoes_id", allow_null=True)
    created_at = fields.Moment(source="job.created_at")
    finished_at = fields.Moment(source="job.finished_at", allow_null=True)

    class Meta:
        model = BulkOperation
        fields = (
            "id", "receipt", "state", "noun", "verb", "params", "dry_run", "size", "by", "reason",
            "progress", "counts", "undoes", "created_at", "finished_at",
        )  # fmt: skip

    def get_reason(self, operation: BulkOperation) -> str:
        reason: str = operation.job.plan.get("reason", "")
        return reason


class Why(fields.Taken):
    reason = fields.Prose(max_length=1_000, required=False)


class BulkFilters(filters.Filters):
    noun = filters.Text("noun")
    verb = filters.Text("verb")
    dry_run = filters.Flag("dry_run")
    state = filters.Choice("job__state", choices=Job.State.values)


class Bulk(ReadViewSet):
    """One's own bulk operations, and everybody's for who manages workflows."""

    seen = staticmethod(queries.visible)
    serializer_class = BulkOut
    takes = {"undo": Why, "carry_out": Why}
    governed = False
    filterset_class = BulkFilters
    orderings = {"-created_at": ("-job_id",)}

    @extend_schema(responses={202: JobOut})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: Any) -> Response:
        """Undo what it did, but for what was changed since."""
        return accepted(actions.undo(operation=self.get_object(), by=self.by, **self.given()))

    @extend_schema(responses={202: JobOut})
    @action(detail=True, methods=["post"], url_path="carry-out")
    def carry_out(self, request: Request, pk: Any) -> Response:
        """Do in earnest what a trial has tried, to the very same objects."""
        return accepted(actions.carry_out(operation=self.get_object(), by=self.by, **self.given()))


class ItemOut(fields.Shown):
    object = serializers.UUIDField(source="object_id")
    label = serializers.SerializerMethodField(help_text="Null for what you do not see.")  # type: ignore[assignment]
    outcome = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()

    class Meta:
        model = BulkItem
        fields = ("id", "object", "label", "outcome", "code", "detail")

    @extend_schema_field({"type": ["string", "null"]})
    def get_label(self, item: BulkItem) -> str | None:
        names: Mapping[UUID, str] = self.context["names"]
        return names.get(item.object_id)

    @extend_schema_field({"type": "string", "enum": [*rules.OUTCOMES, "waiting"]})
    def get_outcome(self, item: BulkItem) -> str:
        return item.state or "waiting"

    def get_detail(self, item: BulkItem) -> str:
        return portal.sentence(*queries.reason(item, self.context["names"]))


class ItemFilters(filters.Filters):
    outcome = filters.Choice("state", choices=rules.OUTCOMES)


class BulkItems(ListViewSet):
    """What became of each object of a bulk operation."""

    serializer_class = ItemOut
    filterset_class = ItemFilters
    governed = False
    orderings = ("id",)
    names: Mapping[Any, str] = NOTHING

    def get_queryset(self) -> QuerySet[BulkItem]:
        operation = queries.visible(self.by).filter(pk=self.kwargs["id"]).first()
        if operation is None:
            raise Http404
        self.noun = operation.noun
        return BulkItem.objects.filter(operation=operation)

    def paginate_queryset(self, queryset: Any) -> Any:
        """The names of what a page shows are asked for once."""
        page = super().paginate_queryset(queryset) or []
        self.names = queries.names(self.by, self.noun, [item.object_id for item in page])
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "names": self.names}
