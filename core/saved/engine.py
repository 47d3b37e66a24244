"""The lists of which views can be saved. Apps offer theirs at start; pure registry."""

from typing import NamedTuple


class List(NamedTuple):
    """A list, named as its addresses in the API are (`asset` for `asset-list`).

    Its views are shown to who holds `right` on anything ("" = everyone); `page` is the URL name of
    its page, if views can be opened there.
    """

    name: str
    right: str = ""
    page: str = ""


_lists: dict[str, List] = {}


def offer(*lists: List) -> None:
    """Let views of these lists be saved."""
    _lists.update({one.name: one for one in lists})


def lists() -> dict[str, List]:
    """Every list that has views, by name."""
    return _lists
