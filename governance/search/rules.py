"""What a query means: its words, the words one typing error away, a dotted path. Pure."""

from dataclasses import dataclass

from governance.catalog.rules import naming

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
LONGEST = 200
MOST_WORDS = 8


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
    dotted = "." in text and " " not in text.replace('"', "")
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


def tsquery(alternatives: list[list[str]], prefix_last: bool) -> str:
    """The text search query: one of each group's words, all groups; the last may go on."""
    groups = []
    for index, words in enumerate(alternatives):
        star = ":*" if prefix_last and index == len(alternatives) - 1 else ""
        groups.append("(" + " | ".join(f"'{word}'{star}" for word in words) + ")")
    return " & ".join(groups)
