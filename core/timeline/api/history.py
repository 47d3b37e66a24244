"""The history as a whole: how well it is proven, how long it is kept, and taking values out."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import queries as access
from core.changes import queries as changes
from core.changes.models import Retention, Seal
from core.doors import fields
from core.doors.viewsets import HouseView, ReadViewSet
from core.jobs.api import JobOut, accepted
from core.timeline import actions, queries, rules


class HeadOut(serializers.Serializer[Any]):
    """The newest seal. Whoever keeps its hash elsewhere can tell when the end was cut off."""

    seal = serializers.IntegerField(source="number", read_only=True)
    hash = serializers.SerializerMethodField()
    sealed_at = fields.Moment(read_only=True)

    def get_hash(self, seal: Seal) -> str:
        return bytes(seal.hash).hex()


class ProofOut(serializers.Serializer[Any]):
    job = serializers.SerializerMethodField(help_text="The last proof; it may still run.")
    head = serializers.SerializerMethodField()
    unsealed = serializers.IntegerField(
        help_text="Newest changes that no seal covers yet; counted up to 10000 a month."
    )
    months_retired = serializers.IntegerField(help_text="Months whose changes are past their time.")

    @extend_schema_field(JobOut(allow_null=True))
    def get_job(self, proof: dict[str, Any]) -> Any:
        return JobOut(proof["job"], context=self.context).data if proof["job"] else None

    @extend_schema_field(HeadOut(allow_null=True))
    def get_head(self, proof: dict[str, Any]) -> Any:
        return HeadOut(proof["head"]).data if proof["head"] else None


class Proof(HouseView):
    """The proof that nobody altered the history: what is known of it, and proving it now."""

    problems = (409,)

    @extend_schema(responses=ProofOut)
    def get(self, request: Request) -> Response:
        """The last proof, the newest seal, and what no seal covers yet."""
        access.require(self.by, "audit.view")
        known = queries.proven()
        told = {**vars(known), "unsealed": changes.unsealed()}
        return Response(ProofOut(told, context={"request": request, "view": self}).data)

    @extend_schema(request=None, responses={202: JobOut})
    def post(self, request: Request) -> Response:
        """Prove the whole history; watch the job, whose log names what does not prove."""
        return accepted(actions.prove(by=self.by))


class NewPurge(fields.Taken):
    kind = fields.Line(
        max_length=60, help_text="Kind of the object, as `app.model`; a person is a `core.user`."
    )
    object = fields.Id(help_text="Whose history loses its values.")
    before = fields.Moment(required=False, help_text="Only what was changed before; else all.")
    reason = fields.Prose(max_length=2_000, help_text="Why. It stays with the history.")
    dry_run = fields.Flag(default=False, help_text="Only say how many changes it would be.")


class PurgeOut(serializers.Serializer[Any]):
    changes = serializers.IntegerField(help_text="Changes that lost their values.")
    dry_run = serializers.BooleanField()


class Purge(HouseView):
    """Values leave the history of one object; who did what and when stays, and still proves."""

    problems = (409,)

    @extend_schema(request=NewPurge, responses=PurgeOut)
    def post(self, request: Request) -> Response:
        """Blank the values in the history of one object. It cannot be undone."""
        taken = NewPurge(data=request.data)
        taken.is_valid(raise_exception=True)
        given = dict(taken.validated_data)
        count = actions.purge(by=self.by, object_id=given.pop("object"), **given)
        return Response(PurgeOut({"changes": count, "dry_run": given["dry_run"]}).data)


class RetentionOut(fields.Shown):
    class Meta:
        model = Retention
        fields = ("id", "history", "months", "revision")


class RetentionChange(fields.Taken):
    months = fields.Whole(
        min_value=1,
        max_value=rules.LONGEST_MONTHS,
        allow_null=True,
        help_text="null keeps it for ever.",
    )


class Retentions(ReadViewSet):
    """How long the values of each class of history are kept."""

    seen = staticmethod(queries.retentions)
    serializer_class = RetentionOut
    takes = {"partial_update": RetentionChange}
    orderings = ("history",)

    def partial_update(self, request: Request, pk: Any) -> Response:
        """Keep a class of history for so many months; every night goes what is older."""
        retention, expected = self.get_object(), self.expected()
        changed = actions.keep(retention=retention, by=self.by, expected=expected, **self.given())
        return self.shown(changed)
