"""What the frame shows to a person: navigation, palette, and what the palette finds in core."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import portal
from core.access import queries as access
from core.doors.offers import allowed
from core.doors.recent import recent
from core.jobs import queries as jobs
from core.people.models import User
from core.portal import Found
from core.saved import queries as saved
from core.saved.engine import lists

GROUP_LABELS = {
    "inbox": "",
    "catalog": gettext_lazy("Catalog"),
    "govern": gettext_lazy("Govern"),
    "observe": gettext_lazy("Observe"),
    "together": gettext_lazy("Work together"),
}
HITS = 6  # of one kind in the palette


def navigation(user: User, path: str) -> list[dict[str, Any]]:
    """The left navigation: groups of pages that this user may open."""
    groups: dict[str, list[dict[str, Any]]] = {group: [] for group in portal.GROUPS}
    for entry, url in allowed(user, portal.menu()):
        groups[entry.group].append({"label": entry.label, "url": url, "icon": entry.icon})
    everything = [item for items in groups.values() for item in items]
    if (current := _nearest(everything, path)) is not None:
        current["current"] = True
    return [
        {"label": GROUP_LABELS[group], "items": items} for group, items in groups.items() if items
    ]


def _nearest(items: list[dict[str, Any]], path: str) -> dict[str, Any] | None:
    """The page that `path` lies below; the home page only counts for itself."""
    above = [item for item in items if path == item["url"] or _below(path, item["url"])]
    return max(above, key=lambda item: len(item["url"]), default=None)


def _below(path: str, url: str) -> bool:
    return url != "/" and path.startswith(url)


def palette(user: User, text: str) -> list[dict[str, Any]]:
    """Groups of what the palette offers for a text: pages and actions first, then things."""
    groups = [
        (_("Recent"), _fitting(text, recent(user))),
        (_("Pages"), _fitting(text, _entries(user, portal.menu()))),
        (_("Actions"), _fitting(text, _entries(user, portal.actions()))),
        *((one.label, list(one.find(user, text, HITS))) for one in portal.searches() if text),
    ]
    return [{"label": label, "items": items} for label, items in groups if items]


def _entries(user: User, entries: Sequence[Any]) -> list[Found]:
    return [Found(entry.label, url, entry.icon) for entry, url in allowed(user, entries)]


def _fitting(text: str, found: list[Found]) -> list[Found]:
    """Those whose label holds every word; a label that begins with the text comes first."""
    words = text.casefold().split()
    fitting = [one for one in found if all(word in str(one.label).casefold() for word in words)]
    begins = text.casefold()
    return sorted(fitting, key=lambda one: not str(one.label).casefold().startswith(begins))


class People:
    """Finds accounts by name, user name or e-mail address, for who may look at access."""

    kind = "person"
    label = gettext_lazy("People")

    def find(self, user: User, text: str, limit: int) -> list[Found]:
        if not access.can(user, "access.view"):
            return []
        named = Q(username__icontains=text) | Q(name__icontains=text) | Q(email__iexact=text)
        people = access.accounts(user).filter(named).order_by("username")[:limit]
        return [
            Found(str(one), portal.address("core.user", one.pk), "user", one.username)
            for one in people
        ]


class Views:
    """Finds saved views of pages by their names."""

    kind = "view"
    label = gettext_lazy("Views")

    def find(self, user: User, text: str, limit: int) -> list[Found]:
        pages = {name: one.page for name, one in lists().items() if one.page}
        found = saved.visible(user).filter(name__icontains=text, list__in=pages)
        return [
            Found(view.name, f"{portal.url(pages[view.list])}?view={view.slug}", "bookmark")
            for view in found.order_by("name", "id")[:limit]
        ]


class Jobs:
    """Finds a job by the number on its receipt: J-000123, or just 123."""

    kind = "job"
    label = gettext_lazy("Jobs")

    def find(self, user: User, text: str, limit: int) -> list[Found]:
        digits = text.upper().removeprefix("J-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
            return []
        found = jobs.visible(user).filter(number=int(digits))[:limit]
        return [
            Found(job.receipt, portal.address("core.job", job.pk), "activity", job.about_label)
            for job in found
        ]
