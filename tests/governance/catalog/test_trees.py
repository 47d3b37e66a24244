"""What is too much for a request is done by a job, which calls the same verb."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from core import cause
from core.access import actions as access
from core.access.rules import Refused
from core.jobs.models import Job
from core.jobs.rules import AlreadyRunning
from core.refusals import Impossible
from governance.catalog import actions, queries
from governance.catalog.models import Asset
from governance.search import queries as search
from governance.sources import actions as sources
from governance.sources.models import Source
from tests import factories
from tests.governance.catalog.conftest import digest, unproven

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_at_once")]

Find = Callable[[str], Asset]


def finish(done: actions.Done) -> dict[str, int]:
    """Run the job that goes on with a verb; its figures."""
    assert done.job is not None
    job = factories.run(done.job)
    assert job.state == Job.State.SUCCEEDED, job.trouble_code
    return dict(job.counts)


def test_many_are_moved_by_a_job(cast: Any, shop: Source, find: Find) -> None:
    vault = access.make_domain(name="Vault", by=cast.ann)
    done = actions.move(asset=find("shop.main"), domain=vault, by=cast.ann)
    assert find("shop.main.orders").domain_id != vault.pk
    assert finish(done) == {"moved": 13}
    assert find("shop.main.orders.total").domain_id == vault.pk


def test_many_are_retired_and_come_back_by_jobs(cast: Any, shop: Source, find: Find) -> None:
    before, schema = digest(), find("shop.main")
    assert finish(actions.retire_tree(asset=schema, by=cast.stef)) == {"retired": 13}
    group = schema.retirements.get()
    assert group.by_label == str(cast.stef)
    assert finish(actions.restore(group=group, by=cast.stef)) == {"restored": 13}
    assert digest() == before
    assert unproven() == []


def test_what_lies_in_something_large_follows_its_new_name_by_a_job(
    cast: Any, shop: Source, find: Find
) -> None:
    actions.rename(asset=find("shop.main"), name="sales", by=cast.stef)
    assert find("shop.sales").name == "sales"
    assert find("shop.main.orders.total"), "until the job is done"
    first = Job.objects.get(kind="governance.follow")
    actions.rename(asset=find("shop.sales"), name="trade", by=cast.stef)
    second = Job.objects.filter(kind="governance.follow").exclude(pk=first.pk).get()
    factories.run(second)
    assert factories.run(first).counts == {"changed": 12}, "in whatever order they run"
    assert find("shop.trade.orders.total")
    found = search.search(cast.ann, "trade orders").hits
    assert "shop.trade.orders" in {hit.asset.fqn for hit in found}


def test_a_source_with_very_much_in_it_is_renamed_and_retired_by_jobs(
    cast: Any, shop: Source, find: Find
) -> None:
    sources.change(source=shop, name="store", by=cast.ann)
    factories.run(Job.objects.get(kind="governance.follow"))
    assert find("store.main.orders.total")
    sources.retire(source=shop, by=cast.ann)
    assert find("store.main.orders.total"), "until the job is done"
    assert factories.run(Job.objects.get(kind="governance.retire")).counts == {"retired": 14}
    assert not queries.active(cast.ann).exists()


def test_a_scan_does_not_wait_for_the_paths_after_a_new_name(
    cast: Any, shop: Source, find: Find
) -> None:
    table = find("shop.main.orders")
    sources.change(source=shop, name="store", by=cast.ann)
    job = factories.scan(shop)
    assert (job.counts["added"], job.counts["retired"]) == (0, 0)
    assert find("store.main.orders") == table
    assert factories.run(Job.objects.get(kind="governance.follow")).counts == {"changed": 0}
    assert unproven() == []


def test_another_source_may_take_the_former_name_at_once(
    cast: Any, shop: Source, find: Find, folder: Path
) -> None:
    sources.change(source=shop, name="store", by=cast.ann)
    other = factories.source(factories.sqlite_file(folder / "other.db"), by=cast.ann, name="shop")
    assert factories.scan(other).state == Job.State.SUCCEEDED
    assert find("shop.main.orders.total").source_id == shop.pk, "until the job is done"


def test_what_is_impossible_or_refused_never_becomes_a_job(
    cast: Any, shop: Source, find: Find
) -> None:
    with pytest.raises(Impossible, match="asset_is_source"):
        actions.retire_tree(asset=find("shop"), by=cast.ann)
    with pytest.raises(Refused):
        actions.retire_tree(asset=find("shop.main"), by=cast.vera)
    actions.retire_tree(asset=find("shop.main"), by=cast.stef)
    with pytest.raises(AlreadyRunning):
        actions.retire_tree(asset=find("shop.main"), by=cast.stef)
    assert Job.objects.filter(kind__in=("governance.retire", "governance.move")).count() == 1


def test_the_right_is_asked_again_when_the_job_runs(cast: Any, shop: Source, find: Find) -> None:
    done = actions.retire_tree(asset=find("shop.main"), by=cast.stef)
    for binding in cast.stef.bindings.all():
        access.unbind(binding=binding, by=cast.ann)
    assert done.job is not None
    assert factories.run(done.job).state == Job.State.FAILED
    assert find("shop.main.orders")


def test_nobody_waits_in_a_job(cast: Any, shop: Source, find: Find) -> None:
    schema = find("shop.main")
    assert queries.is_large(schema.pk)
    assert not queries.is_large(find("shop.main.orders.total").pk)
    with cause.because(cause.Cause("job", "1")):
        assert actions.retire_tree(asset=schema, by=cast.stef) == actions.Done(13)


def test_a_page_leads_to_the_job(cast: Any, shop: Source, find: Find) -> None:
    client, schema = Client(), find("shop.main")
    client.force_login(cast.stef)
    gone = client.post(f"/assets/{schema.pk}/retire/")
    job = Job.objects.get(kind="governance.retire")
    assert gone["Location"] == f"/jobs/{job.pk}/"
    assert "Retire" in client.get(gone["Location"]).content.decode()
    factories.run(job)
    back = client.post(f"/assets/{schema.pk}/restore/")
    assert back["Location"] == f"/jobs/{Job.objects.get(kind='governance.restore').pk}/"
