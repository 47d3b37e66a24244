"""Restoring is the exact inverse of retiring."""

from collections.abc import Callable
from typing import Any

import pytest

from core.access import actions as access
from core.access.models import Role
from core.access.rules import Refused
from core.events.models import Event
from core.refusals import Impossible
from governance.catalog import actions
from governance.catalog.models import Asset, Retired, RetireGroup
from governance.sources import actions as sources
from governance.sources.models import Source
from tests.governance.catalog.conftest import digest, unproven

pytestmark = pytest.mark.django_db

Find = Callable[[str], Asset]


def group() -> RetireGroup:
    """The newest."""
    return RetireGroup.objects.select_related("asset").latest("at", "id")


def states(fqn: str) -> set[int]:
    found = Asset.objects.filter(fqn__startswith=fqn)
    return set(found.values_list("state", flat=True))


def test_restoring_is_the_exact_inverse(cast: Any, shop: Source, find: Find) -> None:
    schema = find("shop.main")
    actions.describe(
        asset=find("shop.main.orders"),
        facts={"description": "Sold", "owner": cast.vera},
        by=cast.ann,
    )
    before = digest()
    count = actions.retire_tree(asset=schema, by=cast.stef).count
    assert (count, states("shop.main"), digest() == before) == (13, {2}, False)
    assert actions.restore(group=group(), by=cast.stef).count == 13
    assert digest() == before
    assert unproven() == []
    assert Event.objects.filter(name="governance.asset.restored").get().data == {"count": 13}


def test_what_was_retired_before_stays_retired(cast: Any, shop: Source, find: Find) -> None:
    actions.retire_tree(asset=find("shop.main.orders.total"), by=cast.stef)
    actions.retire_tree(asset=find("shop.main.big_orders"), by=cast.stef)
    before = digest()
    actions.retire_tree(asset=find("shop.main"), by=cast.stef)
    actions.restore(group=group(), by=cast.stef)
    assert digest() == before
    assert Asset.objects.get(fqn="shop.main.orders.total").state == Asset.State.RETIRED


def test_what_came_back_by_itself_and_went_again_belongs_to_its_last_group(
    cast: Any, shop: Source, find: Find, rewrite: Callable[[str], Any]
) -> None:
    orders = find("shop.main.orders")
    actions.retire_tree(asset=find("shop.main"), by=cast.stef)
    first = group()
    rewrite("")  # a scan finds again what the source still has
    assert states("shop.main") == {1}
    actions.retire_tree(asset=find("shop.main.orders"), by=cast.stef)
    assert actions.restore(group=first, by=cast.stef).count == 0
    assert Asset.objects.get(pk=orders.pk).state == Asset.State.RETIRED
    assert actions.restore(group=group(), by=cast.stef).count == 4


def test_a_group_is_restored_once(cast: Any, shop: Source, find: Find) -> None:
    actions.retire_tree(asset=find("shop.main.orders"), by=cast.stef)
    actions.restore(group=group(), by=cast.stef)
    with pytest.raises(Impossible, match="already_restored"):
        actions.restore(group=group(), by=cast.stef)


def test_a_path_that_was_taken_meanwhile_stops_everything(
    cast: Any, shop: Source, find: Find
) -> None:
    actions.retire_tree(asset=find("shop.main.orders"), by=cast.stef)
    actions.rename(asset=find("shop.main.customers"), name="orders", by=cast.stef)
    before = digest()
    with pytest.raises(Impossible, match="path_taken") as refused:
        actions.restore(group=group(), by=cast.stef)
    assert refused.value.params == {"path": "shop.main.orders"}
    assert digest() == before
    actions.rename(asset=find("shop.main.orders"), name="customers", by=cast.stef)
    assert actions.restore(group=group(), by=cast.stef).count == 4


def test_nothing_is_restored_into_what_is_retired(cast: Any, shop: Source, find: Find) -> None:
    actions.retire_tree(asset=find("shop.main.orders.total"), by=cast.stef)
    column = group()
    actions.retire_tree(asset=find("shop.main.orders"), by=cast.stef)
    with pytest.raises(Impossible, match="parent_is_retired"):
        actions.restore(group=column, by=cast.stef)


def test_a_source_has_its_own_verbs(cast: Any, shop: Source, find: Find) -> None:
    with pytest.raises(Impossible, match="asset_is_source"):
        actions.retire_tree(asset=find("shop"), by=cast.stef)
    sources.retire(source=shop, by=cast.stef)
    assert group().asset_id == shop.pk
    with pytest.raises(Impossible, match="source_is_retired"):
        actions.restore(group=group(), by=cast.stef)


def test_who_manages_only_a_part_retires_and_restores_only_that(
    cast: Any, shop: Source, find: Find
) -> None:
    vault = access.make_domain(name="Vault", by=cast.ann)
    zoe = access.add_person(username="zoe", by=cast.ann)
    role = Role.objects.get(slug="steward")
    access.bind(user=zoe, role=role, container=shop.container.parent, by=cast.ann)
    actions.move(asset=find("shop.main.customers"), domain=vault, by=cast.ann)
    with pytest.raises(Refused):
        actions.retire_tree(asset=find("shop.main"), by=zoe)
    actions.retire_tree(asset=find("shop.main.orders"), by=zoe)
    assert actions.restore(group=group(), by=zoe).count == 4
    actions.retire_tree(asset=find("shop.main"), by=cast.ann)
    with pytest.raises(Refused):
        actions.restore(group=group(), by=zoe)
    assert actions.restore(group=group(), by=cast.ann).count == 13


def test_many_come_back_with_a_constant_number_of_statements(
    cast: Any, find: Find, rewrite: Callable[[str], Any], django_assert_max_num_queries: Any
) -> None:
    rewrite("".join(f"CREATE TABLE t{n} (a INT, b INT, c INT);" for n in range(60)))
    before = digest()
    with django_assert_max_num_queries(40):
        count = actions.retire_tree(asset=find("shop.main"), by=cast.ann).count
        assert actions.restore(group=group(), by=cast.ann).count == count == 13 + 240
    assert digest() == before


def test_a_scan_records_what_it_retires(
    shop: Source, find: Find, rewrite: Callable[[str], Any]
) -> None:
    rewrite("DROP VIEW big_orders")
    assert (group().asset_id, group().count) == (shop.pk, 4)
    assert Retired.objects.filter(group=group()).count() == 4
