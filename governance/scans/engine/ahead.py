"""Reading ahead: the source answers while the catalogue writes, and never runs away from it."""

from collections.abc import Generator
from queue import Full, Queue
from threading import Event, Thread
from typing import Any, TypeVar, cast

T = TypeVar("T")

_END = object()
PAUSE = 0.1  # seconds between two looks at whether anybody still wants more


def ahead(items: Generator[T, None, None], size: int = 1) -> Generator[T, None, None]:
    """The same items, read by a thread of their own, at most `size` of them ahead.

    The queue is bounded: whoever reads faster than we write waits, so memory stays flat. An error
    of the reader is raised here, in its place. Leaving early (an error of the writer, a
    cancellation) stops the reader, closes `items`, and waits until it is out of the source.
    """
    reader = _Reader(items, size)
    reader.start()
    try:
        while (item := reader.queue.get()) is not _END:
            yield cast("T", item)
    finally:
        reader.unwanted.set()
        reader.join()
    if reader.failure is not None:
        raise reader.failure


class _Reader(Thread):
    def __init__(self, items: Generator[Any, None, None], size: int) -> None:
        super().__init__(name="read ahead", daemon=True)
        self.items = items
        self.queue: Queue[object] = Queue(size)
        self.unwanted = Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            for item in self.items:
                if not self._put(item):
                    return
        except BaseException as error:
            self.failure = error
        finally:
            self.items.close()
            self._put(_END)

    def _put(self, item: object) -> bool:
        while not self.unwanted.is_set():
            try:
                self.queue.put(item, timeout=PAUSE)
            except Full:
                continue
            return True
        return False
