"""Names: words, the normalised form that lists sort and compare by, and dotted paths. Pure.

Names come from other people's databases: quotes, dots, emoji and line breaks are all legal.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache

_PLAIN = re.compile(r"[^\s.\"]+")
_BOUNDARY = re.compile(
    r"(?<=[a-zß-öø-ÿ0-9])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])"
)
_WORD = re.compile(r"[^\W_]+")
_LETTERS_DIGITS = re.compile(r"\d+|[^\d]+")
LONGEST_WORD = 100
REMEMBERED = 20_000  # names: columns of a source are called alike, and memory must stay flat
LONGEST_NAME = (
    500  # characters by which names are compared; an index takes no more than 2,704 bytes
)
LONGEST_TEXT = 10_000  # characters of a description that are searched
# Bytes of a name, and of all names in a thing: a search document takes up to three times as much,
# and PostgreSQL takes no document above one megabyte.
MOST_OF_NAME, MOST_INSIDE = 40_000, 250_000
LONGEST_PART = 600  # bytes of one part of a path, for the same reason


@lru_cache(maxsize=REMEMBERED)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in small letters: `CustomerOrder_v2` → customer, order, v2."""
    spaced = _BOUNDARY.sub(" ", name)
    folded = unicodedata.normalize("NFKC", spaced).casefold()
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(folded))


@lru_cache(maxsize=REMEMBERED)
def normalised(name: str) -> str:
    """The form in which names are sorted and compared: words joined by an underscore.

    `CustomerOrder`, `customer_order` and `customer order` are one; a name without any letter or
    digit stays itself.
    """
    found = "_".join(words(name)) or unicodedata.normalize("NFKC", name).casefold()
    return found[:LONGEST_NAME]


@lru_cache(maxsize=REMEMBERED)
def searchable(name: str) -> str:
    """Every word that should find this name, as one text: its words, their singular, their
    joined form, and letters apart from digits (`foo40` is found by foo, 40 and foo40)."""
    found = [form for word in words(name) for form in (word, singular(word))]
    joined = "".join(words(name))
    if len(words(name)) > 1 and len(joined) <= LONGEST_WORD:
        found.append(joined)
    for word in words(name):
        parts = _LETTERS_DIGITS.findall(word)
        if len(parts) > 1:
            found.extend(parts)
    return " ".join(dict.fromkeys(found))


def spoken(text: str) -> str:
    """The words of a description, as one text; cut where no one reads on."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()
    return " ".join(word[:LONGEST_WORD] for word in _WORD.findall(folded))


def cut(words: str, most: int) -> str:
    """As many whole words as there is room for in so many bytes."""
    if len(words) * 4 <= most or len(words.encode()) <= most:
        return words
    return words.encode()[:most].decode(errors="ignore").rpartition(" ")[0]


def singular(word: str) -> str:
    """An English plural without its ending: tables are called orders, people search for order."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def quoted(part: str) -> str:
    """One part of a dotted path, in double quotes where it has a dot, a quote or white space.

    What is longer than any usual database allows is cut, and ends in its hash.
    """
    whole = part if _PLAIN.fullmatch(part) else '"' + part.replace('"', '""') + '"'
    if len(whole) <= LONGEST_PART // 4 or len(whole.encode()) <= LONGEST_PART:
        return whole
    digest = hashlib.sha256(part.encode()).hexdigest()[:16]
    begun = _PLAIN.match(part.encode()[: LONGEST_PART - 17].decode(errors="ignore"))
    return f"{begun[0] if begun else ''}~{digest}"


def dotted(*parts: str) -> str:
    """The dotted path of these parts."""
    return ".".join(quoted(part) for part in parts)


def parts(path: str) -> list[str]:
    """The parts of a dotted path; the inverse of `dotted`. Forgiving: people type these."""
    found, rest = [], path
    while rest:
        match = re.match(r'"((?:[^"]|"")*)"(?:\.|$)', rest)
        if match:
            found.append(match[1].replace('""', '"'))
            rest = rest[match.end() :]
        else:
            part, _, rest = rest.partition(".")
            found.append(part)
    return found


def renamed(path: str, name: str) -> str:
    """The dotted path with another last part: `shop.main.users`, `people` → `shop.main.people`."""
    last = re.search(r'(?:^|\.)((?:"(?:[^"]|"")*"|[^."]+))$', path)
    return path[: last.start(1)] + quoted(name) if last else quoted(name)
