"""One scan can be taken back: what it changed is what it was."""

from pathlib import Path
from typing import Any

import pytest

from core.changes import actions as changes
from core.jobs.models import Job
from core.refusals import Impossible
from governance.catalog.models import Asset
from governance.scans import actions as scans
from governance.scans.models import Scan
from governance.search import queries as search
from governance.sources import actions as sources
from governance.sources.models import Source
from tests import factories
from tests.governance.scans.test_actions import change_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(cast: Any, folder: Path) -> Source:
    source = factories.source(
        factories.sqlite_file(folder / "shop.db"), by=cast.ann, hold_share=100
    )
    factories.scan(source)
    return source


def picture(source: Source) -> set[tuple[Any, ...]]:
    found = Asset.objects.filter(source_id=source.pk, state=Asset.State.ACTIVE)
    fields = ("id", "name", "fqn", "kind", "parent_id", "description", "details")
    return {(*row[:-1], str(row[-1])) for row in found.values_list(*fields)}


def take_back(job: Job, by: Any) -> Job:
    return factories.run(scans.roll_back(scan=Scan.objects.get(pk=job.pk), by=by))


CHANGE = """
ALTER TABLE customers ADD COLUMN phone TEXT;
DROP VIEW big_orders;
CREATE VIEW big_orders AS SELECT id FROM orders;
CREATE TABLE refunds (id INTEGER PRIMARY KEY);
"""


def test_a_scan_that_was_taken_back_left_nothing(shop: Source, cast: Any) -> None:
    before = picture(shop)
    change_shop(shop, CHANGE)
    job = factories.scan(shop)
    assert picture(shop) != before
    assert take_back(job, cast.stef).state == Job.State.SUCCEEDED
    assert picture(shop) == before
    assert {finding.code for finding in changes.verify_history()} <= {"unsealed"}
    assert not search.search(cast.ann, "refunds").hits


def test_the_next_scan_finds_the_same_again(shop: Source, cast: Any) -> None:
    change_shop(shop, CHANGE)
    job = factories.scan(shop)
    after = picture(shop)
    take_back(job, cast.stef)
    factories.scan(shop)
    assert picture(shop) == after


def test_a_first_scan_can_be_taken_back(shop: Source, cast: Any) -> None:
    take_back(Job.objects.get(kind="governance.scan"), cast.stef)
    assert {row[3] for row in picture(shop)} == {Asset.Kind.SOURCE}


def test_what_was_changed_since_is_in_the_way(shop: Source, cast: Any) -> None:
    change_shop(shop, CHANGE)
    first = factories.scan(shop)
    change_shop(shop, "DROP VIEW big_orders;")
    factories.scan(shop)
    after = picture(shop)
    refused = take_back(first, cast.stef)
    assert (refused.state, refused.trouble_code) == (Job.State.FAILED, "changed_since")
    assert picture(shop) == after


def test_it_is_taken_back_once(shop: Source, cast: Any) -> None:
    change_shop(shop, CHANGE)
    job = factories.scan(shop)
    take_back(job, cast.stef)
    with pytest.raises(Impossible, match="already_rolled_back"):
        scans.roll_back(scan=Scan.objects.get(pk=job.pk), by=cast.stef)


def test_what_was_released_comes_back_with_the_scan(shop: Source, cast: Any) -> None:
    sources.change(source=shop, by=cast.ann, hold_share=0)
    before = picture(shop)
    change_shop(shop, "DROP VIEW big_orders; DROP TABLE orders;")
    job = factories.scan(shop)
    scans.release(scan=Scan.objects.get(pk=job.pk), by=cast.stef)
    assert picture(shop) != before
    assert take_back(job, cast.stef).state == Job.State.SUCCEEDED
    assert picture(shop) == before
    assert {finding.code for finding in changes.verify_history()} <= {"unsealed"}


def test_a_scan_that_waits_has_its_address_already(shop: Source, cast: Any) -> None:
    job = scans.start(source=shop, by=cast.stef)
    assert Scan.objects.get(pk=job.pk).counted is None
