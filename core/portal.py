"""What apps offer to the frame of the portal: pages, actions, search, sentences. Filled at start.

An app offers its entries in its `portal.py` (core in `menu.py`); a page that cannot be reached by
the person who looks is never shown to them, and one whose address does not exist is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.urls import NoReverseMatch, reverse

GROUPS = ("inbox", "catalog", "govern", "observe", "together")


@dataclass(frozen=True)
class MenuEntry:
    """A page in the navigation, offered to whoever holds `right` on anything ("" = everyone)."""

    group: str
    label: Any
    url_name: str
    icon: str
    right: str = ""
    order: int = 100


@dataclass(frozen=True)
class ActionEntry:
    """Something to do ("Connect a source"), offered by the palette to whoever holds `right`.

    One with a `hint` (a sentence) is also a next step in an empty inbox, the first three of them.
    """

    label: Any
    url_name: str
    icon: str
    right: str = ""
    hint: Any = ""
    order: int = 100


@dataclass(frozen=True)
class Found:
    """One hit of a search; `label` may be safe HTML with <mark>, `hint` says where it lies."""

    label: Any
    url: str
    icon: str
    hint: Any = ""


class SearchProvider(Protocol):
    """Finds things by a few typed letters, for the palette, the search page and `/search` of the
    API: best first, only what is visible."""

    kind: str  # what it finds, as the API says it: asset, person
    label: Any  # the heading above its hits

    def find(self, user: Any, text: str, limit: int) -> Sequence[Found]:
        """At most `limit` hits that this user may see; quick, for it runs while somebody types."""
        ...


_menu: list[MenuEntry] = []
_actions: list[ActionEntry] = []
_searches: list[SearchProvider] = []
_pages: dict[str, str] = {}
_sentences: dict[str, Any] = {}


def offer(*entries: MenuEntry) -> None:
    """Add entries to the navigation."""
    _menu.extend(entries)


def menu() -> list[MenuEntry]:
    """All entries, in the order in which they are shown."""
    return sorted(_menu, key=lambda e: (GROUPS.index(e.group), e.order))


def offer_actions(*entries: ActionEntry) -> None:
    """Add things to do."""
    _actions.extend(entries)


def actions() -> list[ActionEntry]:
    """All things to do, the usual ones first."""
    return sorted(_actions, key=lambda e: e.order)


def register_search(provider: SearchProvider) -> None:
    """Let the palette and the search find an app's things."""
    _searches.append(provider)


def searches() -> Sequence[SearchProvider]:
    """Everyone who finds things, in the order in which they came."""
    return _searches


def pages(url_names: Mapping[str, str]) -> None:
    """Say which page shows an object: {"governance.source": "governance:source-detail"}.

    The address takes the object's id and nothing else.
    """
    _pages.update(url_names)


def address(kind: str, id: Any) -> str:
    """The page of an object known by kind (`app.model`) and id; "" when it has none."""
    return url(_pages.get(kind, ""), id) if id else ""


def url(name: str, *args: Any) -> str:
    """The address behind a name; "" where this installation has no such page."""
    try:
        return reverse(name, args=args) if name else ""
    except NoReverseMatch:
        return ""


def say(sentences: Mapping[str, Any]) -> None:
    """Add the sentences (lazy, with %(name)s parameters) of refusals, troubles and log lines.

    A code means one thing in the whole house: whoever says another sentence under a code that is
    spoken for would change what everybody else's refusals say.
    """
    if taken := sorted(code for code in sentences if code in _sentences):
        raise ValueError(f"these codes have a sentence already: {', '.join(taken)}")
    _sentences.update(sentences)


def sentences() -> Iterable[str]:
    """Every code that has a sentence."""
    return _sentences.keys()


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a code in the reader's language; the code itself when it has none.

    A parameter that is a code itself, as a reason is, has its words under `code.value`. Several
    names are told with commas.
    """
    template = _sentences.get(code)
    if template is None:
        return code.replace("_", " ")
    words = {name: _word(code, value) for name, value in params.items()}
    try:
        return str(template) % words
    except (KeyError, TypeError, ValueError):
        return str(template)


def _word(code: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return _sentences.get(f"{code}.{value}", value)
