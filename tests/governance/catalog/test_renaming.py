"""Whatever something was called, it is found by it."""

from collections.abc import Callable
from typing import Any

import pytest

from core.access.rules import Refused
from core.changes.models import Change
from core.refusals import Impossible, Invalid
from governance.catalog import actions
from governance.catalog.models import Alias, Asset
from governance.search import queries as search
from governance.sources import actions as sources
from governance.sources.models import Source
from tests.governance.catalog.conftest import unproven

pytestmark = pytest.mark.django_db

Find = Callable[[str], Asset]


def paths(cast: Any, text: str) -> set[str]:
    return {hit.asset.fqn for hit in search.search(cast.ann, text).hits}


def test_what_lies_in_it_follows_with_one_change(cast: Any, shop: Source, find: Find) -> None:
    orders = find("shop.main.orders")
    before = Change.objects.count()
    actions.rename(asset=orders, name="the orders", by=cast.stef)
    assert Change.objects.count() == before + 1
    assert find('shop.main."the orders".total').parent_id == orders.pk
    assert unproven() == []


def test_former_and_present_names_find_it(cast: Any, shop: Source, find: Find) -> None:
    orders = find("shop.main.orders")
    actions.rename(asset=orders, name="purchases", by=cast.stef)
    actions.rename(asset=orders, name="sales", by=cast.stef)
    for text in ("orders", "purchases", "sales", "sales total"):
        assert paths(cast, text) & {"shop.main.sales", "shop.main.sales.total"}, text
    assert [one.fqn for one in Alias.objects.filter(asset=orders)] == [
        "shop.main.purchases",
        "shop.main.orders",
    ]


def test_a_table_is_found_by_the_new_name_of_its_column(
    cast: Any, shop: Source, find: Find
) -> None:
    actions.rename(asset=find("shop.main.orders.total"), name="turnover", by=cast.stef)
    assert paths(cast, "turnover") == {"shop.main.orders", "shop.main.orders.turnover"}


def test_a_source_remembers_its_name_too(cast: Any, shop: Source, find: Find) -> None:
    sources.change(source=shop, name="market", by=cast.ann)
    assert find("market.main.orders.total").source_id == shop.pk
    assert "market" in paths(cast, "shop")
    assert unproven() == []


def test_what_a_path_belongs_to_keeps_it(cast: Any, shop: Source, find: Find) -> None:
    orders = find("shop.main.orders")
    with pytest.raises(Impossible, match="path_taken"):
        actions.rename(asset=orders, name="customers", by=cast.stef)
    with pytest.raises(Invalid, match="blank"):
        actions.rename(asset=orders, name=" ", by=cast.stef)
    with pytest.raises(Impossible, match="asset_is_source"):
        actions.rename(asset=find("shop"), name="x", by=cast.stef)
    with pytest.raises(Refused):
        actions.rename(asset=orders, name="x", by=cast.vera)
    assert find("shop.main.orders.total").parent_id == orders.pk
    assert not Alias.objects.exists()
