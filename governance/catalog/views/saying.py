"""Saying what an asset is, and where it belongs: the forms of an asset's page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import form_page, is_fragment, refusals_in, refusals_told, render, see_other
from governance.catalog import actions, forms, queries
from governance.catalog.models import Asset

DETAIL = "governance:asset-detail"


def managed(request: PersonRequest, pk: UUID) -> Asset:
    """An asset that one sees and may change; 404 or a refusal else."""
    asset = get_object_or_404(queries.visible(request.user), pk=pk)
    access.require(request.user, "catalog.manage", asset)
    return asset


def _frame(asset: Asset, title: str) -> dict[str, Any]:
    crumbs = [
        (_("Assets"), reverse("governance:asset-list")),
        (asset.name, reverse(DETAIL, args=[asset.pk])),
    ]
    return {"asset": asset, "title": title, "crumbs": crumbs}


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Say what it is: in place when htmx asks, else on a page of its own."""
    asset = managed(request, pk)
    form = forms.DescribeForm(request.POST or None, initial=forms.told(asset))
    if form.is_valid():
        with refusals_in(form):
            note, expected = form.cleaned_data["note"], form.cleaned_data["revision"]
            actions.describe(
                asset=asset, facts=form.facts(), note=note, by=request.user, expected=expected
            )
            return _saved(request, asset)
    context = {**_frame(asset, _("Describe")), "form": form}
    status = 422 if form.errors else 200
    template = "governance/catalog/describe.html"
    return render(request, template, context, fragment="form", status=status)


def _saved(request: PersonRequest, asset: Asset) -> HttpResponse:
    """Back to the asset; its page has the words in more than one place."""
    messages.success(request, _("Saved."))
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return see_other(DETAIL, asset.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """Add an asset that no scan finds."""
    if not access.anywhere(request.user, "catalog.manage"):
        raise access.Refused("catalog.manage")
    form = forms.AddForm(request.POST or None, by=request.user)
    if form.is_valid():
        given = dict(form.cleaned_data)
        facts = {field: given.pop(field) or None for field in ("description", "owner")}
        domain, url = given.pop("domain"), given.pop("url") or None
        with refusals_in(form):
            made = actions.add(by=request.user, domain_id=domain.pk, url=url, facts=facts, **given)
            return see_other(DETAIL, made.pk)
    crumbs = [(_("Assets"), reverse("governance:asset-list"))]
    context = {"title": _("Add an asset"), "crumbs": crumbs}
    return form_page(request, "governance/catalog/form.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Change what was added by hand."""
    asset = managed(request, pk)
    now = {name: getattr(asset, name) for name in ("kind", "name", "revision")}
    form = forms.ChangeForm(
        request.POST or None, initial={**now, "url": asset.details.get("url") or ""}
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        with refusals_in(form):
            actions.change(asset=asset, by=request.user, expected=given.pop("revision"), **given)
            return see_other(DETAIL, asset.pk)
    return form_page(request, "governance/catalog/form.html", form, _frame(asset, _("Edit")))


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Put it into another domain, with everything in it."""
    asset = managed(request, pk)
    form = forms.DomainForm(
        request.POST or None, by=request.user, initial={"domain": asset.domain_id}
    )
    if form.is_valid():
        with refusals_in(form):
            done = actions.move(asset=asset, by=request.user, domain=form.cleaned_data["domain"])
            return _gone_on(request, asset, done, _("Moved."))
    context = _frame(asset, _("Move to another domain"))
    return form_page(request, "governance/catalog/form.html", form, context)


@require_POST
def retire(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Retire it with everything in it."""
    asset = managed(request, pk)
    with refusals_told(request):
        done = actions.retire_tree(asset=asset, by=request.user)
        return _gone_on(request, asset, done, _("Retired. It can be restored."))
    return see_other(DETAIL, pk)


@require_POST
def restore(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Bring it back, with what was retired with it."""
    asset = managed(request, pk)
    group = queries.retirement_of(asset, request.user)
    with refusals_told(request):
        if group is not None:
            done = actions.restore(group=group, by=request.user)
            return _gone_on(request, asset, done, _("Restored."))
    return see_other(DETAIL, pk)


def _gone_on(request: PersonRequest, asset: Asset, done: actions.Done, said: str) -> HttpResponse:
    """Back to the asset, or to the job that goes on with a verb."""
    if done.job is not None:
        return see_other("core:job-detail", done.job.pk)
    messages.success(request, said)
    return see_other(DETAIL, asset.pk)
