"""Hold, save, create, remove: a change is recorded exactly when something differs."""

import hashlib
import json
import threading

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core.access import actions as access
from core.access.models import Container, Role
from core.cause import Cause, because
from core.changes import actions, engine, queries, rules
from core.changes.models import Change
from core.people import queries as people

# What JSON can hold and a jsonb column can keep: no NUL, no half surrogates; floats as they print.
texts = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"], max_codepoint=0x1F6FF),
    max_size=4,
)
numbers = st.integers(-(2**63), 2**63) | st.integers(-(10**6), 10**6).map(lambda n: n / 1000)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts | st.sampled_from([0, 1, 0.0, 1.0, False, True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
states = st.dictionaries(st.sampled_from(["a", "b", "c d", "ä", ""]), values, max_size=5)


@pytest.fixture
def role(db):
    return access.make_role(
        slug="taster", name="Taster", rights=["catalog.view"], by=people.system()
    )


def in_sql(old, new):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT core_diff(%s::jsonb, %s::jsonb)::text", [json.dumps(old), json.dumps(new)]
        )
        return json.loads(cursor.fetchone()[0])


@settings(max_examples=300)
@given(states, states)
def test_the_database_and_python_see_the_same_difference(db, old, new):
    ours, theirs = rules.diff(old, new), in_sql(old, new)
    assert rules.same(ours, theirs), (ours, theirs)


@settings(max_examples=50)
@given(states, st.data())
def test_also_between_states_that_are_nearly_equal(db, old, data):
    new = {**old, **data.draw(states.filter(lambda state: len(state) < 2))}
    ours, theirs = rules.diff(old, new), in_sql(old, new)
    assert rules.same(ours, theirs), (ours, theirs)


def test_creation_records_the_first_state(role):
    change = queries.of(role.pk).get()
    assert (change.revision, change.verb, change.object_kind) == (1, "create", "core.role")
    assert change.diff == {
        "slug": [None, "taster"],
        "name": [None, "Taster"],
        "rights": [None, ["catalog.view"]],
    }
    assert bytes(change.digest) == hashlib.sha256(_stored_text(change).encode()).digest()


def _stored_text(change):
    with connection.cursor() as cursor:
        cursor.execute("SELECT diff::text FROM core_change WHERE id = %s", [change.pk])
        return cursor.fetchone()[0]


def test_revision_rises_only_with_a_change(role):
    for name, revision, changed in (("Taster", 1, False), ("Cook", 2, True), ("Cook", 2, False)):
        was = actions.hold(role)
        role.name = name
        assert actions.save(role, was, by=people.system(), verb="change") is changed
        assert role.revision == revision
        role.refresh_from_db()
        assert role.revision == revision
    assert [change.revision for change in queries.of(role.pk)] == [2, 1]
    assert queries.of(role.pk).first().diff == {"name": ["Taster", "Cook"]}


def test_fields_that_are_not_tracked_leave_no_trace(cast):
    was = actions.hold(cast.vera)
    cast.vera.single_keys = False
    assert not actions.save(cast.vera, was, by=cast.ann, verb="change")
    cast.vera.refresh_from_db()
    assert (cast.vera.single_keys, cast.vera.revision) == (False, 1)


def test_change_says_who_and_why(role, cast):
    was = actions.hold(role)
    role.name = "Cook"
    with because(Cause("request", "r-7", "renamed after a talk")):
        actions.save(role, was, by=cast.ann, verb="rename")
    change = queries.of(role.pk).first()
    assert (change.by_id, change.by_label, change.verb) == (cast.ann.pk, "Ann", "rename")
    assert (change.reason, change.cause_kind, change.cause_id) == (
        "renamed after a talk",
        "request",
        "r-7",
    )


def test_expected_revision_must_be_the_current_one(role):
    actions.hold(role, 1)
    with pytest.raises(actions.Stale) as stale:
        actions.hold(role, 2)
    assert (stale.value.current, stale.value.params["expected"]) == (1, 2)


def test_hold_refreshes_what_somebody_else_has_changed(role):
    mine = Role.objects.get(pk=role.pk)
    access.change_role(role=role, name="Cook", rights=role.rights, by=people.system())
    was = actions.hold(mine)
    assert (mine.name, was.revision) == ("Cook", 2)


def test_what_is_gone_cannot_be_held(role):
    gone = Role.objects.get(pk=role.pk)
    role.delete()
    with pytest.raises(Role.DoesNotExist):
        actions.hold(gone)


def test_last_state_stays_when_an_object_is_removed(role):
    key = role.pk
    actions.remove(role, actions.hold(role), by=people.system(), verb="remove")
    assert not Role.objects.filter(pk=key).exists()
    change = queries.of(key).first()
    assert (change.revision, change.verb) == (2, "remove")
    assert change.diff["name"] == ["Taster", None]


def test_removal_names_the_source_that_it_was_in(role, monkeypatch):
    sourced = engine.Tracked("core.role", "core_role", ("name",), "", "t.id")
    monkeypatch.setitem(engine._ledger, "core.role", sourced)
    key = role.pk
    actions.remove(role, actions.hold(role), by=people.system(), verb="remove")
    assert queries.of(key).first().source_id == key


def test_second_verb_waits_for_the_first_and_sees_its_outcome(transactional_db, meanwhile):
    """Without the row lock both would start from revision 1, and one change would be lost."""
    role = access.make_role(slug="t", name="T", rights=[], by=people.system())
    held, may_commit = threading.Event(), threading.Event()

    def first():
        mine = Role.objects.get(pk=role.pk)
        with transaction.atomic():
            was = actions.hold(mine)
            held.set()
            assert may_commit.wait(10)
            mine.name = "first"
            actions.save(mine, was, by=people.system(), verb="change")

    def second():
        mine = Role.objects.get(pk=role.pk)
        with transaction.atomic():
            was = actions.hold(mine)
            before = mine.name
            mine.name = "second"
            actions.save(mine, was, by=people.system(), verb="change")
            return before

    one = meanwhile(first)
    assert held.wait(10)
    other = meanwhile(second)
    with pytest.raises(TimeoutError):
        other.result(0.3)
    may_commit.set()
    one.result(10)
    assert other.result(10) == "first"
    assert [change.diff["name"] for change in queries.of(role.pk)] == [
        ["first", "second"],
        ["T", "first"],
        [None, "T"],
    ]


def test_history_of_several_objects_newest_first(role, cast):
    domain = access.make_domain(name="Sales", by=cast.ann)
    found = list(queries.of([role.pk, domain.pk]))
    assert {change.object_id for change in found} == {role.pk, domain.pk}
    assert found == sorted(found, key=lambda change: (change.at, change.id), reverse=True)


def test_state_leaves_out_what_is_absent(role):
    state = actions.hold(Container.objects.get(name="Unsorted")).state
    assert json.loads(state) == {"kind": "domain", "name": "Unsorted"}


def test_a_kind_without_history_cannot_be_held(cast):
    change = Change.objects.first()
    with pytest.raises(KeyError):
        actions.hold(change)
