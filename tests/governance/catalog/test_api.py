"""What a page can do with an asset, the API can do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from core.access import actions as access
from core.access.models import Role
from core.jobs import actions as jobs
from governance.catalog import actions
from governance.catalog.models import Asset, RetireGroup
from governance.sources.models import Source
from tests.governance.catalog.conftest import an_hour_later

pytestmark = pytest.mark.django_db
ANY = {"If-Match": "*"}
Find = Callable[[str], Asset]


def at(asset: Asset, more: str = "") -> str:
    return f"/api/v1/assets/{asset.pk}{more}"


def test_describe_an_asset_and_take_the_word_back(
    cast: Any, api: Any, shop: Source, find: Find
) -> None:
    orders, group = find("shop.main.orders"), Group.objects.create(name="Sales")
    stef = api(cast.stef)
    sent = {"description": "Sold", "owner": {"user": str(cast.vera.pk)}, "note": "from the wiki"}
    changed = stef.patch(at(orders), sent, format="json", headers={"If-Match": '"1"'})
    assert changed.json()["owner"] == {"user": str(cast.vera.pk), "group": None}
    assert (changed.json()["description"], changed.json()["revision"]) == ("Sold", 2)
    late = stef.patch(at(orders), {"description": "x"}, format="json", headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert stef.patch(at(orders), sent, format="json").status_code == 428
    stef.patch(at(orders), {"owner": {"group": group.pk}}, format="json", headers=ANY)
    back = stef.patch(at(orders), {"description": None}, format="json", headers=ANY).json()
    assert (back["description"], back["owner"]["group"]) == (None, group.pk)
    assert api(cast.vera).patch(at(orders), sent, format="json", headers=ANY).status_code == 403
    assert api(cast.nobody).patch(at(orders), sent, format="json", headers=ANY).status_code == 404


@pytest.mark.parametrize(
    "owner",
    [{}, {"group": 99}, {"user": "00000000-0000-7000-8000-0000000000aa"}, {"user": 1}, "me"],
)
def test_an_owner_must_be_somebody(
    cast: Any, api: Any, shop: Source, find: Find, owner: Any
) -> None:
    url = at(find("shop.main.orders"))
    refused = api(cast.stef).patch(url, {"owner": owner}, format="json", headers=ANY)
    assert refused.status_code == 400
    assert "/owner" in {one["pointer"][:6] for one in refused.json()["errors"]}


def test_every_origin_is_told_beside_the_source(
    cast: Any, api: Any, shop: Source, find: Find
) -> None:
    orders = find("shop.main.orders")
    Asset.objects.filter(pk=orders.pk).update(description="order table")
    actions.describe(asset=orders, facts={"description": "by rule"}, origin="rule", by=cast.ann)
    actions.describe(asset=orders, facts={"description": "Sold"}, by=cast.stef, note="n")
    told = api(cast.vera).get(at(orders, "/facts")).json()
    words = [(t["origin"], t["value"], t["counts"], t["by"]) for t in told[:3]]
    assert words == [
        ("manual", "Sold", True, "Stef"),
        ("rule", "by rule", False, "Ann"),
        ("scan", "order table", False, None),
    ]


def test_add_and_change_by_hand(cast: Any, api: Any) -> None:
    stef = api(cast.stef)
    sent = {"kind": "dashboard", "name": "Weekly", "url": "https://bi.example", "description": "d"}
    made = stef.post("/api/v1/assets", sent, format="json")
    assert made.status_code == 201
    url = made.headers["Location"]
    assert (made.json()["source"], made.json()["details"]["url"]) == (None, "https://bi.example")
    assert stef.post("/api/v1/assets", sent, format="json").json()["code"] == "name_taken"
    changed = stef.patch(url, {"name": "Daily", "url": "", "kind": "report", "description": "e"},
                         format="json", headers={"If-Match": '"2"'})  # fmt: skip
    assert changed.status_code == 200
    assert (changed.json()["kind"], changed.json()["description"]) == ("report", "e")
    assert changed.json()["fqn"].endswith("Daily (report)")
    wrong = stef.post("/api/v1/assets", {"kind": "table", "name": "x"}, format="json")
    assert wrong.json()["errors"][0]["code"] == "unknown_choice"
    assert api(cast.vera).post("/api/v1/assets", sent, format="json").status_code == 403


def test_the_name_of_what_a_source_has_is_not_changed(
    cast: Any, api: Any, shop: Source, find: Find
) -> None:
    url = at(find("shop.main.orders"))
    sent = {"name": "x", "description": "kept?"}
    refused = api(cast.stef).patch(url, sent, format="json", headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (409, "asset_of_source")
    assert find("shop.main.orders").said is None


def test_retire_and_restore(cast: Any, api: Any, shop: Source, find: Find) -> None:
    orders, stef = find("shop.main.orders"), api(cast.stef)
    assert stef.post(at(orders, "/retire")).json()["state"] == "retired"
    assert stef.post(at(orders, "/retire")).json()["code"] == "asset_is_retired"
    row = stef.get(f"/api/v1/retirements?asset={orders.pk}").json()["results"][0]
    assert (row["count"], row["by"]["label"], row["restored_at"]) == (4, "Stef", None)
    url = f"/api/v1/retirements/{row['id']}/restore"
    assert api(cast.vera).post(url).status_code == 403
    assert stef.post(url).json() == {"restored": 4}
    assert stef.post(url).json()["code"] == "already_restored"


def test_what_is_too_much_for_a_request_is_a_job(
    cast: Any, api: Any, shop: Source, find: Find, few_at_once: None
) -> None:
    vault = access.make_domain(name="Vault", by=cast.ann)
    total, ann, sent = find("shop.main.orders.total"), api(cast.ann), {"domain": str(vault.pk)}
    assert ann.post(at(total, "/move"), sent, format="json").json()["domain"] == str(vault.pk)
    moved = ann.post(at(find("shop.main.customers"), "/move"), sent, format="json")
    assert (moved.status_code, moved.json()["kind"]) == (202, "governance.move")
    assert moved["Location"].endswith(f"/api/v1/jobs/{moved.json()['id']}")
    again = ann.post(at(find("shop.main.customers"), "/retire"))
    assert (again.status_code, again.json()["code"]) == (409, "already_running")
    retired = ann.post(at(find("shop.main.orders"), "/retire"))
    assert (retired.status_code, retired.json()["kind"]) == (202, "governance.retire")
    jobs.run(job_id=UUID(retired.json()["id"]))
    group = RetireGroup.objects.get()
    restored = ann.post(f"/api/v1/retirements/{group.pk}/restore")
    assert (restored.status_code, restored.json()["kind"]) == (202, "governance.restore")


def test_an_asset_as_it_was(
    cast: Any, api: Any, shop: Source, find: Find, rewrite: Callable[[str], Any]
) -> None:
    orders = find("shop.main.orders")
    before = an_hour_later()
    rewrite(
        "ALTER TABLE orders RENAME COLUMN total TO sum; ALTER TABLE orders ADD COLUMN note TEXT"
    )
    actions.describe(asset=find("shop.main.orders"), facts={"description": "Sold"}, by=cast.stef)
    vera = api(cast.vera)
    then = vera.get(at(orders, "/as-of"), {"at": before.isoformat()}).json()
    assert [one["name"] for one in then["contents"]] == ["id", "customer_id", "total"]
    assert "said" not in then["state"]
    assert (then["state"]["kind"], then["state"]["state"]) == ("table", "active")
    assert {(one["kind"], one["state"]) for one in then["contents"]} == {("column", "active")}
    now = vera.get(at(orders, "/as-of"), {"at": timezone.now().isoformat()}).json()
    assert [one["name"] for one in now["contents"]] == ["id", "customer_id", "sum", "note"]
    assert now["state"]["said"] == "Sold"
    never = vera.get(at(orders, "/as-of"), {"at": (before - timedelta(days=9)).isoformat()}).json()
    assert (never["state"], never["contents"]) == (None, [])
    assert vera.get(at(orders, "/as-of")).status_code == 400


def test_history_speaks_of_kinds_and_states_as_the_rest_of_the_api_does(
    cast: Any, api: Any, shop: Source, find: Find
) -> None:
    orders = find("shop.main.orders")
    before = an_hour_later()
    actions.retire_tree(asset=orders, by=cast.stef)
    vera = api(cast.vera)
    newest, first = vera.get(at(orders, "/history")).json()["results"]
    assert newest["diff"] == {"state": ["active", "retired"]}
    assert (first["diff"]["kind"], first["diff"]["state"]) == ([None, "table"], [None, "active"])
    found = vera.get(at(orders, "/diff"), {"from": before.isoformat()}).json()
    assert {tuple(one["fields"]["state"]) for one in found} == {("active", "retired")}


def test_two_versions_are_compared_by_identity(
    cast: Any, api: Any, shop: Source, find: Find, rewrite: Callable[[str], Any]
) -> None:
    orders, total = find("shop.main.orders"), find("shop.main.orders.total")
    start = an_hour_later()
    actions.rename(asset=total, name="sum", by=cast.stef)
    actions.describe(asset=orders, facts={"description": "one"}, by=cast.stef)
    actions.describe(asset=orders, facts={"description": "two"}, by=cast.stef)
    vera = api(cast.vera)
    found = vera.get(at(orders, "/diff"), {"from": start.isoformat()}).json()
    assert [(one["id"], one["fields"]) for one in found] == [
        (str(orders.pk), {"said": [None, "two"]}),
        (str(total.pk), {"name": ["total", "sum"]}),
    ]
    actions.describe(asset=orders, facts={"description": "one"}, by=cast.stef)
    an_hour_later()
    actions.describe(asset=orders, facts={"description": "two"}, by=cast.stef)
    steps = vera.get(at(orders, "/diff"), {"from": "4", "to": "5"}).json()
    assert steps[0]["fields"] == {"said": ["one", "two"]}
    for wrong in ("99", "yesterday", "1" * 20):
        refused = vera.get(at(orders, "/diff"), {"from": wrong}).json()
        assert refused["code"] == "no_such_version"


def test_a_whole_source_is_compared_page_by_page(
    cast: Any, api: Any, shop: Source, find: Find, rewrite: Callable[[str], Any]
) -> None:
    start = an_hour_later()
    rewrite("ALTER TABLE orders ADD COLUMN note TEXT; DROP VIEW big_orders;")
    url, asked = f"/api/v1/sources/{shop.pk}/diff", {"from": start.isoformat(), "page_size": 3}
    first = api(cast.vera).get(url, asked).json()
    rest = api(cast.vera).get(first["next"]).json()
    paths = [one["fqn"] for one in [*first["results"], *rest["results"]]]
    assert paths == [
        "shop.main.big_orders",
        "shop.main.big_orders.email",
        "shop.main.big_orders.id",
        "shop.main.orders.note",
        "shop.main.big_orders.total",
    ]
    assert api(cast.nobody).get(url, asked).status_code == 404


def test_what_is_hidden_now_is_hidden_in_every_moment(
    cast: Any, api: Any, shop: Source, find: Find
) -> None:
    zoe = access.add_person(username="zoe", by=cast.ann)
    role = Role.objects.get(slug="viewer")
    access.bind(user=zoe, role=role, container=shop.container.parent, by=cast.ann)
    vault = access.make_domain(name="Vault", by=cast.ann)
    start = timezone.now() - timedelta(hours=1)
    total = find("shop.main.orders.total")
    actions.move(asset=total, domain=vault, by=cast.ann)
    client = api(zoe)
    asked = {"from": start.isoformat()}
    for answer in (
        client.get(at(find("shop.main.orders"), "/diff"), asked),
        client.get(f"/api/v1/sources/{shop.pk}/diff", asked),
        client.get(at(find("shop.main.orders"), "/as-of"), {"at": timezone.now().isoformat()}),
    ):
        assert answer.status_code == 200
        assert str(total.pk) not in answer.content.decode()
    for path in ("/as-of?at=2026-01-01T00:00:00Z", "/diff?from=1", "/facts"):
        assert client.get(at(total, path)).status_code == 404


def test_moments_cost_a_constant_number_of_statements(
    cast: Any,
    shop: Source,
    find: Find,
    rewrite: Callable[[str], Any],
    client: Any,
    django_assert_max_num_queries: Any,
) -> None:
    start = an_hour_later()
    columns = ", ".join(f"c{n} TEXT" for n in range(60))
    rewrite(f"CREATE TABLE wide (id INTEGER PRIMARY KEY, {columns});")
    client.force_login(cast.vera)
    wide = find("shop.main.wide")
    asked = {"from": start.isoformat()}
    for url, query in (
        (at(wide, "/as-of"), {"at": timezone.now().isoformat()}),
        (at(wide, "/diff"), asked),
        (f"/api/v1/sources/{shop.pk}/diff", asked),
        (at(wide, "/facts"), {}),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(url, query).status_code == 200
