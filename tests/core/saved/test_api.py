"""Saved views over the API, and what `?view=` does to a list."""

from typing import Any

import pytest
from django.urls import get_resolver

from core.doors.viewsets import ListViewSet
from core.saved import engine
from tests import factories


@pytest.fixture
def shop(cast: Any, folder: Any) -> Any:
    source = factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann)
    factories.scan(source, by=cast.ann)
    return source


def body(**more: Any) -> dict[str, Any]:
    return {"list": "asset", "name": "Views", "parameters": {"kind": ["view"]}, **more}


def names(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.content
    return {row["name"] for row in answer.json()["results"]}


def test_a_view_is_saved_changed_shared_and_forgotten(cast: Any, api: Any) -> None:
    stef, vera = api(cast.stef), api(cast.vera)
    made = stef.post("/api/v1/views", body(), format="json")
    assert (made.status_code, made.json()["slug"]) == (201, "views")
    url = made.headers["Location"]
    assert stef.patch(url, {"name": "x"}, format="json").status_code == 428
    changed = stef.patch(url, {"everyone": True}, format="json", headers={"If-Match": '"1"'})
    assert changed.json()["everyone"] is True
    assert stef.patch(url, {}, format="json", headers={"If-Match": '"1"'}).status_code == 412
    assert vera.get(url).json()["owner"]["label"] == "Stef"
    assert vera.delete(url, headers={"If-Match": "*"}).status_code == 403
    assert stef.delete(url, headers={"If-Match": "*"}).status_code == 204
    assert vera.get(url).status_code == 404


def test_a_view_stands_for_its_parameters_and_what_is_given_wins(
    cast: Any, api: Any, shop: Any
) -> None:
    stef = api(cast.stef)
    said = {"kind": ["view"], "columns": ["path"], "ordering": ["-name"]}
    stef.post("/api/v1/views", body(parameters=said), format="json")
    plain = names(stef.get("/api/v1/assets?kind=view"))
    assert names(stef.get("/api/v1/assets?view=views")) == plain == {"big_orders"}
    assert names(stef.get("/api/v1/assets?view=views&kind=table")) == {"customers", "orders"}
    first = stef.get("/api/v1/assets?view=views&kind=column&page_size=2").json()
    names_there = [row["name"] for row in first["results"]]
    assert names_there == sorted(names_there, reverse=True)
    assert "view=views" in first["next"]
    assert stef.get(first["next"]).status_code == 200


def test_a_view_shows_nobody_more_than_they_see(cast: Any, api: Any, shop: Any) -> None:
    everything = body(parameters={"state": ["active", "retired"]}, everyone=True)
    assert api(cast.ann).post("/api/v1/views", everything, format="json").status_code == 201
    answer = api(cast.nobody).get("/api/v1/assets?view=views")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown_view")
    assert names(api(cast.vera).get("/api/v1/assets?view=views")) == names(
        api(cast.vera).get("/api/v1/assets")
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"list": "nonsense"}, "unknown_list"),
        ({"parameters": {"nonsense": ["x"]}}, "unknown_parameter"),
        ({"parameters": {"cursor": ["x"]}}, "unknown_parameter"),
        ({"group": 999_999}, "nothing_there"),
    ],
)
def test_what_makes_no_view_is_refused(
    cast: Any, api: Any, given: dict[str, Any], code: str
) -> None:
    answer = api(cast.stef).post("/api/v1/views", body(**given), format="json")
    assert answer.status_code == 400
    assert code in answer.content.decode()


def test_an_unknown_view_is_an_error_of_the_parameter(cast: Any, api: Any) -> None:
    answer = api(cast.stef).get("/api/v1/jobs?view=nonsense")
    assert answer.status_code == 400
    assert answer.json()["errors"][0] | {"detail": ""} == {
        "pointer": "",
        "parameter": "view",
        "code": "unknown_view",
        "detail": "",
    }


def test_every_list_of_the_api_has_views() -> None:
    """Lists inside of something (`jobs/<id>/log`) are read, not kept."""
    lists = {
        found.callback.initkwargs["basename"]
        for found in _routes(get_resolver())
        if issubclass(getattr(found.callback, "cls", object), ListViewSet)
        and "<" not in str(found.pattern)
    }
    assert lists == set(engine.lists()), "offer it in menu.py or portal.py: saved.List(…)"


def _routes(resolver: Any) -> Any:
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _routes(one)
        else:
            yield one
