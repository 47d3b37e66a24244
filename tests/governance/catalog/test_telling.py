"""The timeline of an asset says in words what happened, whatever verb did it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.changes.models import Change
from core.timeline import actions as timeline
from governance.catalog import actions, queries
from governance.catalog.models import Asset
from governance.scans import actions as scans
from governance.scans.models import Scan
from governance.sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db

Find = Callable[[str], Asset]


@pytest.fixture
def history(cast: Any) -> Callable[[Asset], str]:
    """The timeline of an asset, as a person reads it."""
    client = Client()
    client.force_login(cast.ann)

    def read(asset: Asset) -> str:
        page = client.get(f"/assets/{asset.pk}/history/").content.decode()
        return " ".join(page.split("<main", 1)[1].split())

    return read


def test_values_that_were_purged(
    cast: Any, shop: Source, find: Find, history: Callable[[Asset], str]
) -> None:
    orders = find("shop.main.orders")
    actions.describe(asset=orders, facts={"description": "Sold"}, by=cast.stef)
    before = timezone.now() + timedelta(minutes=1)
    timeline.purge(
        kind=queries.KIND, object_id=orders.pk, before=before, reason="asked to", by=cast.ann
    )
    told = history(orders)
    assert "blanked old values in the history of this table" in told
    assert "Changes without values now</dt> <dd><ins>2</ins>" in told
    assert "values</dt>" not in told


def test_a_scan_that_was_taken_back(
    cast: Any, find: Find, rewrite: Callable[[str], Any], history: Callable[[Asset], str]
) -> None:
    job = rewrite("ALTER TABLE orders ADD COLUMN note TEXT")
    factories.run(scans.roll_back(scan=Scan.objects.get(pk=job.pk), by=cast.stef))
    assert "took back what a scan did to the column note" in history(find("shop.main.orders"))


def test_words_that_came_along_with_another_asset(
    cast: Any, find: Find, rewrite: Callable[[str], Any], history: Callable[[Asset], str]
) -> None:
    old = find("shop.main.orders")
    rewrite("ALTER TABLE orders RENAME TO purchases")
    new = find("shop.main.purchases")
    actions.describe(asset=new, facts={"description": "Sold"}, by=cast.stef)
    actions.adopt(old_id=old.pk, new_id=new.pk, by=cast.stef)
    told = history(Asset.objects.get(pk=old.pk))
    assert "Sold" in told
    assert not {"merge", "asset_id"} & set(told.split())
    assert Change.objects.filter(verb="merge").exists()
