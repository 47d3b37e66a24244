"""Include and exclude patterns: which relations of a source are catalogued.

A pattern is `schema.relation` with `*` and `?`, in any case; one without a dot is a schema. A
relation is taken when an include pattern fits (or there are none) and no exclude pattern fits.

A source that can decide this itself is sent the patterns, so that what nobody wants is not even
listed: `pushed()` says which part of them every engine understands alike. What a source leaves in,
`takes` decides; a source must never leave out what `takes` would take.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Selection:
    """The patterns of one source."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def takes(self, schema: str, relation: str) -> bool:
        """Whether a relation is catalogued."""
        name = f"{schema}.{relation}"
        if self.include and not any(_compiled(one).fullmatch(name) for one in self.include):
            return False
        return not any(_compiled(one).fullmatch(name) for one in self.exclude)

    def pushed(self) -> "Pushed":
        """The part that a source may decide: plain ASCII, whose case every engine folds alike."""
        include = self.include if all(map(str.isascii, self.include)) else ()
        return Pushed(_either(include), _either(filter(str.isascii, self.exclude)))


@dataclass(frozen=True, slots=True)
class Pushed:
    """Two regular expressions over `schema.relation`; None: all are included, none is excluded.

    They are whole (anchored, any case, a dot matches line breaks), and written so that PostgreSQL,
    PCRE, ICU and RE2 read them alike.
    """

    include: str | None = None
    exclude: str | None = None


EVERYTHING = Selection()


def selection(include: Iterable[str], exclude: Iterable[str]) -> Selection:
    """The selection that these patterns make."""
    return Selection(tuple(include), tuple(exclude))


def flaw(pattern: str) -> str | None:
    """What is wrong with a pattern (`empty`), or None."""
    return None if pattern.strip() else "empty"


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_body(pattern), re.IGNORECASE | re.DOTALL)


def _body(pattern: str) -> str:
    text = pattern if "." in pattern else f"{pattern}.*"
    return "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in text)


def _either(patterns: Iterable[str]) -> str | None:
    bodies = [_body(pattern) for pattern in patterns]
    return f"(?is)^({'|'.join(bodies)})$" if bodies else None
