"""Assets: everything that is catalogued, columns included, and what happened to it."""

from typing import Any

from django.db.models import Q, QuerySet

from core.bulk.api import BulkDoor
from core.doors import filters
from core.doors.viewsets import ReadViewSet
from governance.catalog import queries
from governance.catalog.api.shown import AssetOut
from governance.catalog.api.writing import Writing
from governance.catalog.models import KINDS, STATES, Asset
from governance.catalog.rules import naming


class Words(filters.Choice):
    """A choice of words that stand for the small numbers that are stored."""

    def __init__(self, field_name: str, words: dict[int, str]) -> None:
        super().__init__(field_name, choices=list(words.values()))
        self.numbers = {word: number for number, word in words.items()}

    def filter(self, qs: Any, value: Any) -> Any:
        return super().filter(qs, [self.numbers[word] for word in value or []])


class Name(filters.Text):
    """An exact name, found by its normalised form: that has an index."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(name=value, name_norm=naming.normalised(value)) if value else qs


class Path(filters.Text):
    """An exact dotted path, found among the active ones by its index, else by its last name."""

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        last = naming.normalised(naming.parts(value)[-1])
        return qs.filter(Q(fqn=value, state=Asset.State.ACTIVE) | Q(fqn=value, name_norm=last))


class Fitting(filters.Text):
    """Words, each of which begins one of the asset's."""

    def filter(self, qs: Any, value: Any) -> Any:
        return queries.fitting(qs, value) if value.strip() else qs


class AssetFilters(filters.Filters):
    q = Fitting("search", help_text="Words; each begins one of the asset's, in any order.")
    kind = Words("kind", KINDS)
    state = Words("state", STATES)
    source = filters.Id("source_id")
    domain = filters.Id("domain_id")
    parent = filters.Id("parent_id")
    name = Name("name")
    fqn = Path("fqn")
    updated_at__gte = filters.Moment("updated_at", "gte")


class Assets(Writing, ReadViewSet):
    """Assets that one may see, retired ones included (filter by state)."""

    seen = staticmethod(queries.with_size)
    serializer_class = AssetOut
    filterset_class = AssetFilters
    orderings = {
        "name": ("name_norm", "id"),
        "ordinal": ("ordinal", "name_norm", "id"),
        "-updated_at": ("-updated_at", "id"),
    }

    def get_queryset(self) -> QuerySet[Asset]:
        seen = super().get_queryset()
        return queries.fenced(seen) if self.action == "list" else seen

    def ordering_columns(self) -> list[str]:
        order = super().ordering_columns()
        return queries.fence(order) if self.action == "list" and self._wants_a_fence() else order

    def _wants_a_fence(self) -> bool:
        """Whether few fit what was asked for, by the counts that are kept. One row is no list."""
        if self.action != "list":
            return False
        if self.asked["q"].strip():
            return True
        kept = queries.tallies(self.by)
        return queries.sparse(self.by, kept, sum(one.n for one in kept if self._fits(one)))

    def _fits(self, one: queries.Tally) -> bool:
        asked = self.asked
        return (
            (not asked["kind"] or KINDS[one.kind] in asked["kind"])
            and (not asked["state"] or STATES[one.state] in asked["state"])
            and asked["source"] in (None, one.source_id)
            and asked["domain"] in (None, one.domain_id)
        )


class AssetsInBulk(BulkDoor):
    noun, rows = queries.KIND, Assets
