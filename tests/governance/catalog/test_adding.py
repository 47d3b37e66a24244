"""What people add by hand lives in a domain, and only who sees the domain sees it."""

from typing import Any

import pytest

from core.access import actions as access
from core.access import queries as rights
from core.access.models import Role
from core.access.rules import Refused
from core.refusals import Impossible, Invalid
from governance.catalog import actions, queries
from governance.catalog.models import Alias, Asset
from governance.catalog.rules import adding as rules
from governance.search import queries as search
from governance.sources.models import Source
from tests.governance.catalog.conftest import unproven

pytestmark = pytest.mark.django_db
Kind = Asset.Kind


@pytest.fixture
def sales(cast: Any) -> Any:
    top = access.make_domain(name="Sales", by=cast.ann)
    return access.make_domain(name="EMEA", parent=top, by=cast.ann)


def test_it_is_found_with_what_is_said_of_it(cast: Any, sales: Any) -> None:
    facts = {"description": "Turnover of the week", "owner": cast.vera, "display_name": None}
    made = actions.add(
        kind=Kind.DASHBOARD, name="Weekly revenue", domain_id=sales.pk, by=cast.stef,
        url="https://bi.example/weekly", facts=facts,
    )  # fmt: skip
    assert made.fqn == 'Sales.EMEA."Weekly revenue" (dashboard)'
    assert (made.source_id, made.said, made.owner_id) == (None, facts["description"], cast.vera.pk)
    for text in ("weekly revenue", "turnover", "revenu", "turnovr"):
        assert [hit.asset.pk for hit in search.search(cast.vera, text).hits] == [made.pk], text
    assert unproven() == []


def test_only_who_sees_the_domain_sees_it(cast: Any, sales: Any) -> None:
    other = access.make_domain(name="Vault", by=cast.ann)
    seen = actions.add(kind=Kind.TOPIC, name="orders", domain_id=sales.pk, by=cast.stef)
    actions.add(kind=Kind.TOPIC, name="zebra", domain_id=other.pk, by=cast.stef)
    zoe = access.add_person(username="zoe", by=cast.ann)
    role = Role.objects.get(slug="viewer")
    access.bind(user=zoe, role=role, container=sales.parent, by=cast.ann)
    assert set(queries.active(zoe)) == {seen}
    assert search.search(zoe, "zebra").hits == []
    assert [binding.user for binding in rights.explain(zoe, "catalog.view", seen)] == [zoe]
    with pytest.raises(Refused):
        actions.change(asset=seen, name="x", by=zoe)


def test_a_name_is_taken_once_by_kind_and_domain(cast: Any, sales: Any) -> None:
    add = {"name": "orders", "domain_id": sales.pk, "by": cast.stef}
    first = actions.add(kind=Kind.TOPIC, **add)
    actions.add(kind=Kind.API, **add)
    with pytest.raises(Invalid, match="name_taken"):
        actions.add(kind=Kind.TOPIC, **add)
    actions.retire_tree(asset=first, by=cast.stef)
    actions.add(kind=Kind.TOPIC, **add)
    with pytest.raises(Impossible, match="path_taken"):
        actions.restore(group=first.retirements.get(), by=cast.stef)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": Kind.TABLE}, "not_by_hand"),
        ({"name": " "}, "blank"),
        ({"name": "x" * 501}, "too_long"),
        ({"url": "javascript:alert(1)"}, "not_a_web_address"),
        ({"url": "https://"}, "not_a_web_address"),
        ({"url": "http://[bad"}, "not_a_web_address"),
        ({"facts": {"description": "x" * 10_001}}, "too_long"),
    ],
)
def test_what_cannot_be_is_refused(cast: Any, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        actions.add(**{"kind": Kind.JOB, "name": "load", "by": cast.stef, **wrong})
    assert not Asset.objects.exists()


def test_it_changes_and_keeps_its_former_name(cast: Any, sales: Any) -> None:
    made = actions.add(kind=Kind.MODEL, name="churn", domain_id=sales.pk, by=cast.stef)
    actions.change(asset=made, name="churn 2", url="https://x.example", by=cast.stef, expected=1)
    assert (made.fqn, made.revision) == ('Sales.EMEA."churn 2" (model)', 2)
    assert Alias.objects.get().fqn == "Sales.EMEA.churn (model)"
    actions.change(asset=made, url="", by=cast.stef)
    assert Asset.objects.get(pk=made.pk).details["url"] is None
    assert unproven() == []


def test_what_a_source_says_is_not_ours_to_change(cast: Any, shop: Source) -> None:
    with pytest.raises(Impossible, match="asset_of_source"):
        actions.change(asset=Asset.objects.get(fqn="shop.main"), name="x", by=cast.stef)


def test_no_path_in_a_source_looks_like_one_added_by_hand() -> None:
    assert rules.path(["Sales"], "topic", "orders") == "Sales.orders (topic)"
    assert rules.path(["Sales"], "topic", "or.ders") == 'Sales."or.ders" (topic)'
