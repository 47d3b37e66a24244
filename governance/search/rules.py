"""What a query means: its words, what may have been meant by them, a dotted path. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.catalog.rules import naming
from governance.catalog.rules.wording import MOST_WORDS

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_QUOTED = re.compile(r'"[^"]*"')
LONGEST = 200
SHORTEST_REPAIRED = 3
SHORTEST_BEGINNING = 4  # letters of a misspelt beginning; with fewer, everything begins like it


@dataclass(frozen=True)
class Query:
    """A query taken apart. `path` has at least two parts when it was typed with dots."""

    text: str
    normalised: str
    words: tuple[str, ...]
    path: tuple[str, ...]


def understand(text: str) -> Query:
    """Take a query apart; anything that was typed can be understood, at worst as nothing."""
    text = " ".join(text.replace("\0", " ").split())[:LONGEST]
    dotted = "." in text and " " not in _QUOTED.sub("", text)
    path = tuple(part for part in naming.parts(text) if part) if dotted else ()
    return Query(
        text=text,
        normalised=naming.normalised(text),
        words=naming.words(text)[:MOST_WORDS],
        path=path if len(path) > 1 else (),
    )


def edits(word: str) -> set[str]:
    """Every string one typing error away: a letter missing, doubled, wrong or swapped.

    After Norvig, “How to write a spelling corrector” (norvig.com/spell-correct.html).
    """
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    deletes = {a + b[1:] for a, b in splits if b}
    swaps = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    replaces = {a + c + b[1:] for a, b in splits if b for c in ALPHABET}
    inserts = {a + c + b for a, b in splits for c in ALPHABET}
    return (deletes | swaps | replaces | inserts) - {word, ""}


def halves(word: str) -> list[tuple[str, str]]:
    """Every way to part a word in two: `customerorder` may have been meant as two words."""
    return [(word[:i], word[i:]) for i in range(2, len(word) - 1)]


def joined(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The words with two neighbours as one, or all as one: `customer order` may be one word."""
    pairs = [(*words[:i], words[i] + words[i + 1], *words[i + 2 :]) for i in range(len(words) - 1)]
    return [*pairs, ("".join(words),)] if len(words) > 2 else pairs


def holds(words: Iterable[str], group: Iterable[str]) -> bool:
    """Whether any of these words is one of a group, or begins like one of it that ends in `:*`."""
    known = set(words)
    return any(
        any(word.startswith(one[:-2]) for word in known) if one.endswith(":*") else one in known
        for one in group
    )
