"""Who can sign in, and which roles they hold."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import actions, forms, queries
from core.access.models import Binding
from core.access.rules import Refused
from core.doors.middleware import PersonRequest
from core.doors.pages import (
    form_page,
    keyset_page,
    refusals_in,
    refusals_told,
    render,
    see_other,
)
from core.doors.recent import remember
from core.people.models import User

PAGE = "core/form_page.html"


def tabs(request: PersonRequest) -> list[dict[str, Any]]:
    """The pages of access that this person may open."""
    pages = [("core:access-explain", _("Explain a right"))]
    if queries.anywhere(request.user, "access.view"):
        pages.insert(0, ("core:binding-list", _("Roles given")))
    if queries.can(request.user, "access.view"):
        pages.insert(0, ("core:group-list", _("Groups")))
        pages.insert(0, ("core:access-list", _("People")))
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for name, label in pages
        if len(pages) > 1
    ]


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """All accounts; who administers only a part sees the roles given there instead."""
    if not queries.anywhere(request.user, "access.view"):
        raise Refused("access.view")
    if not queries.can(request.user, "access.view"):
        return see_other("core:binding-list")
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    page = keyset_page(_accounts(request.user, text), request, order=("username", "id"), size=40)
    context = {
        "title": _("Access"),
        "tabs": tabs(request),
        "page": page,
        "q": text,
        "may_add": queries.can(request.user, "access.manage"),
    }
    return render(request, "core/access/people.html", context, fragment="list")


def _accounts(user: User, text: str) -> QuerySet[User]:
    found = queries.accounts(user)
    if text:
        fits = Q(username__icontains=text) | Q(name__icontains=text) | Q(email__icontains=text)
        found = found.filter(fits)
    held = Binding.objects.select_related("role", "container").order_by("created_at")
    return found.prefetch_related(Prefetch("bindings", held))


@require_safe
def person(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One account: the roles it holds, and what can be done with it."""
    queries.require(request.user, "access.view")
    found = get_object_or_404(queries.accounts(request.user), pk=pk)
    remember(request, found, "user", _("Person"))
    context = {
        "title": str(found),
        "crumbs": [(_("Access"), reverse("core:access-list"))],
        "person": found,
        "bindings": queries.bindings(request.user).filter(Q(user=found) | Q(group__user=found)),
        "may_manage": queries.can(request.user, "access.manage"),
    }
    return render(request, "core/access/person.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """A new person."""
    queries.require(request.user, "access.manage")
    form = forms.PersonForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form):
            made = actions.add_person(by=request.user, **form.cleaned_data)
            return see_other("core:person-detail", made.pk)
    crumbs = [(_("Access"), reverse("core:access-list"))]
    context = {"title": _("Add a person"), "crumbs": crumbs, "submit": _("Add person")}
    return form_page(request, PAGE, form, {**context, "cancel": reverse("core:access-list")})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Change somebody's name, e-mail address and zone."""
    queries.require(request.user, "access.manage")
    found = get_object_or_404(queries.accounts(request.user), pk=pk)
    form = forms.ProfileForm(request.POST or None, person=found)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        with refusals_in(form):
            expected = fields.pop("revision")
            actions.change_person(user=found, by=request.user, expected=expected, **fields)
            return see_other("core:person-detail", found.pk)
    crumbs = [
        (_("Access"), reverse("core:access-list")),
        (str(found), reverse("core:person-detail", args=[found.pk])),
    ]
    title = _("Edit %(name)s") % {"name": found}
    context = {"title": title, "crumbs": crumbs, "meta": found.username}
    context |= {"submit": _("Save changes"), "cancel": crumbs[-1][1]}
    return form_page(request, PAGE, form, context)


@require_POST
def deactivate(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Shut an account."""
    found = get_object_or_404(queries.accounts(request.user), pk=pk)
    with refusals_told(request, _("%(name)s can no longer sign in.") % {"name": found}):
        actions.deactivate(user=found, by=request.user)
    return see_other("core:person-detail", found.pk)
