"""The accounts of a source: one that may grant access, and the script that makes one that reads."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import form_page, refusals_told, see_other
from core.portal import sentence
from core.refusals import Refusal
from governance.sources import actions, forms, queries
from governance.sources.models import Source, SourceSecret
from governance.sources.views.shown import attempt, crumbs_of, kind_of, may_connect, source_of

GRANT = SourceSecret.Purpose.GRANT


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Say with which account access is granted in a source."""
    source = source_of(request, pk)
    access.require(request.user, "sources.grant", source)
    form = _grant_form(request, source)
    posted = request.method == "POST" and form.is_valid()
    if posted and attempt(form, lambda: _set(form, source, request)) is not None:
        return see_other("governance:source-detail", pk=pk)
    context = {"title": _("Account that may grant"), "crumbs": crumbs_of(source), "source": source}
    return form_page(request, "governance/sources/grant.html", form, context)


def _grant_form(request: PersonRequest, source: Source) -> forms.GrantForm:
    kind = kind_of(source.connector)
    if not kind.credentials:
        raise Http404
    options = source.grant_options or {}
    initial = {f"option_{name}": value for name, value in options.items()}
    elsewhere = {one.name: one for one in queries.kept_secrets(source, GRANT) if one.reference}
    return forms.GrantForm(
        kind, elsewhere, request.POST or None, initial={**initial, "revision": source.revision}
    )


def _set(form: forms.GrantForm, source: Source, request: PersonRequest) -> Source:
    return actions.set_grant_account(
        source=source,
        options=form.options(),
        secrets=form.secrets(),
        by=request.user,
        expected=form.cleaned_data["revision"],
    )


@require_POST
def forget(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Forget that account."""
    with refusals_told(request, _("The account that may grant is forgotten.")):
        actions.forget_grant_account(source=source_of(request, pk), by=request.user)
    return see_other("governance:source-detail", pk=pk)


@require_safe
def script(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The script that makes the least privileged account of a source (a fragment)."""
    source = source_of(request, pk)
    access.require(request.user, "sources.manage", source)
    return _script(request, source.connector, source.options, request.GET)


@sensitive_post_parameters()
@require_POST
def new_script(request: PersonRequest, connector: str) -> HttpResponse:
    """The same for a source that is not connected yet, from what stands in the form."""
    may_connect(request)
    form = forms.SourceForm(kind_of(connector), request.user, request.POST)
    form.leave_out_what_is_not_needed_to_connect()
    form.is_valid()  # what is missing is named by whom it is needed
    given = {name: value for name, value in form.options().items() if value is not None}
    return _script(request, connector, given, request.POST)


def _script(
    request: PersonRequest, connector: str, options: Mapping[str, Any], asked: Any
) -> HttpResponse:
    form = forms.ScriptForm(asked)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            context["script"] = queries.role_script(
                connector=connector, options=options, **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal.code, refusal.params))
    return render(request, "governance/sources/script.html", context)
