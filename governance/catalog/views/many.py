"""One verb for many assets: chosen in the list, tried, and then done on the page of its trial."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.access import queries as access
from core.bulk import actions, engine
from core.bulk.queries import offered
from core.doors.middleware import PersonRequest
from core.doors.pages import form_page, refusals_in, see_other
from core.doors.parameters import UUID_FORM
from governance.catalog import forms, queries
from governance.catalog.models import Asset
from governance.catalog.views.choosing import Chosen

Selection = Sequence[UUID] | QuerySet[Asset]


def bar(request: PersonRequest) -> dict[str, Any]:
    """What the list offers to do with many; with `?choose` its rows can be ticked."""
    verbs = offered(request.user, queries.KIND)
    choosing = bool(verbs) and "choose" in request.GET
    return {
        "may_choose": bool(verbs) and not choosing,
        "choosing": choosing,
        "verbs": verbs,
        "query": request.GET.urlencode(),
    }


@require_POST
def many(request: PersonRequest) -> HttpResponse:
    """Ask what a verb needs to know, then try it: nothing is changed before the report was seen."""
    verb = engine.get(queries.KIND, request.POST.get("verb", ""))
    if not access.anywhere(request.user, verb.right):
        raise access.Refused(verb.right)
    selection = _selection(request)
    form = forms.ManyForm(
        request.POST if "try" in request.POST else None, verb=verb, by=request.user
    )
    if form.is_valid():
        with refusals_in(form):
            job = actions.start(
                verb=verb, selection=selection, by=request.user, dry_run=True, **form.given()
            )
            return see_other("core:bulk-detail", job.pk)
    context = {
        "title": verb.label,
        "crumbs": [(_("Assets"), reverse("governance:asset-list"))],
        "size": _size(selection),
        "kept": _kept(request),
    }
    return form_page(request, "governance/catalog/many.html", form, context)


def _selection(request: PersonRequest) -> Selection:
    """What is ticked, or everything that the list shows with its filters."""
    if not request.POST.get("everything"):
        ticked = request.POST.getlist("asset")
        return [UUID(id) for id in ticked if UUID_FORM.fullmatch(id)]
    chosen = Chosen(QueryDict(request.POST.get("query", "")))
    seen = queries.visible(request.user)
    fitting = queries.fitting(seen, chosen.q) if chosen.q else seen
    return chosen.within(fitting, queries.tallies(request.user))


def _size(selection: Selection) -> str:
    """How many are chosen; counting stops above 10,000."""
    number = _counted(selection)
    words = ngettext("%(n)s asset is chosen.", "%(n)s assets are chosen.", number)
    more = "+" if number > queries.COUNT_LIMIT else ""
    return words % {"n": f"{min(number, queries.COUNT_LIMIT):,}{more}"}


def _counted(selection: Selection) -> int:
    if isinstance(selection, QuerySet):
        return selection.order_by()[: queries.COUNT_LIMIT + 1].count()
    return len(selection)


def _kept(request: PersonRequest) -> list[tuple[str, str]]:
    """What the form sends along: the verb and the choice."""
    names: Any = ("verb", "asset", "everything", "query")
    return [(name, value) for name in names for value in request.POST.getlist(name)]
