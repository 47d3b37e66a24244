"""The pages of one asset: who says what, as it was, what became of it."""

from collections.abc import Callable
from typing import Any

import pytest

from core.access import actions as access
from core.access.models import Role
from core.people.models import User
from governance.catalog import actions
from governance.catalog.models import Asset
from governance.sources.models import Source
from tests.core.web import grows, htmx, web
from tests.governance.catalog.conftest import an_hour_later

pytestmark = pytest.mark.django_db
Find = Callable[[str], Asset]


def at(asset: Asset, more: str = "") -> str:
    return f"/assets/{asset.pk}/{more}"


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def said(asset: Asset, **more: Any) -> dict[str, Any]:
    return {"description": "", "display_name": "", "owner": "", "revision": asset.revision, **more}


def test_both_words_stand_beside_each_other(cast: Any, shop: Source, find: Find) -> None:
    orders = find("shop.main.orders")
    Asset.objects.filter(pk=orders.pk).update(description="order table")
    form = said(orders, description="Everything sold", owner="VERA", note="asked")
    assert web(cast.stef).post(at(orders, "describe/"), form).status_code == 303
    page = text(web(cast.vera).get(at(orders)))
    for words in ("Everything sold", "Stef says", "order table", "The source says", "“asked”"):
        assert words in page, words
    assert "describe/" not in page
    assert "describe/" in text(web(cast.stef).get(at(orders)))


def test_describing_in_place(cast: Any, shop: Source, find: Find) -> None:
    orders = find("shop.main.orders")
    client, url = web(cast.stef), at(find("shop.main.orders"), "describe/")
    fragment = text(client.get(url, headers=htmx()))
    assert fragment.lstrip().startswith('<section class="card form-page" id="said"')
    wrong = client.post(url, said(orders, owner="nobody at all"), headers=htmx())
    assert (wrong.status_code, "<html" in wrong.content.decode()) == (422, False)
    assert "Nobody and no group has this name" in wrong.content.decode()
    saved = client.post(url, said(orders, display_name="Orders"), headers=htmx())
    assert (saved.status_code, saved.headers["HX-Refresh"]) == (204, "true")
    assert "<h1>Orders</h1>" in text(client.get(at(orders)))
    late = client.post(url, said(orders, display_name="Late"), headers=htmx())
    assert late.status_code == 412
    back = said(find("shop.main.orders"))
    assert web(cast.stef).post(url, back).status_code == 303
    assert find("shop.main.orders").title is None


def test_who_may_not_change_it_is_told_so(cast: Any, shop: Source, find: Find) -> None:
    orders = find("shop.main.orders")
    for verb in ("describe/", "move/", "retire/", "restore/", "edit/"):
        post = web(cast.vera).post(at(orders, verb), {})
        assert post.status_code == 403, verb
        assert web(cast.nobody).post(at(orders, verb), {}).status_code == 404, verb


def test_add_change_and_move_by_hand(cast: Any) -> None:
    client, domain = web(cast.ann), access.make_domain(name="Sales", by=cast.ann)
    assert "Dashboard" in text(client.get("/assets/new/"))
    form = {"kind": 10, "name": "Weekly", "domain": str(domain.pk), "url": "https://bi.example",
            "description": "Turnover", "owner": "vera"}  # fmt: skip
    assert client.post("/assets/new/", {**form, "url": "javascript:x"}).status_code == 422
    made = client.post("/assets/new/", form)
    assert made.status_code == 303
    again = client.post("/assets/new/", form)
    assert (again.status_code, "taken" in again.content.decode()) == (422, True)
    page = text(client.get(made.headers["Location"]))
    for words in ("Turnover", "https://bi.example", "Sales", "Sales.Weekly (dashboard)"):
        assert words in page, words
    asset = Asset.objects.get(name="Weekly")
    changed = {"kind": 14, "name": "Daily", "url": "", "revision": asset.revision}
    assert client.post(at(asset, "edit/"), changed).status_code == 303
    unsorted = str(Asset.objects.get().domain_id)
    other = access.make_domain(name="Other", by=cast.ann)
    assert client.post(at(asset, "move/"), {"domain": str(other.pk)}).status_code == 303
    page = text(client.get(at(asset)))
    for words in ("Other.Daily (report)", "Formerly", "Sales.Weekly (dashboard)"):
        assert words in page, words
    assert unsorted != str(Asset.objects.get().domain_id)


def test_retire_and_restore(cast: Any, shop: Source, find: Find) -> None:
    orders, client = find("shop.main.orders"), web(cast.stef)
    assert client.post(at(orders, "retire/")).status_code == 303
    page = text(client.get(at(orders)))
    assert "Stef retired it as one of 4 assets" in page
    assert "restore/" in page
    assert client.post(at(orders, "restore/")).status_code == 303
    assert find("shop.main.orders").pk == orders.pk


