"""What is done with a source by one button: test it, pause it, scan it regularly."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.portal import sentence
from core.refusals import Refusal
from core.schedules import actions as schedules
from governance.sources import actions, rules
from governance.sources.views.shown import source_of, steps

DAILY = "0 3 * * *"
TESTS = {"read": actions.test, "grant": actions.test_grant_account}
VERBS = {
    "pause": (actions.pause, gettext_lazy("Paused. It is not scanned until you resume it.")),
    "resume": (actions.resume, gettext_lazy("Resumed.")),
    "retire": (actions.retire, gettext_lazy("Retired. Its history stays.")),
}


@require_POST
def test(request: PersonRequest, pk: UUID, purpose: str) -> HttpResponse:
    """Test the stored connection, as one of its accounts (a fragment)."""
    verdicts = TESTS[purpose](source=source_of(request, pk), by=request.user)
    return render(request, "governance/sources/steps.html", {"steps": steps(verdicts)})


@require_POST
def move(request: PersonRequest, pk: UUID, verb: str) -> HttpResponse:
    """Pause, resume or retire a source."""
    action, told = VERBS[verb]
    action(source=source_of(request, pk), by=request.user)
    messages.success(request, told)
    return redirect("governance:source-detail", pk=pk)


@require_POST
def plan(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Scan a source regularly."""
    source = source_of(request, pk)
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
