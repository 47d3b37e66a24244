"""What all pages share: who may come in, fragments for htmx, pages of a list, refusals in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms, shortcuts
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import portal
from core.doors import keyset
from core.doors.paging import COUNT_LIMIT
from core.doors.problem import API
from core.refusals import Impossible, Invalid, Refusal

PAGE_SIZE = 50
NOTHING: Mapping[str, Any] = MappingProxyType({})


class SignInFirst(LoginRequiredMiddleware):
    """Every page needs somebody who is signed in, unless its view is `login_not_required`.

    A fragment must not be replaced by the sign-in form: htmx is told to open that as a page.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> Any:
        if request.path.startswith(API):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        if not is_fragment(request):
            return super().handle_no_permission(request, view_func)
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = urlencode({"next": f"{here.path or '/'}?{here.query}".rstrip("?")})
        to = f"{shortcuts.resolve_url(self.get_login_url(view_func))}?{back}"
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": to})


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page; going back in the history needs all of it."""
    asked = request.headers
    whole = "HX-Boosted" in asked or asked.get("HX-History-Restore-Request") == "true"
    return asked.get("HX-Request") == "true" and not whole


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or, when htmx asks, only the partial `fragment` of its template."""
    name = f"{template}#{fragment}" if fragment and is_fragment(request) else template
    response = shortcuts.render(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def form_page(
    request: HttpRequest,
    template: str,
    form: forms.BaseForm,
    context: Mapping[str, Any] = NOTHING,
    *,
    status: int | None = None,
) -> HttpResponse:
    """A page with a form: 422 when the form was refused, so that scripts can tell."""
    usual = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, template, {"form": form, **context}, status=status or usual)


def see_other(to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Go and look there: the answer to every POST that did something (303)."""
    response = HttpResponseRedirect(shortcuts.resolve_url(to, *args, **kwargs))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@contextmanager
def refusals_in(form: forms.BaseForm, *also: type[Refusal]) -> Iterator[None]:
    """What a verb refuses inside the block becomes an error of the form, at its field."""
    answers: tuple[type[Refusal], ...] = (Invalid, Impossible, *also)
    try:
        yield
    except answers as refusal:
        field = getattr(refusal, "field", "")
        said = portal.sentence(refusal.code, refusal.params)
        form.add_error(field if field in form.fields else None, said)


@contextmanager
def refusals_told(request: HttpRequest, done: Any = "") -> Iterator[None]:
    """For a button: says `done` after the block, if anything, or why a verb was impossible."""
    try:
        yield
    except (Invalid, Impossible) as refusal:
        messages.error(request, portal.sentence(refusal.code, refusal.params))
    else:
        if done:
            messages.success(request, str(done))


@dataclass(frozen=True)
class Page:
    """One page of a list, as `parts/pager.html` shows it. `count` stops at 10,000."""

    items: Sequence[Any]
    previous_url: str | None
    next_url: str | None
    count: int
    exact: bool

    @property
    def total(self) -> str:
        """“1,204”, or “10,000+” where counting stopped."""
        return number_format(self.count, force_grouping=True) + ("" if self.exact else "+")

    @property
    def summary(self) -> str:
        """“50 of 1,204 entries”."""
        whole = not (self.previous_url or self.next_url)
        if whole:
            return ngettext("%(n)s entry", "%(n)s entries", self.count) % {"n": self.total}
        return _("%(shown)s of %(n)s entries") % {"shown": len(self.items), "n": self.total}


def keyset_page(
    queryset: QuerySet[Any],
    request: HttpRequest,
    order: Sequence[str] = (),
    size: int = PAGE_SIZE,
    counted: tuple[int, bool] | None = None,
) -> Page:
    """The page of a list that `?cursor=` asks for. Raises BadCursor.

    `counted` is how many there are, and whether that is exact, where somebody knows already.
    """
    names: Any = order or queryset.query.order_by or queryset.model._meta.ordering or ()
    found = keyset.cut(queryset, names, request.GET.get("cursor", ""), size)
    alone = not (found.next or found.previous)
    count, exact = counted or ((len(found.rows), True) if alone else _count(queryset))
    return Page(found.rows, _url(request, found.previous), _url(request, found.next), count, exact)


def _count(queryset: QuerySet[Any]) -> tuple[int, bool]:
    found = queryset.order_by()[: COUNT_LIMIT + 1].count()
    return min(found, COUNT_LIMIT), found <= COUNT_LIMIT


def _url(request: HttpRequest, cursor: str) -> str | None:
    if not cursor:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"
