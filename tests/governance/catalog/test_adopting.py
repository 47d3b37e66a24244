"""A rename or a move that a person has seen: one asset remains, and it is the old one."""

from collections.abc import Callable
from typing import Any

import pytest

from core.access.rules import Refused
from core.changes import actions as changes
from core.changes.models import Change
from core.events.models import Event
from core.ids import uuid7
from core.refusals import Impossible
from governance.catalog import actions
from governance.catalog.models import Alias, Asset, AssetSize, Fact
from governance.search import queries as search
from governance.sources.models import Source
from tests import factories
from tests.governance.catalog.conftest import digest, unproven

pytestmark = pytest.mark.django_db

Find = Callable[[str], Asset]
Rewrite = Callable[[str], Any]


def paths(cast: Any, text: str) -> set[str]:
    return {hit.asset.fqn for hit in search.search(cast.ann, text).hits}


def test_a_renamed_table_keeps_its_identity_its_columns_and_what_was_said(
    cast: Any, shop: Source, find: Find, rewrite: Rewrite
) -> None:
    old, total = find("shop.main.orders"), find("shop.main.orders.total")
    actions.describe(asset=total, facts={"description": "Gross"}, by=cast.stef)
    rewrite("DROP VIEW big_orders; ALTER TABLE orders RENAME TO purchases;")
    new = find("shop.main.purchases")
    ids = set(Asset.objects.filter(parent_id=new.pk).values_list("pk", flat=True)) | {new.pk}
    kept = actions.adopt(old_id=old.pk, new_id=new.pk, by=cast.stef)

    assert kept.pk == find("shop.main.purchases").pk == old.pk
    assert (kept.name, kept.fingerprint == new.fingerprint) == ("purchases", True)
    assert find("shop.main.purchases.total").pk == total.pk
    assert find("shop.main.purchases.total").said == "Gross"
    assert not Asset.objects.filter(pk__in=ids).exists()
    assert unproven() == []
    tombs = Change.objects.filter(object_id__in=ids, verb="merge")
    assert {change.diff["state"][1] for change in tombs} == {None}
    assert tombs.count() == len(ids) == 4


def test_a_scan_after_it_has_nothing_to_do(
    cast: Any, shop: Source, find: Find, rewrite: Rewrite
) -> None:
    old = find("shop.main.orders")
    rewrite("DROP VIEW big_orders; ALTER TABLE orders RENAME TO purchases;")
    actions.adopt(old_id=old.pk, new_id=find("shop.main.purchases").pk, by=cast.stef)
    before = digest()
    job = factories.scan(shop)
    assert (job.counts["stored"], job.counts["unchanged"], digest()) == (0, 2, before)


def test_former_names_find_it(cast: Any, shop: Source, find: Find, rewrite: Rewrite) -> None:
    old = find("shop.main.orders")
    rewrite("DROP VIEW big_orders; ALTER TABLE orders RENAME TO purchases;")
    actions.adopt(old_id=old.pk, new_id=find("shop.main.purchases").pk, by=cast.stef)
    assert Alias.objects.get(asset=old).fqn == "shop.main.orders"
    assert "shop.main.purchases" in paths(cast, "orders")
    assert "shop.main.purchases" in paths(cast, "purchases")
    rewrite("ALTER TABLE purchases ADD COLUMN note TEXT")
    assert "shop.main.purchases" in paths(cast, "orders")


def test_what_lies_in_only_one_of_them(
    cast: Any, shop: Source, find: Find, rewrite: Rewrite
) -> None:
    old, total = find("shop.main.orders"), find("shop.main.orders.total")
    rewrite(
        "DROP VIEW big_orders; DROP TABLE orders;"
        "CREATE TABLE purchases (id INTEGER PRIMARY KEY, customer_id INTEGER, sum REAL);"
    )
    added = find("shop.main.purchases.sum")
    actions.adopt(old_id=old.pk, new_id=find("shop.main.purchases").pk, by=cast.stef)
    assert find("shop.main.purchases.sum").pk == added.pk
    assert find("shop.main.purchases.sum").parent_id == old.pk
    gone = Asset.objects.get(pk=total.pk)
    assert (gone.state, gone.fqn) == (Asset.State.RETIRED, "shop.main.purchases.total")
    assert unproven() == []


