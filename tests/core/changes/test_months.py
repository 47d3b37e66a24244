"""Partitions: made ahead of time, and for what came without one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from core.changes import actions, rules
from core.changes.models import Change


def partition_of(change):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM core_change WHERE id = %s", [change.pk]
        )
        return cursor.fetchone()[0]


def test_this_month_and_the_next_two_are_made(db):
    made = actions.open_months(now=datetime(2031, 11, 30, 23, 59, tzinfo=UTC))
    assert made == ["core_change_2031_11", "core_change_2031_12", "core_change_2032_01"]


def test_what_is_there_is_left_alone(db):
    now = datetime(2031, 11, 30, tzinfo=UTC)
    actions.open_months(now=now)
    assert actions.open_months(now=now) == []
    assert actions.open_months(now=now + timedelta(days=1)) == ["core_change_2032_02"]


def test_months_are_those_of_utc(db):
    east = datetime.fromisoformat("2031-06-01T01:00:00+02:00")
    assert actions.open_months(now=east, ahead=0) == ["core_change_2031_05"]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_bounds_do_not_depend_on_the_zone_of_the_session(record, zone):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        actions.open_months(now=datetime(2031, 5, 15, tzinfo=UTC), ahead=1)
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
    last = record(datetime(2031, 5, 31, 23, 59, 59, 999999, tzinfo=UTC))
    first = record(datetime(2031, 6, 1, tzinfo=UTC))
    assert (partition_of(last), partition_of(first)) == (
        "core_change_2031_05",
        "core_change_2031_06",
    )


def test_no_verb_fails_for_want_of_a_month_and_its_change_is_moved_later(record):
    """A beat that was down for months: the default partition takes the rows, then gives them up."""
    strayed = [record(datetime(2031, month, 3, tzinfo=UTC)) for month in (1, 2, 2)]
    assert {partition_of(change) for change in strayed} == {"core_change_rest"}
    made = actions.open_months(now=datetime(2031, 4, 1, tzinfo=UTC), ahead=0)
    assert made == ["core_change_2031_01", "core_change_2031_02", "core_change_2031_04"]
    assert [partition_of(change) for change in strayed] == [
        "core_change_2031_01",
        "core_change_2031_02",
        "core_change_2031_02",
    ]
    assert Change.objects.filter(pk__in=[change.pk for change in strayed]).count() == 3


def test_a_clock_that_is_set_back_and_forth_loses_nothing(seal, record):
    """Whatever the clock says: a change has a month, is sealed, and proves."""
    moments = [datetime(year, 3, 3, tzinfo=UTC) for year in (2031, 1970, 2031, 2099)]
    for moment in moments:
        record(moment)
        actions.open_months(now=moment)
    seal()
    found = {partition_of(change) for change in Change.objects.filter(at__in=moments)}
    assert found == {"core_change_2031_03", "core_change_1970_03", "core_change_2099_03"}
    assert actions.verify_history() == []


def test_strays_wait_for_their_month_and_are_told_until_then(seal, record):
    """Only months are sealed: what lies in none is unsealed, not unproven."""
    seal()
    stray = record(datetime(2033, 8, 3, tzinfo=UTC))
    actions.seal()
    (told,) = actions.verify_history()
    assert (told.code, told.params) == ("unsealed", {"count": 1})
    actions.open_months()
    seal()
    assert partition_of(stray) == "core_change_2033_08"
    assert actions.verify_history() == []


def test_a_month_that_was_detached_is_missing_not_forgotten(seal, record):
    """A partition that somebody takes off the history is a month of missing changes."""
    actions.open_months(now=datetime(2031, 3, 3, tzinfo=UTC), ahead=0)
    record(datetime(2031, 3, 3, tzinfo=UTC))
    seal()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_change DETACH PARTITION core_change_2031_03")
    try:
        assert {told.code for told in actions.verify_history()} == {"change_missing"}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE core_change_2031_03")


def test_a_month_has_the_indexes_of_the_others(db):
    (name,) = actions.open_months(now=datetime(2031, 1, 1, tzinfo=UTC), ahead=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid "
            "WHERE indrelid = %s::regclass",
            [name],
        )
        assert cursor.fetchone()[0] == 4  # attached to those of the whole history


@pytest.mark.parametrize(
    ("month", "after"),
    [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 11, 1), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_following_month(month, after):
    assert rules.following(month) == after
    assert rules.bounds(month) == (f"{month} 00:00:00+00", f"{after} 00:00:00+00")
