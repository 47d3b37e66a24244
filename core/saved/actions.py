"""Saving, sharing and forgetting views of lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from core.access import queries as access
from core.changes import actions as changes
from core.changes import engine as ledger
from core.events import actions as events
from core.people.models import User
from core.refusals import Invalid
from core.saved import engine, queries, rules
from core.saved.models import View

ledger.track(
    "core.view",
    "core_view",
    ("owner_id", "list", "name", "slug", "parameters", "group_id", "everyone", "is_default"),
)


@transaction.atomic
def save(
    *,
    list: str,
    name: str,
    parameters: rules.Parameters,
    by: User,
    slug: str = "",
    is_default: bool = False,
) -> View:
    """A new view of a list, one's own. Raises Invalid, or Refused when one sees nothing of it."""
    if list not in engine.lists():
        raise Invalid("unknown_list", "list", list=list)
    if not queries.may_see(by, engine.lists()[list]):
        raise access.Refused(engine.lists()[list].right)
    now = timezone.now()
    view = View(owner=by, list=list, name=name, created_at=now, updated_at=now)
    view.slug = slug or _free_slug(view)
    _take(view, name=name, parameters=parameters, is_default=is_default)
    with _taken_slugs_refused(view):
        changes.create(view, by=by, verb="save")
    events.publish("core.view.saved", about=view, by=by, data={"list": list})
    return view


@transaction.atomic
def change(*, view: View, by: User, expected: int | None = None, **given: Any) -> View:
    """Change the name or the parameters of a view, or whether the list opens with it."""
    _require_owner(view, by)
    was = changes.hold(view, expected)
    view.updated_at = timezone.now()
    _take(view, **given)
    if changes.save(view, was, by=by, verb="change"):
        events.publish("core.view.changed", about=view, by=by, data={"list": view.list})
    return view


@transaction.atomic
def share(
    *,
    view: View,
    by: User,
    group: Group | None = None,
    everyone: bool = False,
    expected: int | None = None,
) -> View:
    """Let a group of one's own or everybody open a view; with neither, nobody else.

    Raises Invalid when one does not belong to the group, or the short name is taken there.
    """
    _require_owner(view, by)
    was = changes.hold(view, expected)
    new = group is not None and group.pk != view.group_id
    if group is not None and new and not by.groups.filter(pk=group.pk).exists():
        raise Invalid("not_your_group", "group", name=group.name)
    view.group, view.everyone = (None if everyone else group), everyone
    with _taken_slugs_refused(view):
        changed = changes.save(view, was, by=by, verb="share")
    if changed:
        to = "everyone" if everyone else group.name if group else ""
        events.publish("core.view.shared", about=view, by=by, data={"to": to})
    return view


@transaction.atomic
def part_from_gone_groups(*, by: User) -> int:
    """Share no view with a group that was deleted; returns how many were shared with one."""
    access.require(by, "access.manage")
    shared = View.objects.filter(group_id__isnull=False)
    found = list(shared.exclude(group_id__in=Group.objects.values("pk")).order_by("pk"))
    for view in found:
        share(view=view, by=by)
    return len(found)


@transaction.atomic
def forget(*, view: View, by: User, expected: int | None = None) -> None:
    """Delete a view; its history stays."""
    _require_owner(view, by)
    was = changes.hold(view, expected)
    events.publish("core.view.forgotten", about=view, by=by, data={"list": view.list})
    changes.remove(view, was, by=by, verb="forget")


def _require_owner(view: View, by: User) -> None:
    """A view is its owner's, and whoever administers accounts may clean up."""
    if view.owner_id != by.pk:
        access.require(by, "access.manage")


def _take(
    view: View,
    *,
    name: str | None = None,
    parameters: rules.Parameters | None = None,
    is_default: bool | None = None,
) -> None:
    if name is not None:
        if not name.strip():
            raise Invalid("blank", "name")
        view.name = name
    if parameters is not None:
        view.parameters = rules.kept(parameters)
        if wrong := rules.flaw(view.parameters):
            raise Invalid("too_many_parameters", "parameters", name=wrong)
    if is_default is not None:
        view.is_default = is_default
    if is_default:
        _step_back(view)


def _step_back(view: View) -> None:
    """A list opens with one view only: the one before no longer is it."""
    others = View.objects.filter(owner_id=view.owner_id, list=view.list, is_default=True)
    for other in others.exclude(pk=view.pk):
        was = changes.hold(other)
        other.is_default = False
        changes.save(other, was, by=view.owner, verb="change")


def _free_slug(view: View) -> str:
    """A short name made of the name, with a number where that is taken."""
    wanted = slugify(view.name)[:50] or "view"
    taken = set(
        View.objects.filter(owner=view.owner, list=view.list, slug__startswith=wanted).values_list(
            "slug", flat=True
        )
    )
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(one for one in numbered if one not in taken)


@contextmanager
def _taken_slugs_refused(view: View) -> Iterator[None]:
    """Raises Invalid where a constraint breaks: somebody's view has this short name already."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Invalid("slug_taken", "slug", slug=view.slug) from error
