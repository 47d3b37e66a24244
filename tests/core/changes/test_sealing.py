"""Seals: committed changes only, none skipped, one chain, months apart."""

import logging
import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from core.changes import actions
from core.changes.actions import sealing
from core.changes.models import Change, Seal


def sealed_count():
    return sum(Seal.objects.values_list("count", flat=True))


def test_everything_committed_is_sealed_once(seal, record):
    record()
    seal()
    assert sealed_count() == Change.objects.count()
    assert actions.seal() == 0
    record()
    seal()
    assert sealed_count() == Change.objects.count()


def test_an_open_transaction_is_not_sealed_and_not_skipped(seal, record, meanwhile):
    """It wrote first and commits last: a seal beyond it would leave it out for good."""
    seal()
    before = sealed_count()
    written, may_commit = threading.Event(), threading.Event()

    def slow_verb():
        with transaction.atomic():
            change = record()
            written.set()
            assert may_commit.wait(10)
            return change

    late = meanwhile(slow_verb)
    assert written.wait(10)
    record()
    actions.seal()
    assert sealed_count() == before, "sealed beyond a transaction that still runs"
    may_commit.set()
    change = late.result(10)
    newest = seal()
    assert sealed_count() == before + 2 == Change.objects.count()
    assert newest.first_id == change.pk
    assert actions.verify_history() == []


def test_rolled_back_changes_are_in_no_seal(seal, record):
    with transaction.atomic():
        record()
        transaction.set_rollback(True)
    seal()
    assert sealed_count() == Change.objects.count()


def test_each_seal_covers_the_one_before(seal, record):
    for _ in range(3):
        record()
        seal()
    seals = list(Seal.objects.order_by("number"))
    assert [bytes(s.previous) for s in seals] == [b"", *(bytes(s.hash) for s in seals[:-1])]


def test_months_are_sealed_apart(seal, record):
    actions.open_months(now=datetime(2031, 5, 1, tzinfo=UTC))
    seal()
    old = Seal.objects.count()
    with transaction.atomic():
        may = [record(datetime(2031, 5, 31, 23, 59, tzinfo=UTC)) for _ in range(2)]
        june = record(datetime(2031, 6, 1, tzinfo=UTC))
        may.append(record(datetime(2031, 5, 2, tzinfo=UTC)))
    seal()
    one, other = Seal.objects.order_by("number")[old:]
    assert (one.month, one.count, one.first_id, one.last_id) == (
        date(2031, 5, 1),
        3,
        may[0].pk,
        may[-1].pk,
    )
    assert (other.month, other.count, other.first_id) == (date(2031, 6, 1), 1, june.pk)
    assert bytes(other.previous) == bytes(one.hash)
    assert actions.verify_history() == []


def test_an_older_month_can_still_grow(seal, record):
    """A verb that began before midnight commits after the first seal of the new month."""
    actions.open_months(now=datetime(2031, 5, 1, tzinfo=UTC))
    record(datetime(2031, 6, 1, tzinfo=UTC))
    seal()
    record(datetime(2031, 5, 31, 23, 59, tzinfo=UTC))
    assert seal().month == date(2031, 5, 1)
    assert actions.verify_history() == []


def test_batches_join_without_a_gap(seal, record, monkeypatch):
    monkeypatch.setattr(
        sealing, "_NEXT_BATCH", sealing._NEXT_BATCH.replace("LIMIT 10000", "LIMIT 4")
    )
    with transaction.atomic():
        for _ in range(10):
            record()
    seal()
    assert all(seal.count <= 4 for seal in Seal.objects.all())
    assert sealed_count() == Change.objects.count()
    assert actions.verify_history() == []


def test_one_sealer_at_a_time(seal, record, meanwhile):
    seal()
    record()
    before = Seal.objects.count()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sealing._SEALER])
        assert meanwhile(actions.seal).result(10) == 0
    assert Seal.objects.count() == before
    seal()
    assert Seal.objects.count() == before + 1


def test_the_head_is_anchored_in_the_log(seal, record, caplog):
    """Whoever cuts the chain off and seals anew cannot change what logs and backups remember."""
    record()
    with caplog.at_level(logging.INFO, logger=sealing.__name__):
        head = seal()
    assert bytes(head.hash).hex() in caplog.text


def test_seals_prove_in_any_time_zone(seal, record):
    record()
    seal()
    with connection.cursor() as cursor:
        cursor.execute("SET TimeZone = 'Asia/Kolkata'; SET extra_float_digits = 0")
    try:
        assert actions.verify_history() == []
    finally:
        connection.close()


def test_another_key_proves_nothing(seal, record, settings):
    record()
    seal()
    settings.SECRET_KEY = "another-secret"
    assert {finding.code for finding in actions.verify_history()} == {"seal_broken"}


# --- another secret key ------------------------------------------------------------------------
@pytest.fixture
def rekeyed(seal, record, settings):
    """Sealed once, and then a new key; the old one is still known."""
    record()
    seal()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the new key"
    return settings


def test_old_seals_prove_under_the_old_key_and_new_ones_under_the_new(rekeyed, seal, record):
    record()
    seal()
    assert actions.verify_history() == []
    rekeyed.SECRET_KEY_FALLBACKS = []
    assert [one.code for one in actions.verify_history()] == ["seal_broken"]


def test_who_found_an_old_key_cannot_seal_with_it_any_more(rekeyed, seal, record):
    record()
    seal()
    rekeyed.SECRET_KEY, *rekeyed.SECRET_KEY_FALLBACKS = [
        *rekeyed.SECRET_KEY_FALLBACKS,
        rekeyed.SECRET_KEY,
    ]
    record()
    forged = seal()
    rekeyed.SECRET_KEY, *rekeyed.SECRET_KEY_FALLBACKS = [
        *rekeyed.SECRET_KEY_FALLBACKS,
        rekeyed.SECRET_KEY,
    ]
    (finding,) = actions.verify_history()
    assert (finding.code, finding.params) == ("seal_broken", {"seal": forged.number})
