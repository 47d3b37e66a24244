"""The timeline of one asset and what lies directly in it, in words."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.changes.models import Change
from core.doors.middleware import PersonRequest
from core.doors.pages import Page, keyset_page
from core.doors.sentences import told
from core.events.models import Event
from core.jobs import queries as jobs
from core.people.models import User
from governance.catalog import forms, queries
from governance.catalog.models import Asset, Fact
from governance.catalog.views.assets import frame
from governance.catalog.views.telling import FIELDS, VERBS, Names, fields, names_in, word_of

NAMED = 6  # columns that an entry names before it only counts them
SIZE = 100


@require_safe
def history(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Everything that happened to an asset and its columns, newest first."""
    asset = get_object_or_404(queries.visible(request.user), pk=pk)
    form = forms.TimelineForm(request.GET, verbs=_choices(VERBS), fields=_choices(FIELDS))
    form.is_valid()
    verbs = _alike(VERBS, form.cleaned_data.get("verb", ""))
    changed = _alike(FIELDS, form.cleaned_data.get("field", ""))
    names = queries.in_timeline(asset, request.user)
    found = queries.timeline(asset, names, verbs=verbs, fields=changed)
    page = keyset_page(found, request, order=("-at", "-id"), size=SIZE)
    events = [] if verbs or changed else _events(asset, request.user, page, found)
    context = {
        **frame(asset, queries.lineup(asset, request.user), "history"),
        "page": page,
        "form": form,
        "narrowed": bool(verbs or changed),
        "entries": merged(entries(page.items, asset, names, request.user), events),
    }
    return render(request, "governance/catalog/history.html", context)


def _said(words: Mapping[str, Any]) -> dict[str, str]:
    """What each code is called."""
    return {code: str(one[1] if isinstance(one, tuple) else one) for code, one in words.items()}


def _choices(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Words to choose from, each once, by the first code that is called so."""
    first = {word: code for code, word in reversed(_said(words).items())}
    return sorted(((code, word) for word, code in first.items()), key=itemgetter(1))


def _alike(words: Mapping[str, Any], code: str) -> list[str]:
    """All codes that are called what this one is; none for none."""
    said = _said(words)
    return [one for one, word in said.items() if code and word == said[code]]


def _events(asset: Asset, user: User, page: Page, found: Any) -> list[Event]:
    """What happened to it besides, between this page of changes and the one before."""
    items = list(page.items)
    newer = None
    if page.previous_url and items:
        after = found.filter(at__gt=items[0].at).order_by("at", "id")
        newer = after.values_list("at", flat=True).first()
    older = items[-1].at if page.next_url and items else None
    return queries.events_of(asset, user, older, newer)


def merged(changes: list[dict[str, Any]], events: Iterable[Event]) -> list[dict[str, Any]]:
    """Changes and events in one line, newest first."""
    also = [
        {
            "mark": "activity",
            "what": told(
                event.name, {**event.data, "by": event.by_label, "about": event.about_label}
            ),
            "at": event.at,
            "reason": event.reason,
        }
        for event in events
    ]
    return sorted([*changes, *also], key=lambda one: one["at"], reverse=True)


def entries(
    found: Iterable[Change], asset: Asset, names: dict[UUID, str], user: User
) -> list[dict[str, Any]]:
    """The changes of a page as entries: one a cause, with the job that it belongs to."""
    items = list(found)
    known = names_in((change.diff for change in items), user)
    ids = {change.cause_id for change in items if change.cause_kind == "job"}
    receipts = {str(one.pk): one for one in jobs.visible(user).filter(pk__in=ids)} if ids else {}
    words = {fact.pk: fact for fact in asset.facts.all()}
    return [
        {**entry(group, asset, names, known, words), "job": receipts.get(group[0].cause_id)}
        for group in grouped(items)
    ]


def grouped(found: Iterable[Change]) -> list[list[Change]]:
    """Neighbours with one cause are one entry: a scan says what it did to a table once."""
    groups = groupby(found, key=lambda change: change.cause_id or str(change.pk))
    return [_without_echo(list(group)) for _, group in groups]


def _without_echo(group: list[Change]) -> list[Change]:
    """The word of an origin says nothing new where the asset's own change tells what it came to."""
    assets = [change for change in group if change.object_kind == queries.KIND]
    return assets or group


def entry(
    group: list[Change],
    asset: Asset,
    names: dict[UUID, str],
    known: Names,
    words: dict[UUID, Fact],
) -> dict[str, Any]:
    """What one cause did to an asset and its columns, as the history shows it."""
    verbs = list(dict.fromkeys(change.verb for change in group))
    first = min(verbs, key=lambda verb: list(VERBS).index(verb) if verb in VERBS else 99)
    told = [_told(verb, [c for c in group if c.verb == verb], asset, names) for verb in verbs]
    return {
        "mark": VERBS.get(first, ("pencil", ""))[0],
        "who": group[0].by_label,
        "what": "; ".join(told),
        "at": group[0].at,
        "reason": group[0].reason,
        "fields": [
            {**field, "label": _label(field["label"], change, asset, names)}
            for change in group
            if change.verb != "add"
            for field in fields(change.diff, change.verb, known, words.get(change.object_id))
        ],
    }


def _told(verb: str, group: list[Change], asset: Asset, names: dict[UUID, str]) -> str:
    """“found this table and 12 columns”: a verb and what it was done to."""
    columns = sorted(names[c.object_id] for c in group if _is_column(c, asset, names))
    what = []
    if len(columns) < len(group):
        what.append(_("this %(kind)s") % {"kind": asset.get_kind_display().lower()})
    if len(columns) > NAMED:
        what.append(_("%(n)s columns") % {"n": len(columns)})
    elif columns:
        what.append(
            ngettext("the column %(names)s", "the columns %(names)s", len(columns))
            % {"names": ", ".join(columns)}
        )
    return f"{word_of(verb)} {_(' and ').join(what)}"


def _is_column(change: Change, asset: Asset, names: dict[UUID, str]) -> bool:
    return change.object_id != asset.pk and change.object_id in names


def _label(label: Any, change: Change, asset: Asset, names: dict[UUID, str]) -> str:
    return (
        f"{names[change.object_id]} · {label}" if _is_column(change, asset, names) else str(label)
    )


def found(change: Change, assets: dict[UUID, Asset]) -> dict[str, Any]:
    """One change as the page of a scan shows it: a link to what changed."""
    asset = assets[change.object_id]
    return {
        "mark": VERBS.get(change.verb, VERBS["change"])[0],
        "asset": asset,
        "verb": f"{word_of(change.verb)} {asset.get_kind_display().lower()}".capitalize(),
        "fields": fields(change.diff, change.verb) if change.verb != "add" else [],
    }
