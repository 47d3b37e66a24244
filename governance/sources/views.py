"""Pages of sources: list, connect, test, change, scan, pause, retire."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page
from core.jobs import queries as jobs
from core.portal import sentence
from core.refusals import Refusal
from core.schedules import actions as schedules
from core.schedules import queries as planned
from governance.catalog.models import Asset
from governance.connector import Connector, Verdict
from governance.sources import actions, forms, queries, rules
from governance.sources.models import Source

T = TypeVar("T")
DAILY = "0 3 * * *"
STEPS = {
    "resolve": gettext_lazy("Find it"),
    "connect": gettext_lazy("Reach it"),
    "sign_in": gettext_lazy("Sign in"),
    "read_catalog": gettext_lazy("Read the catalogue"),
    "coverage": gettext_lazy("Coverage"),
}
VERBS = {
    "pause": (actions.pause, gettext_lazy("Paused. It is not scanned until you resume it.")),
    "resume": (actions.resume, gettext_lazy("Resumed.")),
    "retire": (actions.retire, gettext_lazy("Retired. Its history stays.")),
}


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every source that one sees, with its last scan."""
    found = queries.with_last_scan(request.user)
    with_retired = request.GET.get("retired") == "1"
    if not with_retired:
        found = found.exclude(state=Source.State.RETIRED)
    page = keyset_page(found, request, order=("name", "id"))
    context = {
        "title": _("Sources"),
        "page": page,
        "labels": {slug: kind.label for slug, kind in queries.SHELF.all().items()},
        "with_retired": with_retired,
        "may_connect": access.anywhere(request.user, "sources.manage"),
    }
    return render(request, "governance/sources/index.html", context)


@require_safe
def kinds(request: PersonRequest) -> HttpResponse:
    """The kinds of source to choose from."""
    _may_connect(request)
    context = {
        "title": _("Connect a source"),
        "crumbs": [(_("Sources"), _url("source-list"))],
        "kinds": [_shown(kind) for kind in queries.SHELF.all().values()],
    }
    return render(request, "governance/sources/kinds.html", context)


