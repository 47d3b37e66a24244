"""Base classes of every view of the API: what they all do is done here, once.

A room's viewset names what it shows (`serializer_class`), what may be seen (`seen`), what its
actions take (`takes`), its filters and its orderings; its methods call one verb each.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from core import portal
from core.doors import parameters, repeats
from core.doors.filters import Filters
from core.doors.paging import KeysetPagination
from core.doors.statuses import Unconditional
from core.people.models import User
from core.refusals import Invalid
from core.saved import queries as saved
from core.saved.engine import lists

IF_MATCH = r'^(\*|"[0-9]{1,9}(\.[0-9a-f]{1,64})?")$'
_IF_MATCH = re.compile(IF_MATCH[1:-1], re.ASCII)

Parameters = Mapping[str, parameters.Parameter]
Handler = Callable[..., Response]
NOTHING: Mapping[str, Any] = MappingProxyType({})
_VIEW = parameters.Text(help_text=_("Short name of a saved view; what is given besides it wins."))


class HouseView(APIView):
    """A view of the API: knows its caller, its parameters and its limits.

    `asks` declares the parameters of the query by action (or by method, outside viewsets),
    `problems` the statuses that it answers beyond those that all of its kind do, `shown_once` the
    fields of its answers that are secret.
    """

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    asks: ClassVar[Mapping[str, Parameters]] = NOTHING
    problems: ClassVar[tuple[int, ...]] = ()
    shown_once: ClassVar[tuple[str, ...]] = ()
    query: QueryDict = QueryDict()  # what counts as asked for, be it by way of a saved view
    asked: Mapping[str, Any] = NOTHING  # the same, once it was read

    @property
    def by(self) -> User:
        """Who is asking; signed in, or the request would not have come here."""
        user: User = self.request.user  # type: ignore[assignment]
        return user

    def declared(self, action: str) -> dict[str, parameters.Parameter]:
        """All parameters that the query may hold, for an action (or a method)."""
        return dict(self.asks.get(action, {}))

    def wanted(self, given: QueryDict) -> QueryDict:
        """The query that counts."""
        return given

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = str(request.method).lower()
        if method in self.http_method_names and hasattr(self, method):  # else 405 comes next
            declared = self.declared(getattr(self, "action", None) or method)
            self.query = self.wanted(request.query_params)
            self.asked = parameters.read(self.query, declared)
        if method == "post" and repeats.HEADER in request.headers:
            handler = getattr(self, "post", self.http_method_not_allowed)
            vars(self)["post"] = partial(self._once, handler)  # in front of the view's own

    def _once(self, work: Handler, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the handler of a POST answers, or has answered to the same request before."""

        def answer() -> Response:
            given = work(request, *args, **kwargs)
            return self.finalize_response(request, given, *args, **kwargs)  # to be rendered by

        return repeats.once(request, answer, self.shown_once)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        for name, value in getattr(request, "rate_headers", {}).items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return super().finalize_response(request, response, *args, **kwargs)


