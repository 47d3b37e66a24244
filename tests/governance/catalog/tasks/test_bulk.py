"""Verbs for many assets: each does what its action does, and its inverse brings back what was."""

from typing import Any

import pytest

from core.access import actions as access
from core.bulk import actions, engine
from core.bulk.models import BulkOperation
from core.ids import uuid7
from core.jobs import actions as jobs
from core.people.models import User
from governance.catalog import actions as assets
from governance.catalog.models import Asset
from tests.governance.catalog.conftest import digest, unproven

pytestmark = pytest.mark.django_db
KIND = "governance.asset"


@pytest.fixture
def do(cast):
    """A verb done to the assets with these paths; the finished operation."""

    def start(verb: str, *paths: str, **more: Any) -> BulkOperation:
        chosen = [Asset.objects.get(fqn=path).pk for path in paths]
        by = more.pop("by", cast.stef)
        job = actions.start(verb=engine.get(KIND, verb), selection=chosen, by=by, **more)
        return finished(job)

    return start


def finished(job):
    jobs.run(job_id=job.pk)
    return BulkOperation.objects.select_related("job").get(pk=job.pk)


def said():
    """Everything that verbs say of assets."""
    fields = ("pk", "state", "scope_id", "domain_id", "fqn", "title", "said", "owner_id")
    return list(Asset.objects.order_by("pk").values_list(*fields))


def told(operation):
    return list(operation.items.values_list("state", "code"))


@pytest.fixture
def params(cast):
    domain = access.make_domain(name="Sales", by=cast.ann)
    return {
        "describe": {"description": "What was sold"},
        "own": {"owner": str(cast.vera.pk)},
        "move": {"domain": str(domain.pk)},
        "retire": {},
    }


@pytest.mark.parametrize("verb", ["describe", "own", "move", "retire"])
def test_what_is_done_is_undone_exactly(cast, shop, find, do, params, verb):
    orders, customers = "shop.main.orders", "shop.main.customers"
    assets.describe(
        asset=find(orders), facts={"description": "Before", "owner": cast.andy}, by=cast.ann
    )
    before = said()
    done = do(verb, orders, customers, params=params[verb])
    assert told(done) == [("done", "")] * 2
    assert said() != before
    back = finished(actions.undo(operation=done, by=cast.stef))
    assert told(back) == [("done", "")] * 2
    assert said() == before
    assert unproven() == []


@pytest.mark.parametrize("verb", ["describe", "own", "move", "retire"])
def test_a_trial_leaves_everything_as_it_was(shop, do, params, verb):
    before = digest()
    trial = do(verb, "shop.main", "shop.main.orders", params=params[verb], dry_run=True)
    assert digest() == before
    real = finished(actions.carry_out(operation=trial, by=starter(trial)))
    assert told(real) == told(trial)


def starter(operation):
    return User.objects.get(pk=operation.job.by_id)


def test_doing_it_again_changes_nothing(shop, do, params):
    for verb, given in params.items():
        do(verb, "shop.main.orders", params=given)
        assert told(do(verb, "shop.main.orders", params=given)) == [("unchanged", "")]


def test_what_went_with_what_it_lies_in_is_unchanged_afterwards(shop, do):
    done = do("retire", "shop.main", "shop.main.orders")
    assert told(done) == [("done", ""), ("unchanged", "")]
    before = Asset.objects.filter(state=Asset.State.ACTIVE).count()
    finished(actions.undo(operation=done, by=starter(done)))
    assert Asset.objects.filter(state=Asset.State.ACTIVE).count() == before + 13


def test_restoring_brings_back_what_was_retired_last(shop, find, do):
    before = digest()
    assets.retire_tree(asset=find("shop.main"), by=starter(do("retire", "shop.main.orders")))
    assert told(do("restore", "shop.main.orders")) == [("refused", "parent_is_retired")]
    assert told(do("restore", "shop.main", "shop.main.orders")) == [("done", "")] * 2
    assert digest() == before


@pytest.mark.parametrize(
    ("verb", "given", "code"),
    [
        ("own", {"owner": str(uuid7())}, "not_an_owner"),
        ("move", {"domain": str(uuid7())}, "unknown_domain"),
    ],
)
def test_what_is_not_there_is_refused_for_each(shop, do, verb, given, code):
    assert told(do(verb, "shop.main.orders", params=given)) == [("refused", code)]


def test_a_source_has_verbs_of_its_own(shop, do):
    assert told(do("retire", "shop")) == [("refused", "asset_is_source")]


def test_the_list_s_own_filter_selects(cast, api, shop):
    sent = {
        "verb": "describe",
        "filter": {"kind": ["table", "view"]},
        "params": {"description": "Of the shop"},
        "reason": "first sweep",
    }
    job = api(cast.stef).post("/api/v1/assets/bulk", sent, format="json").json()
    jobs.run(job_id=job["id"])
    described = Asset.objects.filter(said="Of the shop").values_list("name", flat=True)
    assert sorted(described) == ["big_orders", "customers", "orders"]
