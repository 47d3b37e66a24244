"""Finding assets: why something was found, what is repaired, and that work stays bounded."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.people.models import User
from governance.catalog import actions as catalog
from governance.catalog.models import Asset, Word
from governance.search import actions as chores
from governance.search import queries as search
from governance.search.queries import finding
from tests import factories

SHOP = """
CREATE TABLE customer_order (id INTEGER, delivery_note TEXT);
CREATE TABLE customers (id INTEGER, full_name TEXT);
CREATE TABLE zebra (id INTEGER);
"""


@pytest.fixture
def shop(cast: Any, folder: Path) -> SimpleNamespace:
    source = factories.source(
        factories.sqlite_file(folder / "shop.db", SHOP),
        by=cast.ann,
        description="Where everything is sold",
    )
    factories.scan(source)
    return SimpleNamespace(source=source, **vars(cast))


def first(user: User, text: str) -> tuple[str, str, str]:
    hit = search.search(user, text).hits[0]
    return hit.asset.name, hit.matched, hit.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("customers", ("customers", "name", "customers")),
        ("order", ("customer_order", "name", "customer_order")),
        ("main zebra", ("zebra", "path", "shop.main.zebra")),
        ("sold", ("shop", "description", "Where everything is sold")),
    ],
)
def test_a_hit_says_which_field_matched(
    shop: SimpleNamespace, text: str, expected: tuple[str, str, str]
) -> None:
    assert first(shop.ann, text) == expected


def test_a_table_is_found_by_the_columns_in_it(shop: SimpleNamespace) -> None:
    tables = search.Narrowed(kinds=(Asset.Kind.TABLE,))
    hit = search.search(shop.ann, "customer delivery", narrowed=tables).hits[0]
    assert (hit.asset.name, hit.matched, hit.text) == ("customer_order", "inside", "delivery_note")


def test_what_was_called_otherwise_is_found_by_its_former_name(shop: SimpleNamespace) -> None:
    feed = catalog.add(
        kind=Asset.Kind.TOPIC,
        name="clicks",
        domain_id=shop.source.container.parent_id,
        by=shop.ann,
    )
    catalog.change(asset=feed, name="page views", by=shop.ann)
    assert first(shop.ann, "clicks") == ("page views", "former", "")


def test_words_are_repaired_only_when_nothing_fits(shop: SimpleNamespace) -> None:
    assert search.search(shop.ann, "zebra").repaired == {}
    found = search.search(shop.ann, "zebar")
    assert found.repaired == {"zebar": ["zebra"]}
    assert found.hits[0].asset.name == "zebra"
    assert found.hits[0].is_repaired


def test_a_word_that_only_others_know_does_not_stop_the_repair(
    shop: SimpleNamespace, folder: Path
) -> None:
    Word.objects.create(word="zebar")
    assert search.search(shop.ann, "zebar").repaired == {"zebar": ["zebra"]}


def test_nonsense_repairs_nothing(shop: SimpleNamespace) -> None:
    assert search.search(shop.ann, "qqqqqq wwwwww") == search.Found([], {}, False)
    assert search.search(shop.ann, "") == search.Found([], {}, False)
    assert search.search(shop.ann, "' | !! :* \\") == search.Found([], {}, False)


def test_a_word_that_is_everywhere_is_looked_for_among_things(
    shop: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [hit.asset.name for hit in search.search(shop.ann, "customer").hits]
    monkeypatch.setattr(finding, "COMMON", 0)
    chores.weigh_words()
    common = [hit.asset for hit in search.search(shop.ann, "customer").hits]
    assert {asset.name for asset in common} <= set(plain)
    assert "customers" in {asset.name for asset in common}
    assert Asset.Kind.COLUMN not in {asset.kind for asset in common}


def test_words_are_weighed_by_the_assets_that_hold_them(shop: SimpleNamespace) -> None:
    chores.weigh_words()
    assert Word.objects.get(word="zebra").df == 2  # the table, and around its column
    catalog.retire(
        asset_ids=list(Asset.objects.filter(name="zebra").values_list("pk", flat=True)), by=shop.ann
    )
    chores.weigh_words()
    assert Word.objects.get(word="zebra").df == 1
    assert chores.weigh_words() == 0


@pytest.mark.parametrize("text", ["customer", "customer delivery", "custmer dlivery", "a.b", "zz"])
def test_a_search_asks_a_bounded_number_of_statements(
    shop: SimpleNamespace, text: str, django_assert_max_num_queries: Any, fresh: Any
) -> None:
    vera = fresh(shop.vera)
    with django_assert_max_num_queries(24):
        search.search(vera, text)


def test_a_facet_narrows_a_search(shop: SimpleNamespace) -> None:
    columns = search.Narrowed(kinds=(Asset.Kind.COLUMN,))
    found = search.search(shop.ann, "customer", narrowed=columns)
    assert {hit.asset.kind for hit in found.hits} == {Asset.Kind.COLUMN}
    nowhere = search.Narrowed(scopes=(0,))
    assert search.search(shop.ann, "customer", narrowed=nowhere).hits == []


def test_people_jobs_and_views_are_found_by_who_may_see_them(shop: SimpleNamespace) -> None:
    assert [one.kind for one in search.sections(shop.ann, "vera")] == ["person"]
    assert search.sections(shop.vera, "vera") == []
    assert [one.kind for one in search.sections(shop.ann, "J-000001")] in (["job"], [])
    assert search.sections(shop.ann, "") == []


def test_after_a_large_scan_words_are_weighed_at_once(
    shop: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    chores.follow_scan(assets=chores.MANY - 1)
    assert Word.objects.get(word="zebra").df == 0
    monkeypatch.setattr(chores, "MANY", 1)
    chores.follow_scan(assets=1)
    assert Word.objects.get(word="zebra").df == 2