class HouseViewSet(HouseView, GenericViewSet[Any]):
    """Rows of one table, limited to what the caller sees; others are not found.

    `seen` is the room's `queries.visible` (in a staticmethod), `takes` the serializer of each
    action's body. Governed rows have a revision, and are changed with `If-Match` only.
    `orderings` are the names that `ordering` takes, the first one is the default; a name may
    stand for other columns: {"-newest": ("-updated_at", "id")}.
    """

    lookup_value_converter = "uuid"
    seen: "ClassVar[staticmethod[[User], QuerySet[Any]]]"
    takes: ClassVar[Mapping[str, type[serializers.Serializer[Any]]]] = NOTHING
    governed: ClassVar[bool] = True
    filterset_class: ClassVar[type[Filters] | None] = None
    orderings: ClassVar[dict[str, tuple[str, ...]] | tuple[str, ...]] = ()

    def get_queryset(self) -> QuerySet[Any]:
        return type(self).seen(self.by)

    def declared(self, action: str) -> dict[str, parameters.Parameter]:
        own = super().declared(action)
        if action in ("list", "retrieve"):
            view: Any = type(self)
            own["fields"] = parameters.Names(_names(view), help_text=_("Only these fields."))
        if action != "list":
            return own
        filters = self.filterset_class.declared() if self.filterset_class else {}
        views = {"view": _VIEW} if self.basename in lists() else {}
        return {**own, **filters, **self._sorting(), **views, **KeysetPagination.asks}

    def wanted(self, given: QueryDict) -> QueryDict:
        """What was given explicitly, and what the saved view says beyond that.

        What the view says of columns, or of filters that are no more, is for others.
        """
        slug = given.get("view", "")
        if self.action != "list" or not slug or self.basename not in lists():
            return given
        view = saved.find(self.by, self.basename, slug)
        if view is None:
            said = portal.sentence("unknown_view", {"slug": slug})
            raise parameters.BadParameters([parameters.wrong("view", "unknown_view", said)])
        query = given.copy()
        for name in {*view.parameters} & {*self.declared("list")} - {*given}:
            query.setlist(name, view.parameters[name])
        return query

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The serializer of what is answered, without the fields that were not asked for."""
        serializer = super().get_serializer(*args, **kwargs)
        if wanted := self.asked.get("fields"):
            row: Any = getattr(serializer, "child", serializer)
            for name in set(row.fields) - {*wanted, "id"}:
                row.fields.pop(name)
        return serializer

    def _sorting(self) -> dict[str, parameters.Parameter]:
        if not self.orderings:
            return {}
        names = [name.lstrip("-") for name in self.orderings]
        words = [*names, *(f"-{name}" for name in names)]
        help_text = _("Order; a minus sign turns it round.")
        return {"ordering": parameters.Choice(words, help_text=help_text)}

    def ordering_columns(self) -> list[str]:
        """The columns that the list is sorted by."""
        wanted = self.asked.get("ordering") or next(iter(self.orderings), "")
        for name in self.orderings:
            if name.lstrip("-") == wanted.lstrip("-"):
                paths = self.orderings[name] if isinstance(self.orderings, dict) else (name,)
                return [path if name == wanted else _turned(path) for path in paths]
        return []

    def given(self) -> dict[str, Any]:
        """What the body holds, checked by the action's serializer."""
        serializer = self.takes[self.action](
            data=self.request.data, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def expected(self) -> int | None:
        """The revision that `If-Match` names; None for "*". Raises Unconditional without one."""
        header = self.request.headers.get("If-Match", "").strip()
        if not header:
            raise Unconditional("precondition_required")
        if not _IF_MATCH.fullmatch(header):
            raise Invalid("bad_if_match")
        return None if header == "*" else int(header.strip('"').partition(".")[0])

    def shown(self, row: Any, status: int = 200) -> Response:
        """The row as a GET would show it now, with its ETag."""
        again = self.get_queryset().filter(pk=row.pk).first() or row
        return self._answer(again, status)

    def created(self, row: Any) -> Response:
        """201, with the row's address."""
        response = self.shown(row, 201)
        response.headers["Location"] = self.address(row)
        return response

    def address(self, row: Any) -> str:
        """Where the row is read."""
        return reverse(f"{self.basename}-detail", args=[row.pk])

    def _answer(self, row: Any, status: int) -> Response:
        response = Response(self.get_serializer(row).data, status)
        revision = getattr(row, "revision", None) if self.governed else None
        request = self.request
        response.add_post_render_callback(lambda done: _tag(request, done, revision))
        return response


class ListViewSet(HouseViewSet):
    """Rows that can be listed."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class ReadViewSet(ListViewSet):
    """Rows that can be listed and read one by one."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object(), 200)


@cache
def _names(view: Any) -> tuple[str, ...]:
    """The names of all fields that the rows of a view are shown with."""
    return tuple(view.serializer_class().fields)


def _turned(path: str) -> str:
    return path[1:] if path.startswith("-") else f"-{path}"


def _tag(request: Request, response: Any, revision: int | None) -> HttpResponse | None:
    """Add the ETag once the body is known; 304 when the caller has this very body already."""
    digest = hashlib.sha256(response.content).hexdigest()[:12]
    etag = f'"{digest}"' if revision is None else f'"{revision}.{digest}"'
    response.headers["ETag"] = etag
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if request.method not in ("GET", "HEAD") or not {etag, "*"} & set(known):
        return None
    unchanged = HttpResponse(status=304)
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length"):
            unchanged.headers[name] = value
    del unchanged.headers["Content-Type"]
    return unchanged