def test_two_that_are_both_there_become_one(cast: Any, shop: Source, find: Find) -> None:
    old, new = find("shop.main.orders"), find("shop.main.customers")
    only_old = find("shop.main.orders.total")
    email = find("shop.main.customers.email")
    kept = actions.adopt(old_id=old.pk, new_id=new.pk, by=cast.stef)
    assert (kept.fqn, kept.pk) == ("shop.main.customers", old.pk)
    assert Asset.objects.get(pk=only_old.pk).state == Asset.State.RETIRED
    assert find("shop.main.customers.email").pk == email.pk
    assert unproven() == []


def test_a_whole_schema(cast: Any, shop: Source, find: Find) -> None:
    """SQLite has one schema: the second one is made by hand, as a scan would have."""
    main = find("shop.main")
    orders, total = find("shop.main.orders"), find("shop.main.orders.total")
    new = twin(main, "sales", main.parent_id, cast)
    tables = {}
    for table in Asset.objects.filter(parent_id=main.pk):
        tables[table.name] = twin(table, table.name, new.pk, cast)
        for column in Asset.objects.filter(parent_id=table.pk):
            twin(column, column.name, tables[table.name].pk, cast)
    actions.adopt(old_id=main.pk, new_id=new.pk, by=cast.stef)
    assert find("shop.sales").pk == main.pk
    assert find("shop.sales.orders").pk == orders.pk
    assert find("shop.sales.orders.total").pk == total.pk
    assert Asset.objects.filter(source_id=shop.pk).count() == 14
    assert unproven() == []


def twin(asset: Asset, name: str, parent_id: Any, cast: Any) -> Asset:
    made = Asset.objects.get(pk=asset.pk)
    parent = Asset.objects.get(pk=parent_id)
    made.pk, made.name, made.name_norm, made.parent_id = uuid7(), name, name, parent_id
    made.fqn, made.revision = f"{parent.fqn}.{name}", 1
    changes.create(made, by=cast.ann, verb="add")
    return made


def test_what_was_said_of_the_new_one_is_kept_where_nothing_was_said_before(
    cast: Any, shop: Source, find: Find, rewrite: Rewrite
) -> None:
    old = find("shop.main.orders")
    actions.describe(asset=old, facts={"description": "old words"}, by=cast.stef)
    rewrite("DROP VIEW big_orders; ALTER TABLE orders RENAME TO purchases;")
    new = find("shop.main.purchases")
    facts = {"description": "new words", "display_name": "Purchases"}
    actions.describe(asset=new, facts=facts, by=cast.stef)
    AssetSize.objects.update_or_create(
        asset=new, defaults={"rows": 7, "measured_at": new.created_at}
    )
    kept = actions.adopt(old_id=old.pk, new_id=new.pk, by=cast.stef)
    assert (kept.said, kept.title) == ("old words", "Purchases")
    assert Fact.objects.filter(asset=old).count() == 2
    assert AssetSize.objects.get(asset=old).rows == 7
    assert unproven() == []


def test_what_cannot_be_one_is_refused_and_nothing_is_done(
    cast: Any, shop: Source, find: Find, folder: Any
) -> None:
    other = factories.source(factories.sqlite_file(folder / "b.db"), by=cast.ann, name="b")
    factories.scan(other)
    before = digest(), Change.objects.count(), Event.objects.count()
    pairs = [
        ("shop.main.orders", "shop.main.orders.total"),
        ("shop.main.orders", "b.main.orders"),
        ("shop", "b"),
        ("shop.main.orders", "shop.main.orders"),
    ]
    for old, new in pairs:
        with pytest.raises((Impossible, Asset.DoesNotExist)):
            actions.adopt(old_id=find(old).pk, new_id=find(new).pk, by=cast.stef)
    with pytest.raises(Refused):
        actions.adopt(
            old_id=find("shop.main.orders").pk, new_id=find("shop.main.customers").pk, by=cast.vera
        )
    assert (digest(), Change.objects.count(), Event.objects.count()) == before
