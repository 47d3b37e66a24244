"""Delivery: nothing is lost, nothing is done twice, nobody waits for somebody else's mistake."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.cause import Cause, because
from core.events import actions, engine, rules
from core.events.models import Cursor, Event
from core.people import queries as people

NAME = "core.user.changed"


def publish(n: int = 0) -> Event:
    return actions.publish(NAME, by=people.system(), data={"n": n})


@pytest.fixture
def heard(transactional_db, subscribe, eventually):
    """A subscriber that remembers what it heard; `heard.until(n)` delivers until it heard n."""
    ear = SimpleNamespace(heard=[])
    subscribe("ear", lambda event: ear.heard.append(event.data["n"]), NAME)

    def enough(count):
        actions.deliver()
        return len(ear.heard) >= count

    def until(count):
        eventually(lambda: enough(count))
        return ear.heard

    ear.until = until
    return ear


def test_unknown_name_is_refused_and_leaves_nothing(db):
    before = Event.objects.count()
    with pytest.raises(rules.UnknownEvent):
        actions.publish("core.user.exploded", by=people.system())
    assert Event.objects.count() == before


def test_event_says_who_what_where_and_why(cast):
    with because(Cause("request", "r-1", "quarterly review")):
        event = actions.publish(NAME, about=cast.vera, by=cast.ann, data={"n": 1})
    event.refresh_from_db()
    assert (event.by_id, event.by_label) == (cast.ann.pk, "Ann")
    assert (event.about_kind, event.about_id, event.about_label) == (
        "core.user",
        cast.vera.pk,
        "Vera",
    )
    assert (event.reason, event.cause_kind, event.cause_id) == (
        "quarterly review",
        "request",
        "r-1",
    )


def test_event_carries_the_container_that_decides_who_hears_of_it(cast):
    binding = cast.vera.bindings.get()
    assert actions.publish(NAME, about=binding, by=cast.ann).container_id == binding.container_id


def test_event_of_a_rolled_back_verb_is_gone(heard):
    with transaction.atomic():
        publish(1)
        transaction.set_rollback(True)
    publish(2)
    assert heard.until(1) == [2]


def test_event_that_commits_late_is_still_delivered(heard, meanwhile):
    """Its transaction is older than one whose events could be delivered already."""
    published, may_commit = threading.Event(), threading.Event()

    def slow_verb():
        with transaction.atomic():
            publish(1)
            published.set()
            assert may_commit.wait(10)

    late = meanwhile(slow_verb)
    assert published.wait(10)
    publish(2)
    assert heard.heard == []
    actions.deliver()
    assert heard.heard == [], "an event was delivered above one that is still to come"
    may_commit.set()
    late.result(10)
    assert heard.until(2) == [1, 2]


def test_a_long_transaction_of_another_database_holds_nothing_up(heard):
    """It shares the server's transaction ids, but it cannot write here."""
    with connection._nodb_cursor() as elsewhere:
        elsewhere.execute("BEGIN")
        elsewhere.execute("SELECT pg_current_xact_id()")
        publish(1)
        actions.deliver()
        elsewhere.execute("ROLLBACK")
    assert heard.heard == [1]


def test_what_a_handler_publishes_comes_after_what_it_heard(heard, subscribe):
    """An event is never read by the transaction that writes it."""
    subscribe("a-teller", lambda event: event.data["n"] < 3 and publish(event.data["n"] + 1), NAME)
    publish(1)
    assert heard.until(3) == [1, 2, 3]


def test_delivery_goes_on_where_it_stopped_batch_after_batch(heard, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 3)
    for n in range(8):
        publish(n)
    assert heard.until(8) == list(range(8))
    assert actions.deliver() == 0
    assert heard.heard == list(range(8))


