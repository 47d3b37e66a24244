"""Opening and keeping views on the page of a list."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from core.saved import actions, queries
from tests import factories


@pytest.fixture
def stef(cast: Any, folder: Any, client: Client) -> Client:
    source = factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann)
    factories.scan(source, by=cast.ann)
    client.force_login(cast.stef)
    return client


def query(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code in (302, 303), answer.status_code
    return parse_qs(urlsplit(answer.url).query)


def test_what_a_list_shows_is_saved_and_opened_again(cast: Any, stef: Client) -> None:
    html = stef.get("/assets/?kind=view&columns=path&cursor=").content.decode()
    save_url = re.search(r'href="(/views/new/asset/[^"]*)"', html)
    assert save_url is not None
    form = {"name": "Views with paths", "shared": ""}
    saved = stef.post(save_url[1].replace("&amp;", "&"), form)
    assert query(saved) == {"view": ["views-with-paths"]}
    opened = stef.get(saved.url)
    assert query(opened) == {
        "kind": ["view"],
        "columns": ["path"],
        "saved": ["views-with-paths"],
    }
    html = stef.get(opened.url).content.decode()
    assert "Change “Views with paths”" in html
    assert "big_orders" in html
    assert "shop.main.customers" not in html


def test_what_is_given_wins_over_the_view(cast: Any, stef: Client) -> None:
    actions.save(list="asset", name="v", parameters={"kind": ["view"], "q": ["x"]}, by=cast.stef)
    assert query(stef.get("/assets/?view=v&kind=table")) == {
        "kind": ["table"],
        "q": ["x"],
        "saved": ["v"],
    }


def test_a_list_opens_with_the_default_unless_one_asks_for_none(cast: Any, stef: Client) -> None:
    said = {"kind": ["view"]}
    actions.save(list="asset", name="v", parameters=said, is_default=True, by=cast.stef)
    assert query(stef.get("/assets/")) == {"kind": ["view"], "saved": ["v"]}
    assert stef.get("/assets/?view=").status_code == 200
    assert stef.get("/assets/?kind=table").status_code == 200


def test_an_unknown_view_and_one_of_others_are_not_found(cast: Any, stef: Client) -> None:
    theirs = actions.save(list="asset", name="v", parameters={}, by=cast.ann)
    assert stef.get("/assets/?view=v").status_code == 404
    assert stef.get(f"/views/{theirs.pk}/edit/").status_code == 404
    actions.share(view=theirs, everyone=True, by=cast.ann)
    assert query(stef.get("/assets/?view=v")) == {"saved": ["v"]}
    assert stef.get(f"/views/{theirs.pk}/edit/").status_code == 404
    assert stef.post(f"/views/{theirs.pk}/forget/").status_code == 404


def test_a_view_is_renamed_renewed_and_deleted(cast: Any, stef: Client) -> None:
    view = actions.save(list="asset", name="v", parameters={"kind": ["view"]}, by=cast.stef)
    url = f"/views/{view.pk}/edit/?kind=table&saved=v"
    stef.post(url, {"name": "Tables", "shared": "everyone"})
    view.refresh_from_db()
    assert (view.name, view.everyone, view.parameters) == ("Tables", True, {"kind": ["view"]})
    stef.post(url, {"name": "Tables", "shared": "everyone", "renew": "on"})
    view.refresh_from_db()
    assert view.parameters == {"kind": ["table"]}
    stef.post(f"/views/{view.pk}/forget/")
    assert queries.find(cast.stef, "asset", "v") is None


def test_a_form_without_a_name_says_so(stef: Client) -> None:
    assert stef.post("/views/new/asset/", {"name": " "}).status_code == 422
    assert stef.get("/views/new/nonsense/").status_code == 404
