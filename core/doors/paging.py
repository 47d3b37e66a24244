"""Pages of the API's lists: {next, previous, results}, with `count` when that is asked for."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.urls import replace_query_param

from core import portal
from core.doors import keyset, parameters

LARGEST_PAGE = 500
COUNT_LIMIT = 10_000


class KeysetPagination(BasePagination):
    """The order is the queryset's own; `request.query_params` have been checked by the view."""

    asks: ClassVar[dict[str, parameters.Parameter]] = {
        "cursor": parameters.Cursor(help_text=_("Where the page begins: from next or previous.")),
        "page_size": parameters.Whole(1, LARGEST_PAGE, help_text=_("How many rows on a page.")),
        "count": parameters.Flag(
            help_text=_("Count the matches as well, up to 10,000 of them exactly.")
        ),
    }

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        query = view.query
        asked = {n: one.clean(query.get(n)) for n, one in self.asks.items()}
        self.url = request.build_absolute_uri()
        self.counted = _count(queryset) if asked["count"] else {}
        names = queryset.query.order_by or queryset.model._meta.ordering
        size = asked["page_size"] or api_settings.PAGE_SIZE or LARGEST_PAGE
        try:
            self.page = keyset.cut(queryset, names, asked["cursor"], size)
        except keyset.BadCursor as error:
            raise parameters.BadParameters(
                [parameters.wrong("cursor", error.code, portal.sentence(error.code, {}))]
            ) from error
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self._link(self.page.next), "previous": self._link(self.page.previous)}
        return Response({**links, **self.counted, "results": data})

    def _link(self, cursor: str) -> str | None:
        return replace_query_param(self.url, "cursor", cursor) if cursor else None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What a page looks like in OpenAPI."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link,
                "previous": link,
                "count": {"type": "integer", "minimum": 0, "maximum": COUNT_LIMIT},
                "count_exact": {"type": "boolean"},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """None here: the view's schema lists all declared parameters."""
        return []


def _count(queryset: QuerySet[Any]) -> dict[str, Any]:
    found = queryset.order_by()[: COUNT_LIMIT + 1].count()
    return {"count": min(found, COUNT_LIMIT), "count_exact": found <= COUNT_LIMIT}
