from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.refusals import Invalid
from core.schedules import rules


def utc(text):
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("cron", "zone", "after", "due"),
    [
        ("0 3 * * *", "UTC", "2026-11-24T02:59:59Z", "2026-11-24T03:00Z"),
        ("0 3 * * *", "UTC", "2026-11-24T03:00:00Z", "2026-11-25T03:00Z"),
        ("0 3 * * 1", "UTC", "2026-11-24T00:00Z", "2026-11-30T03:00Z"),
        ("0 0 29 2 *", "UTC", "2026-01-01T00:00Z", "2028-02-29T00:00Z"),
        # what is due at nine is due at nine by the clock on the wall, in winter and in summer
        ("0 9 * * *", "Europe/Berlin", "2027-03-27T12:00Z", "2027-03-28T07:00Z"),
        ("0 9 * * *", "Europe/Berlin", "2027-10-30T12:00Z", "2027-10-31T08:00Z"),
        ("0 9 * * *", "America/New_York", "2027-03-14T00:00Z", "2027-03-14T13:00Z"),
        ("45 23 * * *", "Australia/Lord_Howe", "2027-01-01T00:00Z", "2027-01-01T12:45Z"),
        # half past two does not exist on this night: it runs when the clock jumps, once
        ("30 2 * * *", "Europe/Berlin", "2027-03-28T00:00Z", "2027-03-28T01:00Z"),
        ("30 2 * * *", "Europe/Berlin", "2027-03-28T01:00Z", "2027-03-29T00:30Z"),
        # and on this one it is there twice: it runs the first time, once
        ("30 2 * * *", "Europe/Berlin", "2027-10-30T12:00Z", "2027-10-31T00:30Z"),
        ("30 2 * * *", "Europe/Berlin", "2027-10-31T00:30Z", "2027-11-01T01:30Z"),
        # what is due every hour misses none of the 25
        ("0 * * * *", "Europe/Berlin", "2027-10-31T00:00Z", "2027-10-31T01:00Z"),
        ("0 * * * *", "Europe/Berlin", "2027-10-31T01:00Z", "2027-10-31T02:00Z"),
    ],
)
def test_next_run(cron, zone, after, due):
    assert rules.next_run(cron, zone, utc(after)) == utc(due)


@pytest.mark.parametrize(
    "cron",
    ["", "x", "* * * *", "* * * * * *", "61 * * * *", "0 0 30 2 *", "@daily", "0,*", "0 " * 60],
)
def test_bad_expression_is_named(cron):
    with pytest.raises(Invalid) as invalid:
        rules.next_run(cron, "UTC", utc("2026-11-24T00:00Z"))
    assert (invalid.value.code, invalid.value.field) == ("bad_cron", "cron")


def test_expression_that_would_not_fit_into_its_column_is_bad():
    minutes = ",".join(map(str, range(40)))
    with pytest.raises(Invalid):
        rules.next_run(f"{minutes} * * * *", "UTC", utc("2026-11-24T00:00Z"))


@pytest.mark.parametrize("zone", ["", "Mars/Base", "Europe", "../../etc/passwd", "a\0b", "CEST "])
def test_bad_zone_is_named(zone):
    with pytest.raises(Invalid) as invalid:
        rules.next_run("0 3 * * *", zone, utc("2026-11-24T00:00Z"))
    assert (invalid.value.code, invalid.value.field) == ("unknown_zone", "zone")


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia", "UTC"]),
    st.sampled_from(["*/7 * * * *", "0 3 * * *", "30 2 * * 0", "0 0 1 * *"]),
)
def test_the_next_run_is_later_and_comes_again(after, zone, cron):
    """Also across every change of clocks: never the same moment twice, never one in the past."""
    first = rules.next_run(cron, zone, after)
    assert after < first < rules.next_run(cron, zone, first)
