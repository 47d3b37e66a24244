"""Verbs that can be done to many objects at once: what each is called, takes and does.

Rooms declare theirs in `tasks.py`, for they are done later, by a job:

    SOURCES = bulk.Noun("governance.source", queries.visible)

    @bulk.verb(SOURCES, "pause", label=_("Stop scanning"), right="sources.manage", inverse="resume")
    def pause(orders, by):
        return each(SOURCES, orders, by, lambda source, params: actions.pause(source=source, by=by))

A verb gets the objects that its actor sees, all in one transaction, and says what became of each.
It checks the right on every object itself, changes nothing outside the database (a trial is the
same work, rolled back), and may raise: then its objects are tried in smaller parts, down to one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.bulk.rules import Option, Order, Outcome
from core.refusals import Invalid

Apply = Callable[[Mapping[UUID, Order], Any], Mapping[UUID, Outcome]]


@dataclass(frozen=True)
class Noun:
    """A kind of object (`app.model`), and those of them that a user sees."""

    kind: str
    visible: Callable[[Any], Any]


@dataclass(frozen=True)
class Verb:
    """`inverse` is the slug of the verb that undoes it; it gets what each object's memo says."""

    noun: Noun
    slug: str
    label: Any
    right: str
    options: tuple[Option, ...]
    inverse: str
    apply: Apply


_verbs: dict[tuple[str, str], Verb] = {}


def verb(
    noun: Noun,
    slug: str,
    *,
    label: Any,
    right: str,
    options: tuple[Option, ...] = (),
    inverse: str = "",
) -> Callable[[Apply], Apply]:
    """Declare the decorated function as a verb for many objects."""

    def declare(apply: Apply) -> Apply:
        if (noun.kind, slug) in _verbs:
            raise ValueError(f"Two bulk verbs of {noun.kind} are called {slug}.")
        _verbs[noun.kind, slug] = Verb(noun, slug, label, right, options, inverse, apply)
        return apply

    return declare


def get(kind: str, slug: str) -> Verb:
    """The verb; raises Invalid for one that no code declares."""
    found = _verbs.get((kind, slug))
    if found is None:
        raise Invalid("unknown_bulk_verb", "verb", verb=slug)
    return found


def of(kind: str) -> list[Verb]:
    """Every verb for this kind of object."""
    return [verb for (noun, _), verb in sorted(_verbs.items()) if noun == kind]
