"""Retention: whole months go when everything in them is past its time, else only values go."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.access import actions as access
from core.changes import actions, queries, rules
from core.changes.actions import retiring
from core.changes.models import Change, Checkpoint, Retention, RetiredMonth
from core.people import queries as people
from core.timeline import actions as timeline

LONG_AGO = datetime(2019, 3, 10, tzinfo=UTC)
NOW = datetime(2020, 6, 15, tzinfo=UTC)
PARTITION = "core_change_2019_03"


@pytest.fixture
def limits(db):
    """Keep these classes of history for so many months."""

    def keep(**kept):
        for history, limit in kept.items():
            retention = Retention.objects.get(history=history)
            timeline.keep(retention=retention, months=limit, by=people.system())

    return keep


@pytest.fixture
def past(seal):
    """A role (access) and a domain (governed) of long ago; the role was renamed a year later."""
    by = people.system()
    actions.open_months(now=LONG_AGO, ahead=14)
    domain = access.make_domain(name="Sales", by=by)
    role = access.make_role(slug="taster", name="A", rights=[], by=by)
    moved(LONG_AGO, object_id__in=[domain.pk, role.pk])
    access.change_role(role=role, name="B", rights=[], by=by)
    moved(NOW - timedelta(days=40), object_id=role.pk, revision=2)
    seal()
    return role, domain


def moved(at, **which):
    """Give unsealed changes another moment; they move to its month."""
    assert Change.objects.filter(**which).update(at=at)


def told():
    return {one.code: one.params for one in actions.verify_history() if one.code != "unsealed"}


def exists(partition):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [partition])
        return cursor.fetchone()[0]


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_everything_is_kept_until_somebody_says_otherwise(past):
    assert actions.retire(now=NOW) == actions.Gone()
    assert told() == {}


def test_a_month_goes_when_all_of_it_is_past_its_time(past, limits):
    limits(access=12, governed=12)
    gone = actions.retire(now=NOW)
    assert (gone.months >= 1, gone.changes, gone.values) == (True, 2, 0)
    assert not exists(PARTITION)
    assert told() == {"months_retired": {"count": gone.months}}


def test_the_limit_counts_whole_months(past, limits):
    limits(access=15, governed=15)
    assert actions.retire(now=NOW).changes == 0
    limits(access=14, governed=14)
    assert actions.retire(now=NOW).changes == 2


def test_where_another_class_is_kept_only_values_go(past, limits):
    role, domain = past
    limits(access=12)
    assert actions.retire(now=NOW).values == 1
    diffs = dict(Change.objects.filter(at=LONG_AGO).values_list("object_id", "diff"))
    assert diffs[role.pk] is None
    assert diffs[domain.pk]["name"] == [None, "Sales"]
    assert told()["values_purged"] == {"count": 1}
    assert set(told()) == {"values_purged", "months_retired"}
    assert actions.retire(now=NOW).values == 0


@pytest.mark.parametrize("roles", [4, 5])
def test_values_go_batch_by_batch(seal, limits, monkeypatch, roles):
    by = people.system()
    actions.open_months(now=LONG_AGO, ahead=14)
    made = [access.make_domain(name="Sales", by=by)]  # kept, or the month would go as a whole
    made += [access.make_role(slug=f"r{n}", name="A", rights=[], by=by) for n in range(roles)]
    moved(LONG_AGO, object_id__in=[one.pk for one in made])
    seal()
    limits(access=12)
    monkeypatch.setattr(retiring, "BATCH", 2)
    small = retiring._BLANK.replace("LIMIT 10000", "LIMIT 2")
    monkeypatch.setattr(retiring, "_BLANK", small)
    assert actions.retire(now=NOW).values == roles
    assert told()["values_purged"] == {"count": roles}
    assert set(told()) == {"values_purged", "months_retired"}


def test_rows_still_prove_and_falsified_ones_are_named(past, limits):
    role, domain = past
    limits(access=12, governed=12)
    actions.retire(now=NOW)
    for table, row in (("core_role", role), ("core_container", domain)):
        sql(f"UPDATE {table} SET name = 'Mallory' WHERE id = %s", row.pk)
        assert told()["row_differs"]["id"] == str(row.pk)
        sql(f"UPDATE {table} SET name = %s WHERE id = %s", row.name, row.pk)
    assert set(told()) == {"months_retired"}


def test_the_past_beyond_is_not_made_up(past, limits):
    role, _ = past
    limits(access=12, governed=12)
    actions.retire(now=NOW)

    def name(at):
        found = queries.as_of(kind="core.role", object_ids=[role.pk], at=at)
        return found[role.pk]["name"] if found else None

    assert name(LONG_AGO + timedelta(days=1)) is None
    assert name(NOW - timedelta(days=60)) == "A"
    assert name(NOW) == "B"


def test_an_older_round_changes_nothing_that_a_newer_one_has_done(past, limits):
    limits(access=12, governed=12)
    actions.retire(now=NOW)
    marks = set(Checkpoint.objects.values_list("revision", flat=True))
    limits(access=120, governed=120)
    assert actions.retire(now=NOW) == actions.Gone()
    assert set(Checkpoint.objects.values_list("revision", flat=True)) == marks
    assert set(told()) == {"months_retired"}


def test_what_is_not_sealed_is_left(past, limits):
    late = access.make_role(slug="late", name="Late", rights=[], by=people.system())
    moved(LONG_AGO, object_id=late.pk)
    limits(access=12, governed=12)
    assert actions.retire(now=NOW).changes == 0
    assert exists(PARTITION)


def test_a_history_that_does_not_prove_loses_nothing(past, limits):
    role, _ = past
    sql("UPDATE core_role SET name = 'Mallory' WHERE id = %s", role.pk)
    limits(access=12, governed=12)
    with pytest.raises(rules.Unproven):
        actions.retire(now=NOW)
    assert exists(PARTITION)


def test_a_month_that_was_dropped_behind_our_back_is_missing(past):
    sql(f"DROP TABLE {PARTITION}")
    assert "change_missing" in told()
    last = max(Retention.objects.count(), 10_000)
    RetiredMonth.objects.create(
        month="2019-03-01", last_seal=last, changes=2, retired_at=timezone.now(), mark=b"forged"
    )
    assert "change_missing" in told()


def test_a_late_change_of_a_month_that_is_gone_is_kept_and_sealed(past, limits, record, seal):
    """A clock that was set back writes into a month that was retired."""
    limits(access=12, governed=12)
    actions.retire(now=NOW)
    late = record(LONG_AGO)
    assert PARTITION in actions.open_months(now=NOW)
    seal()
    assert set(told()) == {"months_retired"}
    sql("DELETE FROM core_change WHERE id = %s", late.pk)
    assert "change_missing" in told()


def test_kinds_that_nobody_knows_are_kept(past, limits, record, seal):
    """A change of a floor that is not installed any more keeps its month."""
    record(LONG_AGO)
    seal()
    limits(access=12, governed=12)
    assert actions.retire(now=NOW).values == 2
    assert exists(PARTITION)


@pytest.mark.parametrize(
    ("month", "count", "found"),
    [
        ("2032-06-01", 0, "2032-06-01"),
        ("2032-06-01", 12, "2031-06-01"),
        ("2032-01-01", 1, "2031-12-01"),
        ("2032-06-01", 30_000, "0001-01-01"),
    ],
)
def test_months_are_counted_backwards(month, count, found):
    start = datetime.fromisoformat(month).date()
    assert rules.before(start, count).isoformat() == found
