"""Every page is accessible, quiet and fits: both themes, wide and narrow."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

PAGES = (
    "/",
    "/assets/",
    "/assets/?kind=column",
    "/assets/?q=customer&choose=1",
    "{table}",
    "{table}history/",
    "{table}compare/",
    "{table}describe/",
    "{table}move/",
    "{table}?at=2026-01-01T00:00",
    "{table}?at={now}",
    "{table}compare/?start=1&end=1",
    "/assets/new/",
    "{dashboard}",
    "{dashboard}edit/",
    "{dashboard}history/",
    "{bulk}",
    "{column}",
    "/search/?q=custmer",
    "/search/?q=nothinglikethis",
    "/sources/",
    "/sources/new/",
    "/sources/new/postgresql/",
    "{source}",
    "{source}edit/",
    "{server}",
    "{server}grant-account/",
    "/scans/",
    "{scan}",
    "/renames/",
    "/jobs/",
    "{job}",
    "{job}log/",
    "/schedules/",
    "{schedule}",
    "/activity/",
    "/views/new/asset/?kind=3",
    "{view}",
    "/access/",
    "{person}",
    "/access/people/new/",
    "/access/groups/",
    "/access/groups/new/",
    "{group}",
    "/access/roles/",
    "/access/give/",
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
        "table": first("/assets/?kind=table", "tbody th a"),
        "column": first("/assets/?kind=column", "tbody th a"),
        "source": first("/sources/", "tbody th a"),
        "scan": first("/scans/", "tbody th a"),
        "person": first("/access/", "tbody th a"),
        "now": datetime.now().isoformat(timespec="seconds"),
    }
    found["job"] = found["scan"].replace("/scans/", "/jobs/")
    found |= {name: make(visitor) for name, make in MADE.items()}
    visitor.open(found["source"])
    visitor.page.locator("form[action$='/plan/'] button[type=submit]").click()
    found["schedule"] = first("/schedules/", "tbody th a")
    visitor.page.context.close()
    return found


def _made(visitor: Any, path: str, name: str) -> str:
    """The address of what a form makes; it shows what it has made."""
    visitor.open(path)
    visitor.page.fill("main input[name=name]", name)
    visitor.page.locator("main form button.primary").first.click()
    visitor.page.wait_for_url(lambda url: path not in url)
    return str(urlsplit(visitor.page.url).path)


def _tried(visitor: Any) -> str:
    """The report of a verb that was tried on two assets."""
    visitor.open("/assets/?kind=table&choose=1")
    for row in (0, 1):
        visitor.page.locator("tbody input[name=asset]").nth(row).check()
    visitor.page.select_option("#bulk-verb", "describe")
    visitor.page.get_by_role("button", name="Go on with these").click()
    visitor.page.fill("main [name=description]", "What we sell.")
    visitor.page.get_by_role("button", name="Try it").click()
    visitor.page.wait_for_url(re.compile("/bulk/[0-9a-f-]{36}/"))
    return str(urlsplit(visitor.page.url).path)


def _server(visitor: Any) -> str:
    """A source that is a server: the portal's own."""
    visitor.open("/sources/new/postgresql/")
    page = visitor.page
    page.get_by_label("Host").fill(visitor.portal.socket_folder)
    for label in ("Database", "User"):
        page.get_by_label(label).fill("guildhall")
    page.fill("main input[name=name]", "A server")
    page.get_by_role("button", name="Connect and scan").click()
    page.wait_for_url(re.compile("/scans/"))
    visitor.open("/sources/")
    return str(page.get_by_role("link", name="A server").get_attribute("href"))


def _view(visitor: Any) -> str:
    """The form of a view that was saved."""
    _made(visitor, "/views/new/asset/", "Tables")
    visitor.page.locator("button[popovertarget=views]").click()
    edit = visitor.page.get_by_role("link", name=re.compile("Change “Tables”"))
    return str(edit.get_attribute("href"))


MADE = {
    "server": _server,
    "dashboard": lambda visitor: _made(visitor, "/assets/new/", "Turnover"),
    "group": lambda visitor: _made(visitor, "/access/groups/new/", "Readers"),
    "view": _view,
    "bulk": _tried,
}


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