def new(
    request: PersonRequest, connector: str, then: Callable[[PersonRequest, Source], HttpResponse]
) -> HttpResponse:
    """Connect a source of one kind, and `then` answer."""
    _may_connect(request)
    kind = _kind(connector)
    form = forms.SourceForm(kind, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = _attempt(form, lambda: _register(form, request))
        if source is not None:
            return then(request, source)
    crumbs = [(_("Sources"), _url("source-list")), (_("Connect a source"), _url("source-kinds"))]
    context = {"title": _("Connect %(kind)s") % {"kind": kind.label}, "form": form}
    return _form(request, {**context, "crumbs": crumbs, "kind": _shown(kind)})


def _register(form: forms.SourceForm, request: PersonRequest) -> Source:
    return actions.register(
        connector=form.connector.slug,
        options=form.options(),
        secrets=form.secrets(),
        domain_id=UUID(form.cleaned_data["domain"]),
        by=request.user,
        **form.plain(),
    )


@require_POST
def try_out(request: PersonRequest, connector: str) -> HttpResponse:
    """Test what stands in the form, step by step, before anything is stored (a fragment)."""
    form = forms.SourceForm(_kind(connector), request.user, request.POST)
    for field in ("name", "domain"):
        del form.fields[field]
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        verdicts = _attempt(form, lambda: _try(form, request))
        context = context if verdicts is None else {"steps": steps(verdicts)}
    return render(request, "governance/sources/steps.html", context)


def _try(form: forms.SourceForm, request: PersonRequest) -> list[Verdict]:
    return actions.try_out(
        connector=form.connector.slug,
        options=form.options(),
        secrets=form.secrets(),
        by=request.user,
    )


@require_safe
def detail(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One source: how it is reached, its last scans, when it is scanned next."""
    source = _source(request, pk)
    connector = queries.SHELF.get(source.connector)
    assets = Asset.objects.filter(source_id=source.pk, state=Asset.State.ACTIVE)
    context = {
        "title": source.name,
        "crumbs": [(_("Sources"), _url("source-list"))],
        "source": source,
        "kind": connector.label if connector else source.connector,
        "options": _options(source, connector),
        "scans": jobs.visible(request.user).filter(kind=rules.SCAN, about_id=source.pk)[:5],
        "schedules": planned.visible(request.user).filter(about_id=source.pk),
        "relation_count": assets.filter(kind__gte=3).exclude(kind=Asset.Kind.COLUMN).count(),
        "may_manage": access.can(request.user, "sources.manage", source),
        "may_scan": access.can(request.user, "scans.manage", source),
        "may_plan": access.can(request.user, "schedules.manage", source),
    }
    return render(request, "governance/sources/detail.html", context)


def edit(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Change a source."""
    source = _source(request, pk)
    access.require(request.user, "sources.manage", source)
    stored = frozenset(queries.secret_names(source))
    kind = _kind(source.connector)
    form = forms.SourceForm(
        kind,
        request.user,
        request.POST or None,
        initial=forms.initial(source),
        stored=stored,
        with_domain=False,
    )
    posted = request.method == "POST" and form.is_valid()
    if posted and _attempt(form, lambda: _change(form, source, request)) is not None:
        messages.success(request, _("Saved."))
        return redirect("governance:source-detail", pk=pk)
    crumbs = [(_("Sources"), _url("source-list")), (source.name, _url("source-detail", pk=pk))]
    context = {"title": _("Edit"), "form": form, "crumbs": crumbs, "source": source}
    context["kind"] = _shown(kind)
    return _form(request, context)


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


@require_POST
def test(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Test the stored connection (a fragment)."""
    verdicts = actions.test(source=_source(request, pk), by=request.user)
    return render(request, "governance/sources/steps.html", {"steps": steps(verdicts)})


@require_POST
def move(request: PersonRequest, pk: UUID, verb: str) -> HttpResponse:
    """Pause, resume or retire a source."""
    action, told = VERBS[verb]
    action(source=_source(request, pk), by=request.user)
    messages.success(request, told)
    return redirect("governance:source-detail", pk=pk)


@require_POST
def plan(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Scan a source regularly."""
    source = _source(request, pk)
    name = _("Scan %(source)s") % {"source": source.name}
    try:
        schedules.plan(
            name=name,
            kind=rules.SCAN,
            cron=request.POST.get("cron") or DAILY,
            zone=request.user.time_zone,
            about=source,
            by=request.user,
        )
    except access.Refused:
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal.code, refusal.params))
    else:
        messages.success(request, _("Planned."))
    return redirect("governance:source-detail", pk=pk)


def steps(verdicts: list[Verdict]) -> list[dict[str, Any]]:
    """A test's verdicts as people read them."""
    return [
        {
            "label": STEPS.get(verdict.step, verdict.step),
            "state": verdict.state,
            "text": sentence(verdict.code, verdict.params),
        }
        for verdict in verdicts
    ]


def _source(request: PersonRequest, pk: UUID) -> Source:
    return get_object_or_404(queries.visible(request.user), pk=pk)


def _kind(slug: str) -> type[Connector]:
    kind = queries.SHELF.get(slug)
    if kind is None:
        raise Http404
    return kind


def _shown(kind: type[Connector]) -> dict[str, str]:
    """A kind of source for a template, which would call a class."""
    said = {"slug": kind.slug, "label": kind.label, "description": kind.description}
    return {name: _(text) if name != "slug" else text for name, text in said.items()}


def _may_connect(request: PersonRequest) -> None:
    if not access.anywhere(request.user, "sources.manage"):
        raise access.Refused("sources.manage")


def _url(name: str, **kwargs: Any) -> str:
    return reverse(f"governance:{name}", kwargs=kwargs or None)


def _form(request: PersonRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, "governance/sources/form.html", context, status=status)


def _attempt(form: forms.SourceForm, do: Callable[[], T]) -> T | None:
    """Do it, or show at the right field why not. A missing right is no matter of the form."""
    try:
        return do()
    except access.Refused:
        raise
    except Refusal as refusal:
        field = getattr(refusal, "field", "") or str(refusal.params.get("option", ""))
        form.refuse(field, sentence(refusal.code, refusal.params))
        return None


def _options(source: Source, connector: type[Connector] | None) -> list[tuple[str, Any]]:
    """How the source is reached, for people; a stored secret is a word, not a value."""
    if connector is None:
        return list(source.options.items())
    stored = queries.secret_names(source)
    shown = []
    for option in connector.options:
        if option.kind == "secret":
            shown.append((option.label, _("stored, encrypted") if option.name in stored else None))
        else:
            shown.append((option.label, source.options.get(option.name)))
    return shown
