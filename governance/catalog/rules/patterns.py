"""Include and exclude patterns: which relations of a source are catalogued. Pure.

A pattern is `schema.relation` with `*` and `?`, in any case; one without a dot is a schema. A
relation is taken when an include pattern fits (or there are none) and no exclude pattern fits.
"""

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    text = pattern if "." in pattern else f"{pattern}.*"
    body = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in text)
    return re.compile(body, re.IGNORECASE | re.DOTALL)


def fits(pattern: str, schema: str, relation: str) -> bool:
    """Whether a pattern fits a relation."""
    return _compiled(pattern).fullmatch(f"{schema}.{relation}") is not None


def taken(
    schema: str, relation: str, include: Iterable[str] = (), exclude: Iterable[str] = ()
) -> bool:
    """Whether a relation is catalogued."""
    wanted = list(include)
    if wanted and not any(fits(pattern, schema, relation) for pattern in wanted):
        return False
    return not any(fits(pattern, schema, relation) for pattern in exclude)


def flaw(pattern: str) -> str | None:
    """What is wrong with a pattern (`empty`), or None."""
    return None if pattern.strip() else "empty"
