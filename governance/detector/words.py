"""Names of columns as words: `dateOfBirth`, `DATE OF BIRTH` and `date-of-birth` are the same."""

import re
from functools import lru_cache

from governance.detector.values import unaccented

LONGEST = 200  # characters of a name
SMALL = frozenset("of the a de del della des du da do dos das la le el les di den der van".split())
# where a word begins: after anything else, between cases, between letters and digits
PARTS = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z]{2})|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W\d_a-zA-Z]+")


@lru_cache(maxsize=8_192)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, singular, without accents and small words."""
    found = [_singular(part.lower()) for part in PARTS.findall(unaccented(name[:LONGEST]))]
    return tuple(word for word in found if word not in SMALL) or tuple(found)


def _singular(word: str) -> str:
    plural = len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word
