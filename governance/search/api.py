"""Search: everything findable, best first, with the field that matched."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import queries as access
from core.doors import parameters
from core.doors.viewsets import HouseView
from governance.catalog.api import AssetOut
from governance.catalog.models import KINDS
from governance.search import queries

MOST = 100


class HitOut(serializers.Serializer[Any]):
    """One asset that was found, with the field that matched and what it says there."""

    kind = serializers.SerializerMethodField()
    asset = AssetOut(read_only=True)
    matched = serializers.ChoiceField(
        ["name", "path", "description", "inside", "former"], read_only=True
    )
    text = serializers.CharField(
        read_only=True, help_text="What the field says; inside: the columns that matched."
    )
    words = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="What to mark in it."
    )
    is_repaired = serializers.BooleanField(
        read_only=True, help_text="Whether words were searched for that only look like yours."
    )

    def get_kind(self, hit: Any) -> str:
        return "asset"


class OtherOut(serializers.Serializer[Any]):
    """Something else that was found, with the address of its page."""

    kind = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    hint = serializers.CharField(read_only=True)
    url = serializers.CharField(read_only=True)


class FoundOut(serializers.Serializer[Any]):
    """The best hits, and what was searched for instead of misspelt words."""

    hits = HitOut(many=True, read_only=True)
    others = OtherOut(many=True, read_only=True)
    repaired = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), read_only=True
    )
    more = serializers.BooleanField(read_only=True)


class Search(HouseView):
    """Finding assets by name, dotted path, words, or something close; then everything else."""

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
        others = [
            {"kind": section.kind, "label": one.label, "hint": one.hint, "url": one.url}
            for section in queries.sections(self.by, self.asked["q"])
            for one in section.hits
        ]
        return Response(FoundOut({**vars(found), "others": others}).data)
