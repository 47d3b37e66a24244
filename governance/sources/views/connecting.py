"""Connecting a source and changing one: the form, and trying out what stands in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import form_page
from governance.connector import Verdict
from governance.sources import actions, forms, queries
from governance.sources.models import Source
from governance.sources.views.shown import (
    address,
    attempt,
    crumbs_of,
    kind_of,
    may_connect,
    shown,
    source_of,
    steps,
)

PAGE = "governance/sources/form.html"


@sensitive_post_parameters()
def new(
    request: PersonRequest, connector: str, then: Callable[[PersonRequest, Source], HttpResponse]
) -> HttpResponse:
    """Connect a source of one kind, and `then` answer."""
    may_connect(request)
    kind = kind_of(connector)
    form = forms.SourceForm(kind, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = attempt(form, lambda: _register(form, request))
        if source is not None:
            return then(request, source)
    crumbs = [
        (_("Sources"), address("source-list")),
        (_("Connect a source"), address("source-kinds")),
    ]
    context: dict[str, Any] = {"title": _("Connect %(kind)s") % {"kind": kind.label}}
    context |= {"crumbs": crumbs, "kind": shown(kind)}
    if kind.credentials:
        context["script_form"] = forms.ScriptForm()
    return form_page(request, PAGE, form, context)


def _register(form: forms.SourceForm, request: PersonRequest) -> Source:
    return actions.register(
        connector=form.connector.slug,
        options=form.options(),
        secrets=form.secrets(),
        domain_id=UUID(form.cleaned_data["domain"]),
        schedule=form.schedule(),
        by=request.user,
        **form.plain(),
    )


@sensitive_post_parameters()
@require_POST
def try_out(request: PersonRequest, connector: str) -> HttpResponse:
    """Test what stands in the form, step by step, before anything is stored (a fragment)."""
    may_connect(request)
    form = forms.SourceForm(kind_of(connector), request.user, request.POST)
    form.leave_out_what_is_not_needed_to_connect()
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        verdicts = attempt(form, lambda: _try(form, request))
        context = context if verdicts is None else {"steps": steps(verdicts)}
    return render(request, "governance/sources/steps.html", context)


def _try(form: forms.SourceForm, request: PersonRequest) -> list[Verdict]:
    return actions.try_out(
        connector=form.connector.slug,
        options=form.options(),
        secrets=form.secrets(),
        by=request.user,
    )


@sensitive_post_parameters()
def edit(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Change a source."""
    source = source_of(request, pk)
    access.require(request.user, "sources.manage", source)
    kind = kind_of(source.connector)
    form = forms.SourceForm(
        kind,
        request.user,
        request.POST or None,
        initial=forms.initial(source),
        kept={one.name: one for one in queries.kept_secrets(source)},
        is_new=False,
    )
    posted = request.method == "POST" and form.is_valid()
    if posted and attempt(form, lambda: _change(form, source, request)) is not None:
        messages.success(request, _("Saved."))
        return redirect("governance:source-detail", pk=pk)
    context = {"title": _("Edit"), "crumbs": crumbs_of(source), "source": source}
    return form_page(request, PAGE, form, {**context, "kind": shown(kind)})


def _change(form: forms.SourceForm, source: Source, request: PersonRequest) -> Source:
    revision = request.POST.get("revision", "")
    return actions.change(
        source=source,
        by=request.user,
        expected=int(revision) if revision.isdecimal() else None,
        options=form.options(),
        secrets=form.secrets(),
        **form.plain(),
    )
