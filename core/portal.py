"""What apps offer to the frame: menu entries and the sentences behind codes. Filled at start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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


_menu: list[MenuEntry] = []
_sentences: dict[str, Any] = {}


def offer(*entries: MenuEntry) -> None:
    """Add entries to the navigation."""
    _menu.extend(entries)


def menu() -> list[MenuEntry]:
    """All entries, in the order in which they are shown."""
    return sorted(_menu, key=lambda e: (GROUPS.index(e.group), e.order))


def say(sentences: Mapping[str, Any]) -> None:
    """Add the sentences (lazy, with %(name)s parameters) of refusals, troubles and log lines."""
    _sentences.update(sentences)


def sentences() -> Iterable[str]:
    """Every code that has a sentence."""
    return _sentences.keys()


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a code in the reader's language; the code itself when it has none."""
    template = _sentences.get(code)
    if template is None:
        return code.replace("_", " ")
    try:
        return str(template) % params
    except (KeyError, TypeError, ValueError):
        return str(template)
