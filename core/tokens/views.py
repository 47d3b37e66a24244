"""Pages of one's own tokens."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import queries as access
from core.access.rules import RIGHTS
from core.doors.middleware import PersonRequest
from core.doors.pages import (
    form_page,
    keyset_page,
    refusals_in,
    refusals_told,
    render,
    see_other,
)
from core.tokens import actions, forms, queries


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """One's own tokens; `?whose=all` shows everybody's to who may look at access."""
    tokens = queries.visible(request.user)
    may_see_all = access.can(request.user, "access.view")
    all_of_them = may_see_all and request.GET.get("whose") == "all"
    if not all_of_them:
        tokens = tokens.filter(user=request.user)
    context = {
        "title": _("API tokens"),
        "page": keyset_page(tokens, request, size=20),
        "now": timezone.now(),
        "all_rights": len(RIGHTS),
        "all_of_them": all_of_them,
        "tabs": _whose(all_of_them) if may_see_all else [],
    }
    return render(request, "core/tokens/index.html", context, fragment="list")


def _whose(all_of_them: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Mine"), "url": "?", "current": not all_of_them},
        {"label": _("Everybody's"), "url": "?whose=all", "current": all_of_them},
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Issue a token. Its text is in this very answer: it must lie nowhere, not even in a session.

    Sending the form again therefore issues another one; the browser asks before it does.
    """
    form = forms.TokenForm(request.POST or None, by=request.user)
    crumbs = [(_("API tokens"), reverse("core:token-list"))]
    if form.is_valid():
        with refusals_in(form):
            token, text = actions.issue(user=request.user, by=request.user, **form.wanted())
            context = {"title": token.name, "crumbs": crumbs, "token": token, "text": text}
            return render(request, "core/tokens/issued.html", context)
    context = {"title": _("Issue a token"), "crumbs": crumbs}
    return form_page(request, "core/tokens/new.html", form, context)


@require_POST
def revoke(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Stop a token from working."""
    token = get_object_or_404(queries.visible(request.user), pk=pk)
    with refusals_told(request, _("“%(name)s” no longer works.") % {"name": token}):
        actions.revoke(token=token, by=request.user)
    return see_other("core:token-list")
