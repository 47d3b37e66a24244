"""Opening views of lists, and saving them. Pages of lists show the menu and call `opened`."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.doors.middleware import PersonRequest
from core.doors.pages import form_page, refusals_in, refusals_told, see_other
from core.saved import actions, engine, forms, queries, rules
from core.saved.models import View


def opened(request: PersonRequest, list: str) -> HttpResponse | None:
    """Where a list goes when it is opened with `?view=`, or plainly by somebody with a default.

    The address that follows says everything itself: it can be changed, kept and sent. `?view=`
    without a name opens the list as it is without any view.
    """
    if request.GET.get("view") == "":
        return None
    if "view" in request.GET:
        view = queries.find(request.user, list, request.GET["view"])
        if view is None:
            raise Http404
    elif request.GET or (view := queries.default(request.user, list)) is None:
        return None
    return HttpResponseRedirect(f"{request.path}?{_query(view, _given(request))}")


def _query(view: View, given: rules.Parameters) -> str:
    said = rules.overlaid(view.parameters, given)
    return urlencode({**said, "saved": view.slug}, doseq=True)


def _given(request: HttpRequest) -> rules.Parameters:
    return rules.kept(dict(request.GET.lists()))


def menu(request: PersonRequest, list: str) -> dict[str, Any]:
    """What `core/saved/menu.html` shows: the views of a list, and the one that it began with."""
    found: dict[str, View] = {}
    for view in queries.visible(request.user).filter(list=list).order_by("name", "id"):
        found.setdefault(view.slug, view)
        if view.owner_id == request.user.pk:
            found[view.slug] = view
    query = urlencode(_given(request), doseq=True)
    current = found.get(request.GET.get("saved", ""))
    return {
        "all": [
            (view, f"{request.path}?{urlencode({'view': view.slug})}") for view in found.values()
        ],
        "current": current,
        "is_own": current is not None and current.owner_id == request.user.pk,
        "save_url": f"{reverse('core:view-new', args=[list])}?{query}",
        "edit_query": query,
        "plain_url": f"{request.path}?view=",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest, list: str) -> HttpResponse:
    """Save what a list shows now: its parameters are those of this page."""
    if list not in engine.lists() or not queries.may_see(request.user, engine.lists()[list]):
        raise Http404
    form = forms.ViewForm(request.POST or None, by=request.user)
    if form.is_valid():
        with refusals_in(form), transaction.atomic():
            cleaned, by = form.cleaned_data, request.user
            said = {"name": cleaned["name"], "is_default": cleaned["is_default"]}
            view = actions.save(list=list, parameters=_given(request), by=by, **said)
            actions.share(view=view, by=by, **form.sharing())
            return _open(view)
    return form_page(request, "core/saved/edit.html", form, {"title": _("Save a view")})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Rename a view, share it, or let it keep what the list shows now."""
    view = get_object_or_404(queries.visible(request.user), pk=pk, owner=request.user)
    form = forms.ViewForm(
        request.POST or None, by=request.user, view=view, initial=forms.initial(view)
    )
    if form.is_valid():
        with refusals_in(form), transaction.atomic():
            cleaned, by = form.cleaned_data, request.user
            said = {"name": cleaned["name"], "is_default": cleaned["is_default"]}
            if cleaned["renew"]:
                said["parameters"] = _given(request)
            actions.change(view=view, by=by, **said)
            actions.share(view=view, by=by, **form.sharing())
            return _open(view)
    return form_page(request, "core/saved/edit.html", form, {"title": view.name, "view": view})


@require_POST
def forget(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Delete a view of one's own."""
    view = get_object_or_404(queries.visible(request.user), pk=pk, owner=request.user)
    with refusals_told(request, _("The view “%(name)s” is gone.") % {"name": view}):
        actions.forget(view=view, by=request.user)
    return see_other(_page(view, slug=""))


def _open(view: View) -> HttpResponse:
    return see_other(_page(view, slug=view.slug))


def _page(view: View, slug: str) -> str:
    """The page of the view's list; the inbox when it has none."""
    name = engine.lists()[view.list].page or "core:inbox"
    return f"{reverse(name)}?{urlencode({'view': slug})}"
