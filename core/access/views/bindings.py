"""Giving and taking roles."""

from uuid import UUID

from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import actions, forms, queries
from core.access.models import Binding
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

LONGEST = 10  # digits of a group's number


@require_safe
def given(request: PersonRequest) -> HttpResponse:
    """Every role that is given on something one administers or may look at."""
    if not queries.anywhere(request.user, "access.view"):
        raise Refused("access.view")
    page = keyset_page(queries.bindings(request.user), request, size=30)
    context = {
        "title": _("Access"),
        "tabs": tabs(request),
        "page": page,
        "may_give": queries.anywhere(request.user, "access.manage"),
    }
    return render(request, "core/access/bindings.html", context, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: PersonRequest) -> HttpResponse:
    """Give a role; `?user=` or `?group=` names to whom, `?where=` narrows the places offered."""
    if not queries.anywhere(request.user, "access.manage"):
        raise Refused("access.manage")
    where = request.GET.get("where", "").replace("\0", "")[:200]
    asked = {"user": request.GET.get("user", ""), "container": request.GET.get("on", "")}
    group = _asked_group(request)
    form = forms.BindingForm(
        request.POST or None, by=request.user, where=where, group=group, initial=asked
    )
    if form.is_valid():
        with refusals_in(form, Refused):
            made = actions.bind(by=request.user, **form.cleaned_data, **form.subject())
            return _to_holder(request, made)
    context = {
        "title": _("Give a role"),
        "crumbs": [(_("Access"), reverse("core:access-list"))],
        "group": group,
        "narrowing": form.narrowing,
        "people": queries.accounts(request.user).filter(is_active=True)[: forms.PLACES],
    }
    return form_page(request, "core/access/give.html", form, context)


def _asked_group(request: PersonRequest) -> Group | None:
    asked = request.GET.get("group", "")
    if not asked:
        return None
    number = int(asked) if asked.isdecimal() and len(asked) < LONGEST else 0
    return get_object_or_404(queries.groups(request.user), pk=number)


@require_POST
def take(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Take a role back."""
    binding = get_object_or_404(queries.bindings(request.user), pk=pk)
    with refusals_told(request, _("The role was taken back.")):
        actions.unbind(binding=binding, by=request.user)
    return _to_holder(request, binding)


def _to_holder(request: PersonRequest, binding: Binding) -> HttpResponse:
    """The page of the person or group, for who may see it."""
    if binding.user_id and queries.can(request.user, "access.view"):
        return see_other("core:person-detail", binding.user_id)
    if binding.group_id and queries.can(request.user, "access.view"):
        return see_other("core:group-detail", binding.group_id)
    return see_other("core:binding-list")