def test_failing_subscriber_holds_nobody_up_and_is_asked_again(heard, subscribe):
    calls = []

    def fails_once(event):
        calls.append(event.data["n"])
        if len(calls) == 1:
            raise RuntimeError("mail server is down")

    subscribe("a-broken-one", fails_once, NAME)  # comes before "ear"
    publish(1)
    assert heard.until(1) == [1]
    assert calls == [1]
    cursor = Cursor.objects.get(subscriber="a-broken-one")
    assert (cursor.failures, cursor.trouble) == (1, "RuntimeError: mail server is down")

    actions.deliver()
    assert calls == [1], "it must not be asked again at once"
    actions.deliver(now=timezone.now() + timedelta(seconds=3))
    assert calls == [1, 1]
    cursor.refresh_from_db()
    assert (cursor.failures, cursor.retry_at, cursor.trouble) == (0, None, "")
    assert heard.heard == [1]


def test_waiting_grows_but_stays_bounded(heard, subscribe):
    def fails(event):
        raise RuntimeError

    subscribe("broken", fails, NAME)
    publish(1)
    heard.until(1)
    now = timezone.now()
    for failures, wait in ((1, 4), (5, 64), (100, 600)):
        Cursor.objects.filter(subscriber="broken").update(failures=failures, retry_at=None)
        actions.deliver(now=now)
        retry_at = Cursor.objects.get(subscriber="broken").retry_at
        assert retry_at - now == timedelta(seconds=wait)


def test_effects_and_cursor_move_together(heard, subscribe):
    """A handler that wrote something and then failed has written nothing."""
    failing = [True]

    def write_then_fail(event):
        Cursor.objects.create(subscriber=f"effect-{event.data['n']}")
        if failing and event.data["n"] == 2:
            raise RuntimeError

    subscribe("writer", write_then_fail, NAME)
    with transaction.atomic():  # one transaction, so that both are in one batch
        publish(1)
        publish(2)
    assert heard.until(2) == [1, 2]
    effects = Cursor.objects.filter(subscriber__startswith="effect-")
    assert not effects.exists()
    assert Cursor.objects.get(subscriber="writer").txid == 0

    failing.clear()
    actions.deliver(now=timezone.now() + timedelta(seconds=3))
    assert effects.count() == 2


def test_a_failure_does_not_set_back_a_position_that_moved_meanwhile(heard):
    """Between the failure of one process and its note, another one may have delivered."""
    publish(1)
    heard.until(1)
    before = Cursor.objects.get(subscriber="ear")
    actions._postpone("ear", RuntimeError("late"), timezone.now())
    after = Cursor.objects.get(subscriber="ear")
    assert (after.txid, after.event_id, after.failures) == (before.txid, before.event_id, 1)


def test_two_deliverers_have_the_effect_of_one(heard, subscribe, meanwhile):
    inside, go_on = threading.Event(), threading.Event()

    def slow(event):
        Cursor.objects.create(subscriber=f"effect-{event.data['n']}")
        inside.set()
        assert go_on.wait(10)

    publish(1)
    assert heard.until(1) == [1]  # the horizon has passed it
    subscribe("writer", slow, NAME)
    first = meanwhile(actions.deliver)
    assert inside.wait(10)
    assert actions.deliver() == 0, "a second process must not touch what the first one works on"
    go_on.set()
    assert first.result(10) == 1
    assert actions.deliver() == 0
    assert Cursor.objects.filter(subscriber="effect-1").count() == 1
    assert heard.heard == [1]


def test_a_new_subscriber_hears_from_its_first_day_on(heard, subscribe):
    publish(1)
    assert heard.until(1) == [1]
    late: list[int] = []
    subscribe("late", lambda event: late.append(event.data["n"]), NAME)
    actions.enrol()
    publish(2)
    assert heard.until(2) == [1, 2]
    assert late == [2]


def test_a_lost_hint_costs_time_only(heard, monkeypatch):
    monkeypatch.setattr(actions.current_app.tasks["core.events.deliver"], "delay", None)
    publish(1)
    assert heard.until(1) == [1]


def test_one_subscriber_costs_a_constant_number_of_queries(heard, django_assert_max_num_queries):
    for n in range(20):
        publish(n)
    heard.until(20)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_cursor SET txid = 0, event_id = NULL")
    with django_assert_max_num_queries(8 * len(engine.subscribers())):
        actions.deliver()
    assert len(heard.heard) == 40
