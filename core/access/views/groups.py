"""Groups: who belongs to which, and the roles that they hold together."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import actions, forms, queries
from core.access.rules import Refused
from core.access.views.people import tabs
from core.doors.middleware import PersonRequest
from core.doors.pages import (
    form_page,
    keyset_page,
    refusals_in,
    refusals_told,
    render,
    see_other,
)
from core.people.models import User

PAGE = "core/form_page.html"


@require_safe
def groups(request: PersonRequest) -> HttpResponse:
    """All groups, or one's own for who administers nothing."""
    held = queries.bindings(request.user).order_by("created_at")
    found = queries.groups(request.user).prefetch_related(Prefetch("bindings", held))
    context = {
        "title": _("Access"),
        "tabs": tabs(request),
        "page": keyset_page(found, request, order=("name", "id"), size=40),
        "may_manage": queries.can(request.user, "access.manage"),
    }
    return render(request, "core/access/groups.html", context)


@require_safe
def group(request: PersonRequest, pk: int) -> HttpResponse:
    """One group: its members and its roles."""
    return _shown(request, _group(request, pk), forms.MemberForm())


def _shown(request: PersonRequest, found: Group, form: forms.MemberForm) -> HttpResponse:
    may_manage = queries.can(request.user, "access.manage")
    members = User.objects.filter(groups=found)
    context: dict[str, Any] = {
        "title": found.name,
        "crumbs": [*_crumbs()],
        "group": found,
        "page": keyset_page(members, request, order=("username", "id"), size=40),
        "bindings": queries.bindings(request.user).filter(group=found),
        "may_manage": may_manage,
        "may_see_people": queries.can(request.user, "access.view"),
    }
    if may_manage:
        active = queries.accounts(request.user).filter(is_active=True)
        context["people"] = active[: forms.PLACES]
    return form_page(request, "core/access/group.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: PersonRequest) -> HttpResponse:
    """Make a group."""
    queries.require(request.user, "access.manage")
    form = forms.GroupForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form):
            made = actions.make_group(by=request.user, **form.cleaned_data)
            return see_other("core:group-detail", made.pk)
    context = {"title": _("New group"), "crumbs": [*_crumbs()], "submit": _("Make group")}
    return form_page(request, PAGE, form, {**context, "cancel": reverse("core:group-list")})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_group(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a group another name."""
    found = _group(request, pk)
    queries.require(request.user, "access.manage")
    form = forms.GroupForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        with refusals_in(form):
            actions.rename_group(group=found, by=request.user, **form.cleaned_data)
            return see_other("core:group-detail", found.pk)
    here = reverse("core:group-detail", args=[found.pk])
    context = {"title": _("Rename"), "crumbs": [*_crumbs(), (found.name, here)]}
    return form_page(request, PAGE, form, {**context, "submit": _("Save name"), "cancel": here})


@require_POST
def remove_group(request: PersonRequest, pk: int) -> HttpResponse:
    """Delete a group that holds no role."""
    found = _group(request, pk)
    with refusals_told(request, _("The group is deleted.")):
        actions.remove_group(group=found, by=request.user)
        return see_other("core:group-list")
    return see_other("core:group-detail", pk)


@require_POST
def join(request: PersonRequest, pk: int) -> HttpResponse:
    """Add somebody to a group."""
    found = _group(request, pk)
    queries.require(request.user, "access.manage")
    form = forms.MemberForm(request.POST)
    if form.is_valid():
        with refusals_in(form, Refused):
            actions.join_group(group=found, user=form.cleaned_data["user"], by=request.user)
            return see_other("core:group-detail", pk)
    return _shown(request, found, form)


@require_POST
def leave(request: PersonRequest, pk: int, person: UUID) -> HttpResponse:
    """Take somebody out of a group."""
    found = _group(request, pk)
    member = get_object_or_404(User.objects.filter(groups=found), pk=person)
    with refusals_told(request, _("%(name)s was taken out.") % {"name": member}):
        actions.leave_group(group=found, user=member, by=request.user)
    return see_other("core:group-detail", pk)


def _group(request: PersonRequest, pk: int) -> Group:
    return get_object_or_404(queries.groups(request.user), pk=pk)


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("Access"), reverse("core:access-list")),
        (_("Groups"), reverse("core:group-list")),
    ]
