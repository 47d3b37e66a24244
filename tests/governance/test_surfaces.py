"""One visibility: what a user sees is the same set on every surface, and costs the same to ask."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.access import actions as access
from core.access.models import Role
from core.people.models import User
from governance.catalog import actions as assets
from governance.catalog import queries as catalog
from governance.catalog.models import Asset
from governance.portal import Palette
from governance.search import queries as search
from tests import factories

LINK = re.compile(r'href="/assets/([0-9a-f-]{36})/"')
SECRET = "CREATE TABLE zebra_vault (id INTEGER PRIMARY KEY, zebra_code TEXT);"
SALES = "CREATE TABLE orders (id INTEGER PRIMARY KEY, order_code TEXT);"


@pytest.fixture
def land(cast: Any, folder: Any) -> SimpleNamespace:
    """Two domains with a source each; Zoe is a viewer of Sales only."""
    sales = access.make_domain(name="Sales", by=cast.ann)
    vault = access.make_domain(name="Vault", by=cast.ann)
    made = {}
    for domain, script in ((sales, SALES), (vault, SECRET)):
        path = factories.sqlite_file(folder / f"{domain.name}.db", script)
        source = factories.source(path, by=cast.ann, name=domain.name, domain_id=domain.pk)
        factories.scan(source)
        made[domain.name] = source
        name = {"Sales": "orders", "Vault": "zebra"}[domain.name]
        assets.add(kind=Asset.Kind.TOPIC, name=f"{name} feed", domain_id=domain.pk, by=cast.ann)
    zoe = access.add_person(username="zoe", by=cast.ann)
    viewer = Role.objects.get(slug="viewer")
    access.bind(user=zoe, role=viewer, container=sales, by=cast.ann)
    return SimpleNamespace(zoe=zoe, sales=made["Sales"], vault=made["Vault"], **vars(cast))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def by_page(user: User) -> set[UUID]:
    found: set[UUID] = set()
    for kind in Asset.Kind:
        html = signed_in(user).get(f"/assets/?kind={kind.name.lower()}").content.decode()
        found |= {UUID(pk) for pk in LINK.findall(html.split("<main", 1)[1])}
    return found


def by_api(user: User) -> set[UUID]:
    rows = signed_in(user).get("/api/v1/assets?state=active&page_size=500").json()["results"]
    return {UUID(row["id"]) for row in rows}


def by_address(user: User) -> set[UUID]:
    client = signed_in(user)
    return {
        pk
        for pk in Asset.objects.values_list("pk", flat=True)
        if client.get(f"/assets/{pk}/").status_code == 200
        and client.get(f"/assets/{pk}/history/").status_code == 200
        and client.get(f"/api/v1/assets/{pk}").status_code == 200
        and client.get(f"/api/v1/assets/{pk}/history").status_code == 200
        and client.get(f"/api/v1/assets/{pk}/facts").status_code == 200
        and client.get(f"/api/v1/assets/{pk}/diff?from=1").status_code == 200
        and client.get(f"/api/v1/assets/{pk}/as-of?at=2026-01-01T00:00:00Z").status_code == 200
    }


SURFACES: tuple[Callable[[User], set[UUID]], ...] = (by_page, by_api, by_address)


@pytest.mark.parametrize("name", ["ann", "vera", "zoe", "nobody"])
def test_every_surface_shows_the_same_set(land: SimpleNamespace, name: str) -> None:
    user = User.objects.get(pk=getattr(land, name).pk)
    seen = set(catalog.active(user).values_list("pk", flat=True))
    expected = {"ann": 12, "vera": 12, "zoe": 6, "nobody": 0}[name]
    assert len(seen) == expected
    for surface in SURFACES:
        if name == "nobody" and surface is by_page:
            assert signed_in(user).get("/assets/").status_code == 403
            continue
        assert surface(user) == seen, surface.__name__


HIDDEN = ("zebra", "zebra_vault", "zebra_code", "zebrra", "zebr", "vault", "Vault.main.zebra_vault")


@pytest.mark.parametrize("text", HIDDEN)
def test_search_betrays_nothing_of_what_is_hidden(land: SimpleNamespace, text: str) -> None:
    zoe = User.objects.get(pk=land.zoe.pk)
    found = search.search(zoe, text)
    assert (found.hits, found.repaired) == ([], {})
    assert not search.matching(zoe, text).exists()
    assert list(Palette().find(zoe, text, 10)) == []
    client = signed_in(zoe)
    page = client.get("/search/", {"q": text}).content.decode()
    assert "Vault" not in page.replace(text, "")
    assert "zebra" not in page.replace(text, "")
    answer = client.get("/api/v1/search", {"q": text}).json()
    assert (answer["hits"], answer["repaired"]) == ([], {})


def test_no_list_names_a_hidden_source(land: SimpleNamespace) -> None:
    client = signed_in(land.zoe)
    paths = ["/", "/assets/", "/sources/", "/scans/", "/jobs/", "/activity/"]
    paths += [f"/api/v1/{noun}" for noun in ("sources", "scans", "assets", "jobs", "events")]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Vault" not in answer.content.decode(), path
        assert str(land.vault.pk) not in answer.content.decode(), path


PAGES = (
    "/assets/",
    "/assets/?kind=column",
    "{asset}",
    "{asset}history/",
    "/search/?q=code",
    "/sources/",
    "{source}",
    "/scans/",
    "/api/v1/assets",
    "/api/v1/sources",
    "/api/v1/scans",
    "/api/v1/search?q=code",
)


def test_a_page_costs_the_same_for_one_thing_and_for_many(
    land: SimpleNamespace, folder: Any
) -> None:
    table = Asset.objects.get(name="orders")
    places = {"asset": f"/assets/{table.pk}/", "source": f"/sources/{land.sales.pk}/"}
    client = signed_in(land.ann)

    def cost() -> dict[str, int]:
        counted = {}
        for pattern in PAGES:
            client.get(pattern.format(**places))  # what is read once for all has been read
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(pattern.format(**places)).status_code == 200
            counted[pattern] = len(captured)
        return counted

    few = cost()
    columns = ", ".join(f"code_{n} TEXT" for n in range(30))
    script = "".join(
        f"CREATE TABLE more_{n} (id INTEGER PRIMARY KEY, {columns});" for n in range(5)
    )
    for n in range(6):
        path = factories.sqlite_file(folder / f"more_{n}.db", script)
        factories.scan(factories.source(path, by=land.ann, name=f"more {n}"))
    factories.scan(land.sales)
    many = cost()
    # A second page costs one statement more: how many entries there are.
    assert {path: n for path, n in many.items() if n > few[path] + 1} == {}
