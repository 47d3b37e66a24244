"""Search: everything findable, best first, with the field that matched."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import queries as access
from core.doors import parameters
from core.doors.viewsets import HouseView
from governance.catalog.api import KINDS, AssetOut
from governance.search import queries

MOST = 100


class HitOut(serializers.Serializer[Any]):
    """One thing that was found."""

    asset = AssetOut(read_only=True)
    matched = serializers.ChoiceField(["name", "path", "words", "repaired"], read_only=True)


class FoundOut(serializers.Serializer[Any]):
    """The best hits, and what was searched for instead of misspelt words."""

    hits = HitOut(many=True, read_only=True)
    repaired = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), read_only=True
    )
    more = serializers.BooleanField(read_only=True)


class Search(HouseView):
    """Finding assets by name, dotted path, words, or something close."""

    asks = {
        "get": {
            "q": parameters.Text(required=True, help_text="What to look for."),
            "kind": parameters.Choices(list(KINDS.values()), help_text="Only these kinds."),
            "limit": parameters.Whole(1, MOST, help_text="How many at most; 20 by default."),
        }
    }

    @extend_schema(responses={200: FoundOut}, operation_id="search")
    def get(self, request: Request) -> Response:
        """What fits `q` and the caller may see, best first."""
        if not access.anywhere(self.by, "catalog.view"):
            raise access.Refused("catalog.view")
        numbers = {word: number for number, word in KINDS.items()}
        narrowed = queries.Narrowed(kinds=tuple(numbers[k] for k in self.asked["kind"]))
        found = queries.search(
            self.by, self.asked["q"], limit=self.asked["limit"] or 20, narrowed=narrowed
        )
        return Response(FoundOut(found).data)
