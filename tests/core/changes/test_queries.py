"""As of any moment, and what two moments differ by: held against histories drawn at random."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core.access.models import Role
from core.changes import actions, queries, rules
from core.changes.models import Change
from core.ids import uuid7
from core.people import queries as people

KIND = "core.role"
START = datetime(2031, 3, 30, tzinfo=UTC)
DAY = timedelta(days=1)
NEVER = START - DAY

names = st.sampled_from(["A", "B", "C"])
some_rights = st.lists(st.sampled_from(["catalog.view", "audit.view"]), max_size=2, unique=True)
roles = st.fixed_dictionaries({"name": names, "rights": some_rights})
# A life: what it was on which day; None is a day on which nothing was done, {} its removal.
lives = st.lists(st.none() | roles, min_size=1, max_size=6).flatmap(
    lambda days: st.sampled_from([days, [*days, {}]])
)


def record(object_id, day, revision, old, new, source_id=None):
    """One change of a role, as its verb would have recorded it on that day."""
    diff = rules.diff(old, new)
    if not diff:
        return False
    Change.objects.create(
        at=START + day * DAY, object_kind=KIND, object_id=object_id, source_id=source_id,
        revision=revision, verb="add" if not old else "remove" if not new else "change",
        by_id=people.system().pk, by_label="System", diff=diff, digest=b"",
    )  # fmt: skip
    return True


def live(life, source_id=None):
    """Lead this life with a role; its id, and its state on each day."""
    object_id, state, revision, states = uuid7(), {}, 0, []
    for day, wanted in enumerate(life):
        if wanted is not None:
            after = {"slug": str(object_id)[:40], **wanted} if wanted else {}
            revision += record(object_id, day, revision + 1, state, after, source_id)
            state = after
        states.append(state)
    if state:
        Role.objects.create(pk=object_id, **state)
    return object_id, states


def on(day):
    """Noon of a day: after what was done on it."""
    return START + day * DAY + DAY / 2


@given(st.lists(lives, min_size=1, max_size=4))
@settings(max_examples=40)
def test_any_day_is_shown_as_it_was(db, drawn):
    with transaction.atomic():
        led = [live(life) for life in drawn]
        for day in range(-1, 8):
            found = queries.as_of(kind=KIND, object_ids=[id for id, _ in led], at=on(day))
            for object_id, states in led:
                state = states[min(day, len(states) - 1)] if day >= 0 else {}
                assert found[object_id] == (state or None)
        transaction.set_rollback(True)


@given(lives, st.data())
@settings(max_examples=40)
def test_differences_compose_and_lead_from_one_day_to_the_other(db, life, data):
    days = sorted(data.draw(st.lists(st.integers(-1, 7), min_size=3, max_size=3)))
    with transaction.atomic():
        object_id, states = live(life)

        def state(day):
            return states[min(day, len(states) - 1)] if day >= 0 else {}

        def diff(one, other):
            found = queries.between(
                kind=KIND, start=on(one), end=on(other), object_ids=[object_id], limit=10
            )
            return found[0].fields if found else {}

        first, middle, last = days
        assert diff(first, last) == rules.diff(state(first), state(last))
        by_steps = rules.apply(rules.apply(state(first), diff(first, middle)), diff(middle, last))
        assert by_steps == state(last)
        transaction.set_rollback(True)


def test_a_difference_says_what_was_done_and_when(db):
    object_id, _ = live([{"name": "A", "rights": []}, None, {"name": "B", "rights": []}])
    (told,) = queries.between(kind=KIND, start=NEVER, end=on(9), object_ids=[object_id], limit=9)
    assert (told.verbs, told.first, told.last) == (("add", "change"), START, START + 2 * DAY)
    assert told.purged == 0
    assert told.fields["name"] == [None, "B"]


def test_what_ends_as_it_began_is_no_difference(db):
    there, back = {"name": "A", "rights": []}, {"name": "B", "rights": []}
    object_id, _ = live([there, back, there, {}])
    ids = [object_id]
    assert queries.between(kind=KIND, start=on(0), end=on(2), object_ids=ids, limit=9) == []
    assert queries.between(kind=KIND, start=NEVER, end=on(9), object_ids=ids, limit=9) == []


def test_a_source_is_told_apart_and_the_newest_come_first(db):
    mine, other = uuid7(), uuid7()
    first, _ = live([{"name": "A", "rights": []}], mine)
    second, _ = live([None, {"name": "B", "rights": []}], mine)
    live([{"name": "C", "rights": []}], other)

    def told(limit):
        found = queries.between(kind=KIND, start=NEVER, end=on(9), source_id=mine, limit=limit)
        return [one.object_id for one in found]

    assert told(10) == [second, first]
    assert told(1) == [second]


def test_kinds_share_ids_but_not_states(db):
    object_id, _ = live([{"name": "A", "rights": []}])
    Change.objects.create(
        at=START + DAY, object_kind="core.container", object_id=object_id, revision=1, verb="add",
        by_id=people.system().pk, by_label="System", diff={"name": ["X", "Y"]}, digest=b"",
    )  # fmt: skip
    found = queries.as_of(kind=KIND, object_ids=[object_id], at=on(0))
    assert found[object_id]["name"] == "A"


def test_what_was_purged_is_not_made_up(db):
    object_id, _ = live([{"name": name, "rights": []} for name in "ABC"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_change SET digest = sha256(convert_to(diff::text, 'UTF8'))")
    day_after = START + 2 * DAY - DAY / 2
    assert actions.purge(kind=KIND, object_id=object_id, before=day_after, by=people.system()) == 2
    ids = [object_id]
    assert queries.as_of(kind=KIND, object_ids=ids, at=on(0)) == {}
    assert queries.as_of(kind=KIND, object_ids=ids, at=on(1))[object_id]["name"] == "B"
    (told,) = queries.between(kind=KIND, start=on(0), end=on(1), object_ids=ids, limit=9)
    assert (told.fields, told.purged) == ({}, 1)


@pytest.mark.parametrize("count", [1, 50])
def test_one_statement_whatever_the_number(db, django_assert_num_queries, count):
    ids = [live([{"name": "A", "rights": []}])[0] for _ in range(count)]
    with django_assert_num_queries(2):
        queries.as_of(kind=KIND, object_ids=ids, at=on(0))
        queries.between(kind=KIND, start=NEVER, end=on(9), object_ids=ids, limit=count)


def test_months_before_the_moment_are_not_read(db):
    """The past is reached backwards from now, so that old partitions are left alone."""
    actions.open_months(now=START, ahead=3)
    sql = queries._AS_OF.format(state="'{}'::jsonb", table="core_role")
    with connection.cursor() as cursor:
        may = datetime(2031, 5, 2, tzinfo=UTC)
        cursor.execute("EXPLAIN " + sql, [KIND, [uuid7()], may, "purge", [], KIND, may])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "core_change_2031_05" in plan
    assert "core_change_2031_04" not in plan
