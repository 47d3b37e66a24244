"""What is done with sources by jobs: to many of them at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.bulk import engine as bulk
from core.bulk.actions import each
from core.bulk.rules import Order, Outcome
from core.people.models import User
from governance.sources import actions, queries
from governance.sources.models import Source

SOURCES = bulk.Noun("governance.source", queries.visible)
RIGHT = "sources.manage"


@bulk.verb(SOURCES, "pause", label=_("Stop scanning sources"), right=RIGHT, inverse="resume")
def pause(orders: Mapping[UUID, Order], by: User) -> dict[UUID, Outcome]:
    """Stop scanning these sources until they are resumed."""

    def one(source: Source, params: Mapping[str, Any]) -> None:
        if source.state != Source.State.PAUSED:
            actions.pause(source=source, by=by)

    return each(SOURCES, orders, by, one)


@bulk.verb(SOURCES, "resume", label=_("Scan sources again"), right=RIGHT, inverse="pause")
def resume(orders: Mapping[UUID, Order], by: User) -> dict[UUID, Outcome]:
    """Scan these sources again."""

    def one(source: Source, params: Mapping[str, Any]) -> None:
        if source.state != Source.State.ACTIVE:
            actions.resume(source=source, by=by)

    return each(SOURCES, orders, by, one)
