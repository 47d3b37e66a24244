"""Whose word counts for a field. With another ranking the columns that facts come to are settled
anew: in one statement, over every asset of which somebody says something."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from core.access import queries as access
from core.changes import actions as changes
from core.changes import engine
from core.events import actions as events
from core.jobs import actions as jobs
from core.people.models import User
from core.refusals import Invalid
from governance.catalog import queries
from governance.catalog.actions import indexing, recording
from governance.catalog.actions.trees import Done
from governance.catalog.models import Fact, Precedence
from governance.catalog.rules import facts as rules
from governance.catalog.rules.trees import RANK, kind

engine.track("governance.precedence", "governance_precedence", ("field", "origins"))

_BEST = """(SELECT f.value {part} FROM governance_fact f
  WHERE f.asset_id = t.id AND f.field = '{field}' AND f.value IS NOT NULL AND f.origin = ANY(%s)
  ORDER BY array_position(%s, f.origin::text) LIMIT 1)"""
_TEXT, _USER, _GROUP = "#>> '{}'", "->> 'user'", "->> 'group'"


def _best(field: str, part: str = _TEXT) -> str:
    return _BEST.format(field=field, part=part)


# By field: what is set, and whether each is a word ahead of the source's.
_SETS: dict[str, tuple[str, tuple[bool, ...]]] = {
    Fact.Field.DISPLAY_NAME: (f"title = {_best('display_name')}", (True,)),
    Fact.Field.DESCRIPTION: (
        f"said = {_best('description')}, otherwise = {_best('description')}",
        (True, False),
    ),
    Fact.Field.OWNER: (
        f"owner_id = {_best('owner', _USER)}::uuid, owner_group_id = {_best('owner', _GROUP)}::int",
        (True, True),
    ),
}


def seed_precedence(*, by: User) -> None:
    """The usual ranking of every field that has none; safe to repeat."""
    known = set(Precedence.objects.values_list("field", flat=True))
    for field in Fact.Field.values:
        if field not in known:
            row = Precedence(field=field, origins=list(rules.USUAL))
            changes.create(row, by=by, verb="seed")


@transaction.atomic
def rank(
    *, precedence: Precedence, origins: Sequence[str], by: User, expected: int | None = None
) -> Done:
    """Say whose word counts for a field: every origin once, the best first.

    What counts of the assets is settled anew: now, or by a job where they are many. Raises Stale,
    and Invalid unless all origins are ranked.
    """
    access.require(by, "catalog.manage")
    was = changes.hold(precedence, expected)
    if sorted(origins) != sorted(rules.USUAL):
        raise Invalid("not_a_ranking", "origins", origins=", ".join(rules.USUAL))
    precedence.origins = list(origins)
    if not changes.save(precedence, was, by=by, verb="rank"):
        return Done()
    data = {"field": precedence.field, "origins": precedence.origins}
    events.publish("governance.precedence.changed", about=precedence, by=by, data=data)
    return settle_all(precedence=precedence, by=by)


@transaction.atomic
def settle_all(*, precedence: Precedence, by: User) -> Done:
    """Let every asset say what its facts come to by this ranking. Part of `rank`, and its job."""
    said = Fact.objects.filter(field=precedence.field, value__isnull=False).order_by()
    ids = list(said.values_list("asset_id", flat=True).distinct())
    if queries.is_many(len(ids)):
        return _later(precedence, by)
    ahead, behind = rules.around(precedence.field, precedence.origins)
    sets, firsts = _SETS[precedence.field]
    params = [ranked for first in firsts for ranked in [ahead if first else behind] * 2]
    count = recording.alter(ids=ids, sets=sets, params=params, verb="describe", by=by)
    _index(precedence.field, ids)
    return Done(count)


def _index(field: str, ids: list[UUID]) -> None:
    if field != Fact.Field.OWNER:
        indexing.index(ids)


def _later(precedence: Precedence, by: User) -> Done:
    about, plan = jobs.About.object(precedence), dict[str, Any]()
    unique = f"{kind(RANK)}:{precedence.field}"
    return Done(job=jobs.start(kind=kind(RANK), by=by, about=about, plan=plan, unique=unique))
