"""Whose word counts can be ranked anew; whatever the order says, no scan overwrites a person."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from core.access.rules import Refused
from core.changes.rules import Stale
from core.jobs.models import Job
from core.refusals import Invalid
from governance.catalog import actions, queries
from governance.catalog.models import Asset, Fact, Precedence
from governance.catalog.rules.facts import USUAL
from governance.search import queries as search
from governance.sources.models import Source
from tests import factories
from tests.governance.catalog.conftest import unproven

pytestmark = pytest.mark.django_db

Find = Callable[[str], Asset]
SCAN_FIRST = ("scan", "manual", "contract", "import", "rule")


def ranking(field: str) -> Precedence:
    return Precedence.objects.get(field=field)


def counting(asset: Asset, field: str) -> dict[str, Any]:
    """What each origin says of a field, by who says it; the first is the one that counts."""
    told = [one for one in queries.facts(asset) if one.field == field]
    return {one.origin: one.value for one in sorted(told, key=lambda one: not one.counts)}


@pytest.mark.parametrize(
    "order", [USUAL, SCAN_FIRST, ("rule", "scan", "manual", "contract", "import")]
)
def test_no_scan_overwrites_a_person_whatever_the_order_says(
    cast: Any, find: Find, rewrite: Callable[[str], Any], order: tuple[str, ...]
) -> None:
    orders = find("shop.main.orders")
    actions.describe(
        asset=orders, facts={"description": "Sold", "display_name": "Sales"}, by=cast.stef
    )
    for field in ("description", "display_name"):
        actions.rank(precedence=ranking(field), origins=order, by=cast.ann)
    Asset.objects.filter(pk=orders.pk).update(description="what the source says")
    rewrite("ALTER TABLE orders ADD COLUMN note TEXT")
    said = Fact.objects.filter(asset=orders, origin="manual").values_list("field", "value")
    assert dict(said) == {"description": "Sold", "display_name": "Sales"}
    for field in ("description", "display_name"):
        actions.rank(precedence=ranking(field), origins=USUAL, by=cast.ann)
    orders.refresh_from_db()
    assert (orders.words, orders.title) == ("Sold", "Sales")


def test_where_the_source_goes_first_the_page_shows_both_and_counts_its_own(
    cast: Any, shop: Source, find: Find
) -> None:
    orders = find("shop.main.orders")
    actions.describe(asset=orders, facts={"description": "Sold"}, by=cast.stef)
    Asset.objects.filter(pk=orders.pk).update(description="From the source")
    actions.rank(precedence=ranking("description"), origins=SCAN_FIRST, by=cast.ann)
    orders.refresh_from_db()
    assert orders.words == "From the source"
    assert list(counting(orders, "description")) == ["scan", "manual"]
    client = Client()
    client.force_login(cast.vera)
    page = client.get(f"/assets/{orders.pk}/").content.decode()
    assert "Sold" in page
    assert "From the source" in page


def test_a_word_behind_the_source_counts_where_the_source_says_nothing(
    cast: Any, shop: Source, find: Find
) -> None:
    orders = find("shop.main.orders")
    actions.rank(precedence=ranking("description"), origins=SCAN_FIRST, by=cast.ann)
    actions.describe(asset=orders, facts={"description": "Sold things"}, by=cast.stef)
    orders.refresh_from_db()
    assert (orders.said, orders.words) == (None, "Sold things")
    assert [hit.asset for hit in search.search(cast.vera, "sold").hits] == [orders]
    Asset.objects.filter(pk=orders.pk).update(description="The source has learnt to speak")
    orders.refresh_from_db()
    assert orders.words == "The source has learnt to speak"


def test_of_an_owner_no_source_says_anything_so_everybody_else_counts(
    cast: Any, shop: Source, find: Find
) -> None:
    orders = find("shop.main.orders")
    actions.describe(asset=orders, facts={"owner": cast.vera}, origin="rule", by=cast.stef)
    actions.describe(asset=orders, facts={"owner": cast.andy}, by=cast.stef)
    order = ("scan", "rule", "manual", "contract", "import")
    actions.rank(precedence=ranking("owner"), origins=order, by=cast.ann)
    orders.refresh_from_db()
    assert orders.owner_id == cast.vera.pk
    assert unproven() == []


@pytest.mark.parametrize("field", Fact.Field.values)
def test_settling_all_says_what_settling_each_says(
    cast: Any, shop: Source, find: Find, field: str
) -> None:
    orders, says = find("shop.main.orders"), {"rule": cast.vera, "manual": cast.stef}
    for origin, word in says.items():
        value = word if field == "owner" else f"by {origin}"
        actions.describe(asset=orders, facts={field: value}, origin=origin, by=cast.stef)
    columns = ("title", "said", "otherwise", "owner_id", "owner_group_id")
    for order in permutations(("rule", "scan", "manual")):
        ranked = (*order, "contract", "import")
        actions.rank(precedence=ranking(field), origins=ranked, by=cast.ann)
        orders.refresh_from_db()
        at_once = [getattr(orders, column) for column in columns]
        actions.describing.settle(orders)
        assert [getattr(orders, column) for column in columns] == at_once, order


def test_only_who_manages_everything_ranks_and_only_all_origins(cast: Any, shop: Source) -> None:
    row = ranking("description")
    for somebody in (cast.vera, cast.andy):
        with pytest.raises(Refused):
            actions.rank(precedence=row, origins=SCAN_FIRST, by=somebody)
    for origins in (("manual",), (*USUAL, "manual"), ("scan",) * 5):
        with pytest.raises(Invalid, match="not_a_ranking"):
            actions.rank(precedence=row, origins=origins, by=cast.ann)
    actions.rank(precedence=row, origins=SCAN_FIRST, by=cast.ann, expected=1)
    with pytest.raises(Stale):
        actions.rank(precedence=row, origins=USUAL, by=cast.ann, expected=1)
    assert unproven() == []


@pytest.mark.usefixtures("few_at_once")
def test_many_assets_are_settled_by_a_job(cast: Any, shop: Source, find: Find) -> None:
    for path in ("id", "total", "customer_id"):
        asset = find(f"shop.main.orders.{path}")
        actions.describe(asset=asset, facts={"description": path}, by=cast.stef)
    actions.describe(asset=find("shop.main"), facts={"description": "all"}, by=cast.stef)
    done = actions.rank(precedence=ranking("description"), origins=SCAN_FIRST, by=cast.ann)
    assert find("shop.main").said == "all", "until the job is done"
    assert done.job is not None
    job = factories.run(done.job)
    assert (job.state, job.counts) == (Job.State.SUCCEEDED, {"changed": 4})
    assert (find("shop.main").said, find("shop.main").otherwise) == (None, "all")


def test_through_the_api_with_if_match(cast: Any, api: Any, shop: Source) -> None:
    ann, url = api(cast.ann), f"/api/v1/precedence/{ranking('description').pk}"
    known = ann.get(url)
    assert known.json()["origins"] == list(USUAL)
    sent = {"origins": list(SCAN_FIRST)}
    assert ann.put(url, sent, format="json").status_code == 428
    given = {"format": "json", "headers": {"If-Match": known["ETag"]}}
    assert ann.put(url, sent, **given).json()["origins"] == list(SCAN_FIRST)
    assert ann.put(url, sent, **given).status_code == 412
    wrong = ann.put(url, {"origins": ["scan"]}, format="json", headers={"If-Match": "*"})
    assert "Name each of these once" in wrong.content.decode()
    assert api(cast.vera).put(url, sent, **given).status_code == 403


def test_in_the_administration(cast: Any, shop: Source) -> None:
    client = Client()
    client.force_login(cast.ann)
    place = f"/admin/governance/precedence/{ranking('description').pk}/change/"
    assert client.get(place).status_code == 200
    answer = client.post(place, {"origins": ",".join(SCAN_FIRST), "expected": 1})
    assert answer.status_code == 302, answer.content
    assert ranking("description").origins == list(SCAN_FIRST)
    page = client.get("/admin/governance/precedence/").content.decode()
    assert "by the source → by hand" in page
