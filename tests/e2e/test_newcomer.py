"""What a newcomer does in the first ten minutes, in a browser, on a portal that really runs."""

import re
from typing import Any

import pytest


def test_the_sample_company_is_there_with_a_history(visit: Any) -> None:
    visitor = visit()
    visitor.open("/sources/")
    rows = visitor.page.locator("tbody tr")
    assert rows.count() >= 2
    visitor.open("/scans/")
    assert visitor.page.get_by_text("Succeeded").count() >= 4
    assert visitor.complaints == []


def test_connects_a_database_watches_the_scan_and_finds_a_column(visit: Any, portal: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/sources/")
    page.get_by_role("link", name="Connect a source").first.click()
    page.get_by_role("link", name=re.compile("PostgreSQL")).click()
    page.get_by_label("Host").fill(portal.socket_folder)
    page.get_by_label("Database").fill("guildhall")
    page.get_by_label("User").fill("guildhall")
    page.get_by_role("button", name="Test the connection").click()
    page.get_by_text("Everything in it can be read.").wait_for()
    page.get_by_label("Name", exact=False).last.fill("Our own")
    page.locator("input[name=name]").fill("Our own")
    page.get_by_role("button", name="Connect and scan").click()
    page.wait_for_url(re.compile("/scans/"))
    page.get_by_text("Succeeded").first.wait_for(timeout=30_000)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or jump to").fill("fngerprint")
    page.get_by_role("option", name=re.compile("^fingerprint")).first.click()
    page.wait_for_url(re.compile("/assets/"))
    page.get_by_role("link", name="History").click()
    page.get_by_text("found this column").wait_for()
    assert visitor.complaints == []


def test_a_wrong_password_is_a_sentence_at_the_form(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/sources/new/postgresql/")
    page.get_by_label("Host").fill("127.0.0.1")
    page.get_by_label("Port", exact=True).fill("9")
    page.get_by_label("Database").fill("x")
    page.get_by_label("User").fill("x")
    page.get_by_role("button", name="Test the connection").click()
    page.get_by_text("Nothing answers at 127.0.0.1, port 9.").wait_for()
    assert visitor.complaints == []


def test_a_stranger_is_asked_to_sign_in(visit: Any) -> None:
    visitor = visit(sign_in=False)
    for path in ("/", "/assets/", "/sources/", "/scans/", "/jobs/", "/search/?q=a", "/admin/"):
        visitor.open(path)
        assert "/sign-in/" in visitor.page.url, path


def test_the_whole_way_to_a_table_works_by_keyboard(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to content"
    page.keyboard.press("/")
    page.keyboard.type("customers")
    page.get_by_role("option", name=re.compile("customers")).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/assets/"))
    assert "customers" in page.locator("h1").inner_text()


@pytest.mark.parametrize("first", ["light", "dark"])
def test_the_theme_can_be_turned_and_stays(visit: Any, first: str) -> None:
    visitor = visit(theme=first)
    page = visitor.page
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    before = page.evaluate(ground)
    other = "dark" if first == "light" else "light"
    page.locator("[popovertarget=user-menu], [aria-controls=user-menu]").first.click()
    page.locator(f"[data-theme-choice={other}]").first.click()
    page.wait_for_function(f"document.documentElement.dataset.theme == '{other}'")
    visitor.open("/assets/")
    assert page.evaluate(ground) != before
    assert visitor.complaints == []
