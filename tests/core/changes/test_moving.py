"""A database that goes on under a server which counts transactions anew."""

from django.db import connection

from core.changes import actions
from core.changes.models import Change
from core.events import actions as events
from core.events.models import Event
from core.people import queries as people
from core.system import actions as system

ELSEWHERE = 10**12  # how many transactions the old server had seen


def move():
    with connection.cursor() as cursor:
        for table, column in actions.moving._COLUMNS:
            cursor.execute(f"UPDATE {table} SET {column} = {column} + %s", [ELSEWHERE])


def test_a_database_that_stays_is_left_alone(seal, record):
    record()
    before = list(Change.objects.order_by("txid", "id").values_list("txid", "id"))
    assert not actions.follow_server()
    assert list(Change.objects.order_by("txid", "id").values_list("txid", "id")) == before


def test_nor_in_the_middle_of_a_transaction(db, record):
    record()
    assert not actions.follow_server()


def test_after_a_move_all_goes_on(seal, record, subscribe, eventually):
    """What had happened still proves and is not told again; what happens is told and sealed."""
    heard = []
    subscribe("ear", lambda event: heard.append(event.data["n"]), "core.user.changed")

    def publish(n):
        events.publish("core.user.changed", by=people.system(), data={"n": n})

    def hears(*numbers):
        events.deliver()
        return heard == list(numbers)

    record()
    seal()
    publish(1)
    assert eventually(lambda: hears(1))
    unsealed = record()
    order = list(Event.objects.order_by("txid", "id").values_list("id", flat=True))

    move()
    system.seed()

    assert list(Event.objects.order_by("txid", "id").values_list("id", flat=True)) == order
    publish(2)
    last = record()
    assert eventually(lambda: hears(1, 2))
    newest = seal()
    assert (newest.first_id, newest.last_id) == (unsealed.pk, last.pk)
    assert actions.verify_history() == []


def test_a_second_move_keeps_the_order_too(seal, record):
    for _ in range(2):
        record()
        seal()
        move()
        assert actions.follow_server()
        record()
        seal()
    assert actions.verify_history() == []
