"""Marking what was searched for in what was found."""

import re
from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text with every place marked where one of the words stands, in any case and with any
    signs between its letters: `customerorder` is marked in `customer_order`."""
    spelt = sorted({word for word in words if word}, key=len, reverse=True)
    if not spelt:
        return format_html("{}", text)
    places = re.compile("|".join(map(_spelt, spelt)), re.IGNORECASE)
    pieces, at = [], 0
    for place in places.finditer(text):
        pieces += [("", text[at : place.start()]), ("mark", place[0])]
        at = place.end()
    pieces.append(("", text[at:]))
    return format_html_join("", "{}", ((_piece(tag, piece),) for tag, piece in pieces if piece))


def _spelt(word: str) -> str:
    return r"[\W_]*".join(map(re.escape, word))


def _piece(tag: str, text: str) -> SafeString:
    return format_html("<mark>{}</mark>", text) if tag else format_html("{}", text)
