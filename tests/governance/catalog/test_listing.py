"""The list of assets: narrowed, counted and sorted; what is counted is what is listed."""

import re
from collections import Counter
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from core.access import actions as access
from core.people.models import User
from governance.catalog import actions as catalog
from governance.catalog import queries
from governance.catalog.models import Asset
from governance.catalog.queries import ordering
from governance.catalog.views.choosing import Chosen, Counts, names
from governance.search import actions as chores
from tests import factories

LINK = re.compile(r'<th scope="row"><a href="/assets/([0-9a-f-]{36})/"')


@pytest.fixture
def land(cast: Any, folder: Any) -> SimpleNamespace:
    """Two sources in two domains, and a table that is gone."""
    sales = access.make_domain(name="Sales", by=cast.ann)
    shop = factories.source(
        factories.sqlite_file(folder / "shop.db"), by=cast.ann, domain_id=sales.pk
    )
    more = "CREATE TABLE orders (id INTEGER PRIMARY KEY); CREATE TABLE gone (id INTEGER);"
    store = factories.source(
        factories.sqlite_file(folder / "s.db", more), by=cast.ann, name="store"
    )
    factories.scan(shop)
    factories.scan(store)
    gone = Asset.objects.get(name="gone")
    catalog.retire(asset_ids=[gone.pk], by=cast.ann)
    return SimpleNamespace(sales=sales, shop=shop, store=store, gone=gone, **vars(cast))


def listed(user: User, query: str) -> set[str]:
    client = Client()
    client.force_login(user)
    html = client.get(f"/assets/?{query}").content.decode()
    found = Asset.objects.in_bulk([UUID(pk) for pk in LINK.findall(html)])
    return {asset.fqn for asset in found.values()}


def counts(user: User, query: str) -> Counts:
    chosen = Chosen(QueryDict(query))
    if not chosen.q:
        return Counts(chosen, queries.tallies(user))
    return Counts(chosen, *queries.hit_tallies(queries.fitting(queries.visible(user), chosen.q)))


def test_columns_and_what_is_retired_are_listed_when_asked_for(land: SimpleNamespace) -> None:
    usual = listed(land.ann, "")
    assert usual == {
        "shop", "shop.main", "shop.main.customers", "shop.main.orders", "shop.main.big_orders",
        "store", "store.main", "store.main.orders",
    }  # fmt: skip
    assert "shop.main.orders.id" in listed(land.ann, "kind=column")
    assert listed(land.ann, "state=retired") == {"store.main.gone"}


@pytest.mark.parametrize(
    "query",
    [
        "", "kind=table", "kind=column&kind=table", "state=retired", "state=retired&state=active",
        "source={shop}", "source={store}&kind=table", "domain={sales}", "domain={sales}&kind=view",
        "domain={sales}&source={store}", "q=order", "q=order&kind=column", "q=ord+id",
        "q=main+order&source={shop}", "q=zzz", "q=...", "kind=nonsense",
    ],
)  # fmt: skip
def test_the_number_and_every_facet_are_what_the_list_then_shows(
    land: SimpleNamespace, query: str
) -> None:
    places = {"shop": land.shop.pk, "store": land.store.pk, "sales": land.sales.pk}
    query = query.format(**places)
    counted = counts(land.ann, query)
    assert counted.number == len(listed(land.ann, query))
    for facet in counted.facets(names(land.ann, counted, [])):
        without = re.sub(rf"\b{facet['name']}=[^&]*&?", "", query)
        for option in facet["options"]:
            then = listed(land.ann, f"{without}&{facet['name']}={option['value']}")
            assert option["count"] == len(then), (facet["name"], option)


def test_facets_name_no_source_and_no_domain_that_is_hidden(land: SimpleNamespace) -> None:
    client = Client()
    client.force_login(land.nobody)
    assert client.get("/assets/").status_code == 403
    assert counts(land.nobody, "").number == 0
    assert names(land.nobody, counts(land.ann, ""), Asset.objects.all()) == {}


def test_a_list_is_sorted_by_name_or_by_time_either_way(land: SimpleNamespace) -> None:
    client = Client()
    client.force_login(land.ann)

    def order(query: str) -> list[UUID]:
        return [UUID(pk) for pk in LINK.findall(client.get(f"/assets/?{query}").content.decode())]

    assert order("ordering=-name") == order("ordering=name")[::-1]
    assert order("ordering=-updated_at") == order("ordering=updated_at")[::-1]
    assert order("q=main&ordering=-updated_at") == order("q=main&ordering=updated_at")[::-1]
    assert order("ordering=nonsense") == order("")


