"""The doors of search: the same answer on the page and in the API."""

from typing import Any

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def shop(cast: Any, folder: Any) -> Any:
    factories.scan(factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann))
    return cast


def test_a_hit_says_what_matched_and_what_to_mark(shop: Any, api: Any) -> None:
    hit = api(shop.vera).get("/api/v1/search?q=custmers").json()["hits"][0]
    assert (hit["kind"], hit["asset"]["name"]) == ("asset", "customers")
    assert (hit["matched"], hit["text"], hit["is_repaired"]) == ("name", "customers", True)
    assert hit["words"] == ["customers"]


def test_others_are_found_beside_the_assets(shop: Any, api: Any) -> None:
    answer = api(shop.ann).get("/api/v1/search?q=vera").json()
    assert answer["others"] == [
        {"kind": "person", "label": "Vera", "hint": "vera", "url": answer["others"][0]["url"]}
    ]
    assert api(shop.vera).get("/api/v1/search?q=vera").json()["others"] == []


def test_the_page_marks_what_matched_and_shows_what_others_found(shop: Any) -> None:
    client = Client()
    client.force_login(shop.ann)
    html = client.get("/search/?q=customer").content.decode()
    assert "<mark>customer</mark>s" in html
    html = client.get("/search/?q=vera").content.decode()
    assert 'aria-label="People"' in html
    assert "Nothing that you may see" not in html
    assert "Nothing that you may see" in client.get("/search/?q=qqqq").content.decode()
