"""Assets that people add by hand: their paths and addresses. Pure."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from governance.catalog.rules import naming

LONGEST_NAME, LONGEST_URL = 500, 2_000


def path(domains: Sequence[str], kind: str, name: str) -> str:
    """The path of something in a domain: `Sales.EMEA."Weekly revenue" (dashboard)`.

    The blank before the bracket stands outside any quotes, which no path in a source has: so no
    scan ever meets one of these.
    """
    return f"{naming.dotted(*domains, name)} ({kind})"


def flaw(name: str, url: str | None) -> tuple[str, str] | None:
    """(code, field) of what is wrong; None when nothing is."""
    if not name.strip():
        return "blank", "name"
    if len(name) > LONGEST_NAME:
        return "too_long", "name"
    if url is not None and (len(url) > LONGEST_URL or not _is_web(url)):
        return "not_a_web_address", "url"
    return None


def _is_web(url: str) -> bool:
    """Only what a browser opens as a page: an address must not become a script."""
    try:
        found = urlsplit(url)
    except ValueError:
        return False
    return (
        found.scheme in ("http", "https") and bool(found.hostname) and not set(url) & set(" \t\r\n")
    )
