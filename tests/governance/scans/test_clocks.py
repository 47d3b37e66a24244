"""Clocks differ between machines and are set back: no scan loses sight of what it did."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.jobs.models import Job
from governance.catalog.models import Asset
from governance.scans import actions as scans
from governance.scans import queries
from governance.scans.models import Rename, Scan
from tests import factories
from tests.governance.scans.test_actions import change_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[timedelta(days=-3), timedelta(days=3)], ids=["behind", "ahead"])
def off(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal's own clock is wrong by days; its database's is not."""
    right = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: right() + request.param)


def test_a_scan_is_whole_by_a_wrong_clock(off: Any, cast: Any, folder: Path) -> None:
    path = factories.sqlite_file(folder / "shop.db")
    source = factories.source(path, by=cast.ann, hold_share=100)
    factories.scan(source)
    change_shop(source, "DROP VIEW big_orders; ALTER TABLE customers RENAME TO clients;")
    job = factories.scan(source)
    assert job.state == Job.State.SUCCEEDED
    scan = Scan.objects.get(pk=job.pk)
    counted = scan.assets_added + scan.assets_changed + scan.assets_retired
    assert queries.changes_of(scan).count() == counted
    assert Rename.objects.get().new_name == "shop.main.clients"
    assert factories.run(scans.roll_back(scan=scan, by=cast.stef)).state == Job.State.SUCCEEDED
    assert Asset.objects.get(fqn="shop.main.customers").state == Asset.State.ACTIVE


def test_a_clock_set_back_in_mid_scan_hides_no_change(cast: Any, folder: Path) -> None:
    source = factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann)
    scan = Scan.objects.get(pk=factories.scan(source).pk)
    with connection.cursor() as cursor:  # as if the database's clock had jumped by half an hour
        cursor.execute("UPDATE core_change SET at = at - interval '30 minutes'")
    assert queries.changes_of(scan).count() == scan.assets_added
