"""The reader runs ahead of the writer, but never far, and never outlives it."""

import threading
import time
from collections.abc import Generator, Iterator

import pytest

from governance.scans.engine import ahead


def readers() -> int:
    return sum(thread.name == "read ahead" for thread in threading.enumerate())


def counting(most: int) -> Generator[int, None, None]:
    yield from range(most)


def test_everything_comes_in_its_order() -> None:
    assert list(ahead(counting(1_000))) == list(range(1_000))


def test_nothing_is_a_source_as_well() -> None:
    assert list(ahead(counting(0))) == []


def test_no_more_is_read_than_there_is_room_for() -> None:
    taken: list[int] = []

    def source() -> Generator[int, None, None]:
        for number in range(100):
            taken.append(number)
            yield number

    items = ahead(source(), size=2)
    assert next(items) == 0
    time.sleep(0.3)
    assert len(taken) <= 4  # one in our hands, two that wait, one that wants in
    items.close()


def test_an_error_of_the_reader_comes_after_what_it_had_read() -> None:
    def source() -> Generator[int, None, None]:
        yield 1
        raise LookupError("the source is gone")

    items = ahead(source())
    assert next(items) == 1
    with pytest.raises(LookupError, match="the source is gone"):
        next(items)
    assert readers() == 0


def test_leaving_early_stops_the_reader_and_closes_what_it_reads() -> None:
    closed = threading.Event()

    def source() -> Generator[int, None, None]:
        try:
            yield from range(1_000_000)
        finally:
            closed.set()

    items: Iterator[int] = ahead(source())
    for item in items:
        if item == 3:
            break
    items.close()  # type: ignore[attr-defined]
    assert closed.is_set()
    assert readers() == 0
