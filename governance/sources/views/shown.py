"""What several pages of sources need: finding one, addresses, kinds and steps for people."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.portal import sentence
from core.refusals import Refusal
from governance.connector import Connector, Verdict
from governance.sources import forms, queries
from governance.sources.models import Source

T = TypeVar("T")
STEPS = {
    "secrets": gettext_lazy("Get the secrets"),
    "resolve": gettext_lazy("Find it"),
    "connect": gettext_lazy("Reach it"),
    "sign_in": gettext_lazy("Sign in"),
    "read_catalog": gettext_lazy("Read the catalogue"),
    "coverage": gettext_lazy("Coverage"),
}


def source_of(request: PersonRequest, pk: UUID) -> Source:
    """The source of an address; hidden is not found."""
    return get_object_or_404(queries.visible(request.user), pk=pk)


def kind_of(slug: str) -> type[Connector]:
    """The kind of source of an address."""
    kind = queries.SHELF.get(slug)
    if kind is None:
        raise Http404
    return kind


def shown(kind: type[Connector]) -> dict[str, str]:
    """A kind of source for a template, which would call a class."""
    said = {"slug": kind.slug, "label": kind.label, "description": kind.description}
    return {name: _(text) if name != "slug" else text for name, text in said.items()}


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


def address(name: str, **kwargs: Any) -> str:
    """An address of governance."""
    return reverse(f"governance:{name}", kwargs=kwargs or None)


def crumbs_of(source: Source) -> list[tuple[str, str]]:
    """The way to a page below a source."""
    return [
        (_("Sources"), address("source-list")),
        (source.name, address("source-detail", pk=source.pk)),
    ]


def may_connect(request: PersonRequest) -> None:
    """Only for who manages sources somewhere."""
    if not access.anywhere(request.user, "sources.manage"):
        raise access.Refused("sources.manage")


def attempt(form: forms.OptionsForm, do: Callable[[], T]) -> T | None:
    """Do it, or show at the right field why not. A missing right is no matter of the form."""
    try:
        return do()
    except access.Refused:
        raise
    except Refusal as refusal:
        option = str(refusal.params.get("option", ""))
        said = sentence(refusal.code, refusal.params)
        form.refuse(getattr(refusal, "field", ""), said, option)
        return None
