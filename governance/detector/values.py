"""Values as detectors see them: short, clean, without those that stand for nothing; and masked."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

MOST = 1_000  # values of a column that are looked at
LONGEST = 2_000  # characters of a value that are looked at
SHOWN = 40  # characters of a masked value
NOTHING = frozenset(
    [
        "n/a",
        "na",
        "nan",
        "null",
        "none",
        "nil",
        "unknown",
        "unk",
        "undefined",
        "missing",
        "tbd",
        "n.a.",
        "-",
        "--",
        "---",
        ".",
        "?",
        "??",
        "x",
        "xx",
        "xxx",
        "\\n",
        "(null)",
        "#n/a",
        "redacted",
        "[redacted]",
        "***",
        "*****",
        "ninguno",
        "inconnu",
        "unbekannt",
        "sconosciuto",
    ]
) | {"", "not available", "not applicable", "not provided", "not specified", "no data"}
LIGATURES = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae"})
WHOLE = re.compile(r"-?[0-9]{1,18}\.0")


def cleaned(value: Any) -> str:
    """A value as text; empty where it says nothing."""
    if value is None or isinstance(value, bytes | bytearray | memoryview):
        return ""
    text = value if isinstance(value, str) else str(value)
    text = text[:LONGEST].replace("\0", "").strip()
    if len(text) <= 16 and text.casefold() in NOTHING:
        return ""
    # a spreadsheet or a data frame made a number of a code
    return text[:-2] if WHOLE.fullmatch(text) else text


def sampled(values: Iterable[Any]) -> list[str]:
    """The first values that say something, at most MOST."""
    return [text for value in islice(values, MOST) if (text := cleaned(value))]


def unaccented(text: str) -> str:
    """The same letters without their accents: “José” is “Jose”."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    return "".join(c for c in apart if not unicodedata.combining(c))


@lru_cache(maxsize=4_096)
def folded(text: str) -> str:
    """Lower case without accents, so that “José” and “JOSE” are one."""
    return unaccented(text).lower()


def masked(value: str) -> str:
    """The look of a value and too little to know it: its first letter or digit at most.

    Separators stay, because they are what a person recognises a phone or a card by. A short value
    is hidden entirely: there is too little to guess.
    """
    text = "".join("•" if c.isalnum() else c for c in value[:SHOWN] if c.isprintable())
    if len(value) > SHOWN:
        text += "…"
    shown = value[0] if len(value) >= 5 and value[0].isalnum() else text[:1]
    return (shown + text[1:]) if any(c == "•" for c in text[1:]) else "•" * max(1, len(text))
