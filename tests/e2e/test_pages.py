"""Every page is accessible, quiet and fits: both themes, wide and narrow."""

import re
from typing import Any

import pytest

PAGES = (
    "/",
    "/assets/",
    "/assets/?kind=8",
    "/assets/?q=customer&choose=1",
    "{table}",
    "{table}history/",
    "{table}compare/",
    "{table}describe/",
    "{table}move/",
    "{table}?at=2026-01-01T00:00",
    "/assets/new/",
    "{column}",
    "/search/?q=custmer",
    "/search/?q=nothinglikethis",
    "/sources/",
    "/sources/new/",
    "/sources/new/postgresql/",
    "{source}",
    "{source}edit/",
    "/scans/",
    "{scan}",
    "/jobs/",
    "{job}",
    "/schedules/",
    "/access/",
    "/access/explain/",
    "/settings/profile/",
    "/settings/tokens/",
    "/settings/tokens/new/",
    "/settings/password/",
    "/nowhere/",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RAW = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|\b[A-Z]+_[A-Z]+\b.*\b(None|True|False)\b")


@pytest.fixture(scope="module")
def places(browser: Any, portal: Any) -> dict[str, str]:
    """Addresses of things that only exist once it runs, found the way a person finds them."""
    from tests.e2e.conftest import Visitor

    visitor = Visitor(browser.new_context().new_page(), portal)
    visitor.sign_in()

    def first(path: str, selector: str) -> str:
        visitor.open(path)
        return visitor.page.locator(selector).first.get_attribute("href")

    found = {
        "table": first("/assets/?kind=3", "tbody th a"),
        "column": first("/assets/?kind=8", "tbody th a"),
        "source": first("/sources/", "tbody th a"),
        "scan": first("/scans/", "tbody th a"),
    }
    found["job"] = found["scan"].replace("/scans/", "/jobs/")
    visitor.page.context.close()
    return found


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_every_page_is_clean(visit: Any, places: dict[str, str], width: int, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    visitor = visit(width, theme)
    faults = []
    for pattern in PAGES:
        path = pattern.format(**places)
        answer = visitor.open(path)
        page = visitor.page
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        for one in found.response["violations"]:
            nodes = [node["target"] for node in one["nodes"]][:3]
            faults.append(f"{path}: axe {one['id']} at {nodes}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{path}: scrolls sideways")
        if RAW.search(page.locator("main").inner_text()):
            faults.append(f"{path}: shows a raw value")
        if len(answer.body()) > 60_000:
            faults.append(f"{path}: {len(answer.body()):,} bytes of HTML")
    complaints = [one for one in visitor.complaints if "/nowhere/" not in one]
    assert faults + complaints == []
