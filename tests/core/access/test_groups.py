"""Groups give what they hold: the same rules as for bindings apply."""

import pytest
from django.contrib.auth.models import Group

from core.access import actions, queries
from core.access.queries import Refused
from core.events.models import Event
from core.refusals import Impossible, Invalid


@pytest.fixture
def crew(cast):
    return actions.make_group(name="Crew", by=cast.ann)


def events():
    return list(Event.objects.filter(name__startswith="core.group.").order_by("txid", "id"))


def test_a_group_is_made_renamed_filled_and_removed(cast):
    group = actions.make_group(name="Crew", by=cast.ann)
    actions.rename_group(group=group, name="Night crew", by=cast.ann)
    actions.set_members(group=group, members=[cast.vera, cast.andy], by=cast.ann)
    actions.set_members(group=group, members=[cast.vera], by=cast.ann)
    actions.remove_group(group=group, by=cast.ann)
    assert not Group.objects.exists()
    assert [(event.name, event.data) for event in events()] == [
        ("core.group.created", {}),
        ("core.group.renamed", {"was": "Crew"}),
        ("core.group.changed", {"joined": ["andy", "vera"], "left": []}),
        ("core.group.changed", {"joined": [], "left": ["andy"]}),
        ("core.group.removed", {}),
    ]


def test_what_changes_nothing_is_not_told(cast, crew):
    actions.rename_group(group=crew, name="Crew", by=cast.ann)
    actions.set_members(group=crew, members=[], by=cast.ann)
    assert [event.name for event in events()] == ["core.group.created"]


@pytest.mark.parametrize("name", ["stef", "andy", "vera", "nobody"])
def test_strangers_are_refused(cast, crew, name):
    by = getattr(cast, name)
    for verb in (
        lambda: actions.make_group(name="Mine", by=by),
        lambda: actions.rename_group(group=crew, name="Mine", by=by),
        lambda: actions.set_members(group=crew, members=[by], by=by),
        lambda: actions.remove_group(group=crew, by=by),
    ):
        with pytest.raises(Refused):
            verb()
    assert [event.name for event in events()] == ["core.group.created"]


@pytest.mark.parametrize(("name", "code"), [("", "blank"), ("  ", "blank"), ("Crew", "name_taken")])
def test_a_group_needs_a_name_of_its_own(cast, crew, name, code):
    other = actions.make_group(name="Other", by=cast.ann)
    for verb in (
        lambda: actions.make_group(name=name, by=cast.ann),
        lambda: actions.rename_group(group=other, name=name, by=cast.ann),
    ):
        with pytest.raises(Invalid) as refusal:
            verb()
        assert (refusal.value.code, refusal.value.field) == (code, "name")


def test_members_hold_what_the_group_holds(cast, crew, land, fresh):
    actions.bind(group=crew, role=land.viewer, container=land.sales, by=cast.ann)
    assert not queries.can(cast.nobody, "catalog.view", land.sales)
    actions.set_members(group=crew, members=[cast.nobody], by=cast.ann)
    assert queries.can(fresh(cast.nobody), "catalog.view", land.sales)
    actions.set_members(group=crew, members=[], by=cast.ann)
    assert not queries.can(fresh(cast.nobody), "catalog.view", land.sales)


def test_nobody_lets_others_into_what_they_do_not_hold(cast, crew, fresh):
    keeper = actions.make_role(
        slug="keeper", name="Keeper", rights=["access.manage", "access.view"], by=cast.ann
    )
    actions.bind(user=cast.nobody, role=keeper, by=cast.ann)
    actions.bind(group=crew, role=keeper, by=cast.ann)
    by = fresh(cast.nobody)
    actions.set_members(group=crew, members=[cast.andy], by=by)
    actions.bind(
        group=crew,
        role=actions.make_role(slug="seer", name="Seer", rights=["samples.view"], by=cast.ann),
        by=cast.ann,
    )
    with pytest.raises(Refused):
        actions.set_members(group=crew, members=[cast.andy, by], by=by)
    actions.set_members(group=crew, members=[], by=by)
    assert not crew.user_set.exists()


def test_a_group_that_holds_a_role_stays(cast, crew, land):
    actions.bind(group=crew, role=land.viewer, by=cast.ann)
    with pytest.raises(Impossible, match="group_in_use"):
        actions.remove_group(group=crew, by=cast.ann)
    assert Group.objects.filter(pk=crew.pk).exists()


def test_the_last_administrator_stays_in_the_group(cast, crew, land, fresh):
    actions.bind(group=crew, role=land.admin, by=cast.ann)
    actions.set_members(group=crew, members=[cast.vera, cast.andy], by=cast.ann)
    own = cast.ann.bindings.get()
    actions.unbind(binding=own, by=cast.ann)
    actions.set_members(group=crew, members=[cast.vera], by=fresh(cast.vera))
    with pytest.raises(Impossible, match="last_admin"):
        actions.set_members(group=crew, members=[], by=fresh(cast.vera))
    assert list(crew.user_set.all()) == [cast.vera]
