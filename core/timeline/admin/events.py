from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from core.doors.modeladmin import HouseAdmin, by_id
from core.doors.sentences import told
from core.events.models import Event
from core.events.rules import catalogue
from core.timeline import actions, engine, queries

CHUNK = 1_000


class NameFilter(admin.SimpleListFilter):
    """Names come from the catalogue, whether something happened or not."""

    title = _("event")
    parameter_name = "name"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in sorted(catalogue())]

    def queryset(self, request: Any, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(Event)
class Events(HouseAdmin):
    """The audit trail: what happened and the reader may hear of."""

    seen = staticmethod(queries.visible)
    view_right = "audit.view"
    list_display = ("at", "name", "sentence", "who")
    list_filter = ("at", NameFilter)
    search_fields = ("about_id",)
    search_help_text = _("The id of what an event is about, or of the container it lies in")
    fields = (
        *("at", "name", "sentence", "who", "about", "data"),
        *("reason", "cause_kind", "cause_id"),
    )
    actions = ("export_csv", "export_jsonl")

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        ids = by_id(search_term, "about_id", "container_id")
        return (queryset.filter(ids) if search_term.strip() else queryset), False

    @admin.display(description=_("what happened"))
    def sentence(self, event: Event) -> str:
        return told(event.name, {"by": event.by_label, "about": event.about_label, **event.data})

    @admin.action(description=_("Export as CSV"))
    def export_csv(self, request: Any, objects: QuerySet[Event]) -> StreamingHttpResponse:
        actions.export(format="csv", by=request.user)
        lines = _lines(objects, engine.csv_line, engine.csv_head())
        return _download(lines, "text/csv; charset=utf-8", "events.csv")

    @admin.action(description=_("Export as JSON lines"))
    def export_jsonl(self, request: Any, objects: QuerySet[Event]) -> StreamingHttpResponse:
        actions.export(format="jsonl", by=request.user)
        return _download(_lines(objects, engine.json_line), "application/jsonl", "events.jsonl")


async def _lines(
    events: QuerySet[Event], line: Callable[[Mapping[str, Any]], str], head: str = ""
) -> AsyncIterator[str]:
    """Read as it is sent. Asynchronous, because the server gathers any other kind in memory."""
    if head:
        yield head
    async for row in events.values(*engine.COLUMNS).aiterator(chunk_size=CHUNK):
        yield line(row)


def _download(lines: AsyncIterator[str], content_type: str, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type=content_type, headers=headers)