def test_an_asset_as_it_was(
    cast: Any, shop: Source, find: Find, rewrite: Callable[[str], Any]
) -> None:
    orders, before = find("shop.main.orders"), an_hour_later()
    rewrite("ALTER TABLE orders RENAME COLUMN total TO turnover")
    actions.describe(asset=find("shop.main.orders"), facts={"description": "Sold"}, by=cast.stef)
    client = web(cast.vera)
    then = text(client.get(at(orders), {"at": before.isoformat()}))
    assert "This is how it was on" in then
    assert "turnover" not in then
    assert "Sold" not in then
    assert "total" in then
    assert "turnover" in text(client.get(at(orders)))
    assert "It was not known yet on" in text(client.get(at(orders), {"at": "2020-01-01T00:00"}))
    assert "This is how" not in text(client.get(at(orders), {"at": "some day"}))


def test_the_timeline_tells_everything_in_words(
    cast: Any, shop: Source, find: Find, rewrite: Callable[[str], Any]
) -> None:
    orders, vault = find("shop.main.orders"), access.make_domain(name="Vault", by=cast.ann)
    an_hour_later()
    job = rewrite("ALTER TABLE orders ADD COLUMN note TEXT")
    facts = {"description": "Sold", "owner": cast.vera}
    actions.describe(asset=orders, facts=facts, by=cast.stef)
    actions.describe(asset=orders, facts={"description": "Contracted"}, origin="rule", by=cast.stef)
    actions.move(asset=orders, domain=vault, by=cast.ann)
    client = web(cast.ann)
    page = text(client.get(at(orders, "history/")))
    for words in ("Sold", "Vera", "Contracted", "Description, by rule", "Vault", job.receipt):
        assert words in page, words
    for raw in (str(cast.vera.pk), str(vault.pk), ">owner_id", ">asset_id"):
        assert raw not in page.split("<main", 1)[1], raw
    only = text(client.get(at(orders, "history/"), {"verb": "describe", "field": "owner_id"}))
    assert "Vera" in only
    assert "Vault" not in only.split("<main", 1)[1]
    none = text(client.get(at(orders, "history/"), {"verb": "rename"}))
    assert "Nothing of this kind" in none


def test_the_timeline_of_a_source_tells_its_scans(cast: Any, shop: Source) -> None:
    page = text(web(cast.ann).get(f"/assets/{shop.pk}/history/"))
    assert "A scan of shop has finished" in page


def test_a_domain_that_one_does_not_see_is_not_named(cast: Any, shop: Source, find: Find) -> None:
    vault = access.make_domain(name="Vault", by=cast.ann)
    zoe = access.add_person(username="zoe", by=cast.ann)
    role = Role.objects.get(slug="viewer")
    access.bind(user=zoe, role=role, container=shop.container.parent, by=cast.ann)
    actions.move(asset=find("shop.main.orders"), domain=vault, by=cast.ann)
    actions.move(asset=find("shop.main.orders"), domain=shop.container.parent, by=cast.ann)
    zoe = User.objects.get(pk=zoe.pk)
    for page in ("history/", "compare/", ""):
        assert "Vault" not in text(web(zoe).get(at(find("shop.main.orders"), page))), page


def test_two_versions_beside_each_other(cast: Any, shop: Source, find: Find) -> None:
    orders, total = find("shop.main.orders"), find("shop.main.orders.total")
    start = an_hour_later()
    actions.rename(asset=total, name="turnover", by=cast.stef)
    actions.describe(asset=orders, facts={"description": "Sold", "owner": cast.vera}, by=cast.stef)
    client = web(cast.vera)
    page = text(client.get(at(orders, "compare/")))
    for words in ("Sold", "total", "turnover", "Vera"):
        assert words in page, words
    same = {"start": start.isoformat(), "end": start.isoformat()}
    refused = text(client.get(at(orders, "compare/"), same))
    assert "Select a valid choice" in refused
    assert text(client.get(at(find("shop.main.big_orders"), "compare/")))


def test_pages_cost_the_same_for_few_columns_and_for_many(
    cast: Any, shop: Source, find: Find, rewrite: Callable[[str], Any]
) -> None:
    orders = find("shop.main.orders")

    def add(n: int) -> None:
        base = Asset.objects.filter(parent_id=orders.pk).count()
        rewrite("".join(f"ALTER TABLE orders ADD COLUMN c{base + i} TEXT;" for i in range(n)))
        column = Asset.objects.filter(parent_id=orders.pk).first()
        actions.describe(asset=column, facts={"description": f"{base}"}, by=cast.stef)
        an_hour_later()

    past = an_hour_later().isoformat().replace("+", "%2B")
    for page in ("", f"?at={past}", "history/", "compare/"):
        few, many, size = grows(web(cast.stef), at(orders, page), add)
        assert many <= few + 1, page
        assert size < 120_000, page
