"""Starting: the selection is frozen, checked, and can be undone or carried out as it was."""

import pytest

from core.access.rules import Refused
from core.bulk import actions, engine, rules
from core.bulk.models import BulkItem, BulkOperation
from core.ids import uuid7
from core.jobs.models import Job
from core.refusals import Impossible, Invalid
from governance.sources import actions as sources
from governance.sources import queries
from governance.sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pause():
    return engine.get("governance.source", "pause")


def ids(shops):
    return [shop.pk for shop in shops]


def code(error):
    return error.value.code


def test_a_filter_selects_what_is_there_now(cast, shops, folder, pause, run):
    selection = queries.visible(cast.ann).filter(name__contains="shop")
    job = actions.start(verb=pause, selection=selection, by=cast.ann)
    late = factories.source(folder / "shop.db", by=cast.ann, name="shop late")
    assert run(job).size == 5
    late.refresh_from_db()
    assert late.state == "active"


def test_freezing_takes_the_same_statements_for_any_number(
    cast, shops, pause, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        actions.start(verb=pause, selection=[uuid7() for _ in range(3_000)], by=cast.ann)
    with django_assert_max_num_queries(14):
        actions.start(verb=pause, selection=queries.visible(cast.ann), by=cast.ann)


def test_an_object_is_selected_once_in_the_order_in_which_it_was_named(cast, shops, pause):
    chosen = [shops[2].pk, shops[0].pk, shops[2].pk]
    job = actions.start(verb=pause, selection=chosen, by=cast.ann)
    items = BulkItem.objects.filter(operation_id=job.pk).values_list("object_id", flat=True)
    assert list(items) == chosen[:2]


def test_nothing_and_too_much_are_refused_and_leave_nothing(cast, shops, pause, monkeypatch):
    monkeypatch.setattr(rules, "MOST_NAMED", 2)
    monkeypatch.setattr(rules, "MOST_FOUND", 2)
    for selection, expected in (
        ([], "nothing_selected"),
        (Source.objects.none(), "nothing_selected"),
        (ids(shops), "too_many_selected"),
        (queries.visible(cast.ann), "too_many_selected"),
    ):
        with pytest.raises(Invalid) as error:
            actions.start(verb=pause, selection=selection, by=cast.ann)
        assert code(error) == expected
    assert not BulkOperation.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, "missing_bulk_option"),
        ({"text": "x", "more": 1}, "unknown_bulk_option"),
        ({"text": 1}, "bad_bulk_option"),
    ],
)
def test_parameters_are_checked(cast, shops, describe, params, expected):
    with pytest.raises(Invalid) as error:
        actions.start(verb=describe, selection=ids(shops), params=params, by=cast.ann)
    assert code(error) == expected


def test_who_may_not_on_anything_starts_nothing(cast, shops, pause):
    with pytest.raises(Refused):
        actions.start(verb=pause, selection=ids(shops), by=cast.vera)


class TestUndo:
    def test_what_was_there_before_is_there_again(self, cast, shops, describe, run, told):
        for number, shop in enumerate(shops):
            sources.change(source=shop, by=cast.ann, description=f"was {number}")
        done = run(
            actions.start(verb=describe, selection=ids(shops), params={"text": "new"}, by=cast.ann)
        )
        assert set(Source.objects.values_list("description", flat=True)) == {"new"}
        back = run(actions.undo(operation=done, by=cast.ann))
        said = list(Source.objects.order_by("name").values_list("description", flat=True))
        assert said == [f"was {n}" for n in range(5)]
        assert (back.undoes, told(back)) == (done, [("done", "")] * 5)

    def test_what_was_changed_since_is_left_alone(self, cast, shops, describe, run, told):
        done = run(
            actions.start(
                verb=describe, selection=ids(shops[:2]), params={"text": "new"}, by=cast.ann
            )
        )
        sources.change(source=shops[1], by=cast.ann, description="better")
        back = run(actions.undo(operation=done, by=cast.ann))
        assert sorted(told(back)) == [("done", ""), ("refused", "stale")]
        shops[1].refresh_from_db()
        assert shops[1].description == "better"

    def test_what_was_unchanged_is_not_undone(self, cast, shops, pause, run):
        sources.pause(source=shops[0], by=cast.ann)
        done = run(actions.start(verb=pause, selection=ids(shops), by=cast.ann))
        run(actions.undo(operation=done, by=cast.ann))
        assert list(Source.objects.order_by("name").values_list("state", flat=True)) == [
            "paused", "active", "active", "active", "active"
        ]  # fmt: skip

    def test_it_is_undone_once_and_an_undoing_is_not_undone(self, cast, shops, pause, run):
        done = run(actions.start(verb=pause, selection=ids(shops), by=cast.ann))
        back = run(actions.undo(operation=done, by=cast.ann))
        for operation, expected in ((done, "undone_already"), (back, "cannot_undo")):
            with pytest.raises(Impossible) as error:
                actions.undo(operation=operation, by=cast.ann)
            assert code(error) == expected

    def test_a_trial_and_what_still_runs_are_not_undone(self, cast, shops, pause, run):
        live = BulkOperation.objects.get(
            pk=actions.start(verb=pause, selection=ids(shops), by=cast.ann).pk
        )
        trial = run(actions.start(verb=pause, selection=ids(shops), by=cast.ann, dry_run=True))
        for operation in (live, trial):
            with pytest.raises(Impossible):
                actions.undo(operation=operation, by=cast.ann)

    def test_a_verb_without_an_inverse_is_final(self, cast, shops, declare, run):
        verb = declare(lambda orders, by: {id: rules.Outcome(rules.DONE) for id in orders})
        done = run(actions.start(verb=verb, selection=ids(shops), by=cast.ann))
        with pytest.raises(Impossible):
            actions.undo(operation=done, by=cast.ann)


def test_only_a_trial_that_has_ended_is_carried_out(cast, shops, pause, run):
    trial = actions.start(verb=pause, selection=ids(shops), by=cast.ann, dry_run=True)
    with pytest.raises(Impossible):
        actions.carry_out(operation=BulkOperation.objects.get(pk=trial.pk), by=cast.ann)
    real = run(actions.carry_out(operation=run(trial), by=cast.ann, reason="as agreed"))
    assert (real.dry_run, real.job.plan) == (False, {"reason": "as agreed"})
    with pytest.raises(Impossible):
        actions.carry_out(operation=real, by=cast.ann)
