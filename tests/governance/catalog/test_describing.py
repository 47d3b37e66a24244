"""No scan overwrites a person, and no person hides what the source says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group

from core.access.rules import Refused
from core.changes.models import Change
from core.changes.rules import Stale
from core.events.models import Event
from core.refusals import Impossible, Invalid
from governance.catalog import actions
from governance.catalog.models import Asset, Fact, Precedence
from governance.search import queries as search
from governance.sources.models import Source
from tests.governance.catalog.conftest import unproven

pytestmark = pytest.mark.django_db

Find = Callable[[str], Asset]


def names(cast: Any, text: str) -> set[str]:
    return {hit.asset.fqn for hit in search.search(cast.ann, text).hits}


def test_what_a_person_says_survives_a_scan_that_changes_the_column(
    cast: Any, shop: Source, find: Find, rewrite: Callable[[str], Any]
) -> None:
    total = find("shop.main.orders.total")
    facts = {"description": "Gross, including VAT", "display_name": "Order amount"}
    actions.describe(asset=total, facts=facts, by=cast.stef)
    assert names(cast, "gross vat") == names(cast, "amount") == {"shop.main.orders.total"}
    rewrite(
        "DROP VIEW big_orders; DROP TABLE orders; CREATE TABLE orders (id INTEGER PRIMARY KEY,"
        " customer_id INTEGER, total REAL NOT NULL);"
    )
    again = find("shop.main.orders.total")
    assert (again.pk, again.details["type"]) == (total.pk, "REAL")
    assert (again.said, again.title) == ("Gross, including VAT", "Order amount")
    assert names(cast, "gross vat") == names(cast, "amount") == {"shop.main.orders.total"}
    assert "shop.main.orders.total" in names(cast, "total")
    assert unproven() == []


def test_the_source_keeps_its_word_beside_ours(cast: Any, shop: Source, find: Find) -> None:
    email = find("shop.main.customers.email")
    Asset.objects.filter(pk=email.pk).update(description="mail addr")
    actions.describe(asset=email, facts={"description": "Where we write to"}, by=cast.stef)
    email.refresh_from_db()
    assert (email.description, email.said, email.words) == (
        "mail addr", "Where we write to", "Where we write to",
    )  # fmt: skip
    assert names(cast, "addr") == names(cast, "write") == {email.fqn}
    actions.describe(asset=email, facts={"description": None}, by=cast.stef)
    email.refresh_from_db()
    assert (email.said, email.words) == (None, "mail addr")
    assert names(cast, "write") == set()


def test_each_origin_has_one_word_and_the_first_in_rank_counts(
    cast: Any, shop: Source, find: Find
) -> None:
    orders = find("shop.main.orders")
    for origin in ("rule", "contract", "manual"):
        actions.describe(
            asset=orders, facts={"description": f"by {origin}"}, origin=origin, by=cast.stef
        )
        assert Asset.objects.get(pk=orders.pk).said == f"by {origin}"
    assert Fact.objects.filter(asset=orders).count() == 3
    actions.describe(asset=orders, facts={"description": None}, by=cast.stef)
    assert Asset.objects.get(pk=orders.pk).said == "by contract"
    Precedence.objects.filter(field="description").update(origins=["rule", "scan", "contract"])
    actions.describe(asset=orders, facts={"description": "x"}, by=cast.stef)
    assert Asset.objects.get(pk=orders.pk).said == "by rule"


def test_an_owner_is_a_person_or_a_group(cast: Any, shop: Source, find: Find) -> None:
    orders, group = find("shop.main.orders"), Group.objects.create(name="Sales")
    actions.describe(asset=orders, facts={"owner": cast.vera}, by=cast.stef)
    orders.refresh_from_db()
    assert (orders.owner_id, orders.owner_group_id) == (cast.vera.pk, None)
    actions.describe(asset=orders, facts={"owner": group}, by=cast.stef)
    orders.refresh_from_db()
    assert (orders.owner_id, orders.owner_group_id) == (None, group.pk)
    actions.describe(asset=orders, facts={"owner": None}, by=cast.stef)
    assert Asset.objects.get(pk=orders.pk).owner_group_id is None
    cast.vera.is_active = False
    with pytest.raises(Invalid, match="not_an_owner"):
        actions.describe(asset=orders, facts={"owner": cast.vera}, by=cast.stef)


def test_history_has_the_word_that_counts_and_the_word_of_each_origin(
    cast: Any, shop: Source, find: Find
) -> None:
    orders = find("shop.main.orders")
    actions.describe(asset=orders, facts={"description": "first"}, by=cast.stef)
    actions.describe(asset=orders, facts={"description": "second"}, by=cast.stef, note="clearer")
    actions.describe(asset=orders, facts={"description": None}, by=cast.stef)
    told = Change.objects.filter(object_id=orders.pk).order_by("revision")
    assert [(c.verb, c.diff.get("said")) for c in told][1:] == [
        ("describe", [None, "first"]),
        ("describe", ["first", "second"]),
        ("describe", ["second", None]),
    ]
    fact = Fact.objects.get(asset=orders)
    by_origin = Change.objects.filter(object_id=fact.pk).order_by("revision")
    assert [c.verb for c in by_origin] == ["state", "state", "withdraw"]
    assert {c.source_id for c in by_origin} == {shop.pk}
    assert unproven() == []


def test_saying_the_same_again_says_nothing(cast: Any, shop: Source, find: Find) -> None:
    orders = find("shop.main.orders")
    actions.describe(asset=orders, facts={"description": "one"}, by=cast.stef)
    before = Change.objects.count(), Event.objects.count()
    actions.describe(asset=orders, facts={"description": "one", "owner": None}, by=cast.stef)
    assert (Change.objects.count(), Event.objects.count()) == before


def test_who_comes_late_or_without_the_right_changes_nothing(
    cast: Any, shop: Source, find: Find
) -> None:
    orders = find("shop.main.orders")
    actions.describe(asset=orders, facts={"description": "mine"}, by=cast.stef, expected=1)
    with pytest.raises(Stale):
        actions.describe(asset=orders, facts={"description": "late"}, by=cast.ann, expected=1)
    with pytest.raises(Refused):
        actions.describe(asset=orders, facts={"description": "no"}, by=cast.vera)
    for facts in ({"description": " "}, {"display_name": "x" * 201}, {"colour": "red"}):
        with pytest.raises(Invalid):
            actions.describe(asset=orders, facts=facts, by=cast.stef)
    actions.retire_tree(asset=orders, by=cast.stef)
    with pytest.raises(Impossible, match="asset_is_retired"):
        actions.describe(asset=orders, facts={"description": "gone"}, by=cast.stef)
    assert Asset.objects.get(pk=orders.pk).said == "mine"
