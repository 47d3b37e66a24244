"""Saved views, limited to what the asker may open."""

from django.db.models import Q, QuerySet

from core.access import queries as access
from core.people.models import User
from core.saved import engine
from core.saved.models import View


def visible(user: User) -> QuerySet[View]:
    """One's own views and those shared with one, of the lists that one may see."""
    lists = [one.name for one in engine.lists().values() if may_see(user, one)]
    shared = Q(owner=user) | Q(everyone=True) | Q(group__in=user.groups.all())
    return View.objects.select_related("owner", "group").filter(shared, list__in=lists)


def may_see(user: User, one: engine.List) -> bool:
    """Whether somebody sees anything in a list."""
    return not one.right or access.anywhere(user, one.right)


def find(user: User, list: str, slug: str) -> View | None:
    """The view of this short name: one's own first, then the group's, then everybody's."""
    if "\x00" in slug:  # which no text in the database can hold
        return None
    found = visible(user).filter(list=list, slug=slug)
    return min(found, key=lambda view: _nearness(user, view), default=None)


def _nearness(user: User, view: View) -> tuple[bool, bool, str]:
    return (view.owner_id != user.pk, view.group_id is None, str(view.pk))


def default(user: User, list: str) -> View | None:
    """The view with which somebody wants a list to open."""
    return visible(user).filter(list=list, owner=user, is_default=True).first()