def test_one_sees_the_columns_that_one_chose(land: SimpleNamespace) -> None:
    client = Client()
    client.force_login(land.ann)
    html = client.get("/assets/?columns=path&columns=domain&columns=nonsense").content.decode()
    assert "shop.main.big_orders" in html
    assert 'data-label="Domain"' in html
    assert 'data-label="Kind"' not in html


# --- The counts that are kept -----------------------------------------------------------------
def kept(user: User) -> Counter[tuple[int, int, int]]:
    found: Counter[tuple[int, int, int]] = Counter()
    for one in queries.tallies(user):
        found[one.kind, one.state, one.scope_id] += one.n
    return found


def real() -> Counter[tuple[int, int, int]]:
    return Counter(Asset.objects.values_list("kind", "state", "scope_id"))


def test_counts_are_kept_whoever_writes(land: SimpleNamespace) -> None:
    assert kept(land.ann) == real()
    Asset.objects.filter(kind=Asset.Kind.COLUMN).update(description="said")
    Asset.objects.filter(name="orders").update(scope_id=land_scope(land), state=2)
    Asset.objects.filter(name="customers").delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE governance_asset SET kind = 4 WHERE kind = 3")
    assert kept(land.ann) == real()
    assert queries.drifts() == []


def land_scope(land: SimpleNamespace) -> int:
    return Asset.objects.get(pk=land.shop.pk).scope_id


def test_folding_changes_no_count(land: SimpleNamespace) -> None:
    before = kept(land.ann)
    assert chores.fold() > 0
    assert kept(land.ann) == before
    assert chores.fold() == 0


def test_a_drift_is_named_and_mended(land: SimpleNamespace, caplog: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM governance_assetcount WHERE kind = 3")
    assert kept(land.ann) != real()
    assert chores.recount() == 3  # two sources with active ones, one with a retired one
    assert "Counts drifted" in caplog.text
    assert kept(land.ann) == real()
    assert chores.recount() == 0


def test_a_rolled_back_write_counts_nothing(land: SimpleNamespace) -> None:
    from django.db import transaction

    before = kept(land.ann)
    with transaction.atomic():
        Asset.objects.filter(kind=Asset.Kind.COLUMN).delete()
        transaction.set_rollback(True)
    assert kept(land.ann) == before


def test_the_list_costs_a_constant_number_of_statements(
    land: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(land.ann)
    client.get("/assets/")
    with django_assert_max_num_queries(12):
        client.get("/assets/?q=order&kind=column&columns=rows&columns=domain")


def test_few_rows_are_collected_and_many_are_read_along_an_index(
    land: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = queries.tallies(land.ann)
    everything = sum(one.n for one in kept)
    assert queries.sparse(land.ann, kept, 0)
    assert not queries.sparse(land.ann, kept, everything)
    assert queries.sparse(land.nobody, [], 0)
    monkeypatch.setattr(ordering, "COLLECTED", 0)
    assert not queries.sparse(land.nobody, kept, 1)


def test_either_way_of_reading_gives_the_same_pages(
    land: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(land.ann)

    def pages(ordering: str) -> list[str]:
        url, found = f"/api/v1/assets?page_size=3&ordering={ordering}", []
        while url:
            answer = client.get(url).json()
            found += [row["id"] for row in answer["results"]]
            url = answer["next"]
        return found

    orders = ("name", "-name", "updated_at", "-updated_at")
    along = {order: pages(order) for order in orders}
    monkeypatch.setattr(ordering, "DENSE", 0)
    assert {order: pages(order) for order in orders} == along
    monkeypatch.setattr(queries, "sparse", lambda *a: True)
    assert {order: pages(order) for order in orders} == along
    assert len(set(along["name"])) == Asset.objects.count()


def test_a_row_shows_what_people_call_it_and_who_may_is_offered_to_add_one(
    land: SimpleNamespace,
) -> None:
    table = Asset.objects.get(fqn="shop.main.customers")
    said = {"display_name": "Our customers", "description": "Who buys"}
    catalog.describe(asset=table, facts=said, by=land.ann)
    pages = {}
    for user in (land.ann, land.vera):
        client = Client()
        client.force_login(user)
        pages[user] = client.get("/assets/?columns=description").content.decode()
        found = client.get("/search/?q=customers").content.decode()
        assert '<span class="quiet">Our customers</span>' in found
    assert '<span class="quiet">Our customers · main</span>' in pages[land.ann]
    assert "Who buys" in pages[land.ann]
    assert 'href="/assets/new/"' in pages[land.ann]
    assert 'href="/assets/new/"' not in pages[land.vera]
