"""Two versions of one asset beside each other."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.changes.models import Change
from core.changes.queries import Difference
from core.doors.middleware import PersonRequest
from core.doors.parameters import moment
from governance.catalog import forms, queries
from governance.catalog.models import Asset
from governance.catalog.views.assets import frame
from governance.catalog.views.telling import Names, fields, names_in, word_of

VERSIONS = 100  # moments to choose from
WHAT = {
    "add": gettext_lazy("new"),
    "retire": gettext_lazy("retired"),
    "restore": gettext_lazy("back again"),
}


@require_safe
def compare(request: PersonRequest, pk: UUID) -> HttpResponse:
    """What an asset and everything directly in it differ by at two moments."""
    asset = get_object_or_404(queries.visible(request.user), pk=pk)
    versions = [_version(change) for change in queries.versions(asset, request.user)[:VERSIONS]]
    newest, before = (versions * 2)[:2] if versions else (("", ""), ("", ""))
    given = {"start": before[0], "end": newest[0], **request.GET.dict()}
    form = forms.CompareForm(given, versions)
    context = {
        **frame(asset, queries.lineup(asset, request.user), "compare"),
        "form": form,
        "differences": _between(asset, form, request) if form.is_valid() else None,
    }
    return render(request, "governance/catalog/compare.html", context)


def _version(change: Change) -> tuple[str, str]:
    """A moment to choose: when it was, who did what."""
    at = date_format(localtime(change.at), "j M Y, H:i:s")
    said = _("%(at)s · %(who)s %(what)s") % {
        "at": at,
        "who": change.by_label,
        "what": word_of(change.verb),
    }
    return change.at.isoformat(), said


def _between(asset: Asset, form: forms.CompareForm, request: PersonRequest) -> list[dict[str, Any]]:
    start, end = (moment(form.cleaned_data[name]) for name in ("start", "end"))
    found = queries.differences(asset, start, end, request.user)
    ids = [one.object_id for one in found]
    rows = queries.visible(request.user).in_bulk(ids)
    names = names_in((one.fields for one in found), request.user)
    return [_shown(one, rows[one.object_id], names) for one in found if one.object_id in rows]


def _shown(one: Difference, asset: Asset, names: Names) -> dict[str, Any]:
    """One asset that differs: what became of it, and its fields then and later."""
    state = one.fields.get("state")
    verb = "retire" if state == [1, 2] else "restore" if state == [2, 1] else ""
    verb = "add" if state == [None, 1] else verb
    return {
        "asset": asset,
        "what": WHAT.get(verb, _("changed")),
        "fields": fields(one.fields, verb or "change", names),
    }
