"""Why somebody may do something, or may not."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import forms, queries
from core.access.models import EVERYTHING_ID, Container
from core.access.views.people import tabs
from core.doors.middleware import PersonRequest
from core.doors.pages import form_page
from core.people.models import User

GRANTORS = 5


@require_safe
def explain(request: PersonRequest) -> HttpResponse:
    """`?user=&right=&on=`: everybody may ask about themselves, others with `access.view`."""
    asked = {"on": str(EVERYTHING_ID), **request.GET.dict()} if "right" in request.GET else None
    form = forms.ExplainForm(asked, by=request.user, where=request.GET.get("where", ""))
    answer = _answer(form.cleaned_data, request.user) if form.is_valid() else None
    context = {
        "title": _("Access"),
        "tabs": tabs(request),
        "answer": answer,
        "narrowing": form.narrowing,
    }
    return form_page(request, "core/access/explain.html", form, context)


def _answer(asked: dict[str, Any], by: User) -> dict[str, Any]:
    user, right, on = asked["user"], asked["right"], asked["on"]
    if user.pk != by.pk:
        queries.require(by, "access.view", _object(on))
    can = queries.can(user, right, _object(on))
    return {
        "user": user,
        "right": right,
        "on": forms.place(on),
        "can": can,
        "bindings": queries.explain(user, right, _object(on)) if can else [],
        "lapsed": [] if can else queries.lapsed(user, right, _object(on)),
        "roles": [] if can else list(queries.roles().filter(rights__contains=[right])),
        "grantors": [] if can else list(queries.grantors(_object(on))[:GRANTORS]),
    }


def _object(container: Container) -> Container | None:
    """What `access` asks about: None is everything."""
    return None if container.pk == EVERYTHING_ID else container
