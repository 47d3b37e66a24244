"""Whose word counts when several origins say something of an asset."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors import fields
from core.doors.viewsets import ReadViewSet
from core.jobs.api import JobOut, accepted
from governance.catalog import actions, queries
from governance.catalog.models import Precedence
from governance.catalog.rules import facts


class PrecedenceOut(fields.Shown):
    origins = serializers.ListField(
        child=serializers.ChoiceField(list(facts.USUAL)),
        help_text="The first one that says something counts; scan is the source itself.",
    )

    class Meta:
        model = Precedence
        fields = ("id", "field", "origins", "revision")


class Ranking(fields.Taken):
    origins = fields.Words(
        max_length=len(facts.USUAL), each=20, help_text="Every origin once, the best first."
    )


class Precedences(ReadViewSet):
    """Whose word counts, field by field."""

    seen = staticmethod(queries.precedence)
    serializer_class = PrecedenceOut
    takes = {"update": Ranking}
    orderings = ("field",)

    @extend_schema(responses={200: PrecedenceOut, 202: JobOut})
    def update(self, request: Request, pk: Any) -> Response:
        """Rank the origins of a field. What counts of the assets is settled anew; of many by a
        job (202)."""
        row, expected = self.get_object(), self.expected()
        done = actions.rank(precedence=row, by=self.by, expected=expected, **self.given())
        return accepted(done.job) if done.job else self.shown(row)
