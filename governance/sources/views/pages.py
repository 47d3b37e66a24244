"""Pages that show sources: the list, the kinds to choose from, and one source."""

from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page
from core.jobs import queries as jobs
from core.people.models import User
from core.schedules import queries as planned
from governance.catalog import queries as catalog
from governance.catalog.models import Asset
from governance.connector import Connector, Option
from governance.sources import forms, queries, rules
from governance.sources.engine.certificates import Certificate
from governance.sources.models import Source, SourceSecret
from governance.sources.views.shown import address, may_connect, shown, source_of


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every source that one sees, with its last scan and the next one."""
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
        "may_see_plans": access.anywhere(request.user, "schedules.view"),
    }
    return render(request, "governance/sources/index.html", context)


@require_safe
def kinds(request: PersonRequest) -> HttpResponse:
    """The kinds of source to choose from."""
    may_connect(request)
    context = {
        "title": _("Connect a source"),
        "crumbs": [(_("Sources"), address("source-list"))],
        "kinds": [shown(kind) for kind in queries.SHELF.all().values()],
    }
    return render(request, "governance/sources/kinds.html", context)


@require_safe
def detail(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One source: how it is reached, its last scans, when it is scanned next."""
    source = source_of(request, pk)
    connector = queries.SHELF.get(source.connector)
    context = {
        "title": source.name,
        "crumbs": [(_("Sources"), address("source-list"))],
        "source": source,
        "kind": connector.label if connector else source.connector,
        "facts": _facts(source, connector),
        "scans": jobs.visible(request.user).filter(kind=rules.SCAN, about_id=source.pk)[:5],
        "schedules": planned.visible(request.user).filter(about_id=source.pk),
        "relation_count": _relation_count(source, request.user),
        "may_manage": access.can(request.user, "sources.manage", source),
        "may_scan": access.can(request.user, "scans.manage", source),
        "may_plan": access.can(request.user, "schedules.manage", source),
        "may_grant": access.can(request.user, "sources.grant", source),
    }
    if connector is not None and connector.credentials:
        context["grant"] = _account(source, connector)
        context["script_form"] = forms.ScriptForm()
    return render(request, "governance/sources/detail.html", context)


def _relation_count(source: Source, user: User) -> int | None:
    """How many tables and the like one sees in a source; None for who does not see its asset."""
    found = [one for one in catalog.tallies(user) if one.source_id == source.pk]
    if not any(one.kind == Asset.Kind.SOURCE for one in found):
        return None
    kinds, active = catalog.RELATIONS, Asset.State.ACTIVE
    return sum(one.n for one in found if one.kind in kinds and one.state == active)


class Fact(NamedTuple):
    """One thing about how a source is reached, for people."""

    label: str
    value: Any = None
    certificates: tuple[Certificate, ...] = ()


def _facts(source: Source, connector: type[Connector] | None) -> list[Fact]:
    """How the source is reached. A secret is a word or the name of a place, never a value."""
    if connector is None:
        return [Fact(name, value) for name, value in source.options.items()]
    told = {one.name: _told(one) for one in queries.kept_secrets(source)}
    return [_fact(option, source, told) for option in connector.options]


def _fact(option: Option, source: Source, told: dict[str, str]) -> Fact:
    label, value = _(option.label), source.options.get(option.name)
    if option.kind == "secret":
        return Fact(label, told.get(option.name))
    if isinstance(value, bool):
        return Fact(label, _("yes") if value else _("no"))
    if option.kind != "certificate" or not value:
        return Fact(label, value if value is None else str(value))  # a port has no thousands
    found = queries.certificates_of(source).get(option.name, ())
    return Fact(label, "" if found else _("cannot be read"), tuple(found))


def _told(secret: queries.Kept) -> str:
    if secret.kind == "env":
        return _("from the environment: %(name)s") % {"name": secret.reference}
    if secret.kind == "file":
        return _("from a file: %(name)s") % {"name": secret.reference}
    return _("stored, encrypted")


def _account(source: Source, connector: type[Connector]) -> list[Fact] | None:
    """The account that may grant, for people; None when none is known."""
    if source.grant_options is None:
        return None
    kept = {
        one.name: _told(one) for one in queries.kept_secrets(source, SourceSecret.Purpose.GRANT)
    }
    known = {**source.grant_options, **kept}
    return [
        Fact(_(one.label), known.get(one.name)) for one in connector.options if one.name in known
    ]
