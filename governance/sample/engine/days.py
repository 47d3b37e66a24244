"""When things happen in a shop: growth over the years, a rush before Christmas, quiet nights."""

from bisect import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random

MONTHS = (0.8, 0.85, 0.95, 0.9, 1.0, 0.8, 0.7, 0.75, 0.95, 1.1, 1.7, 2.2)
WEEKDAYS = (1.0, 0.95, 0.95, 1.0, 1.1, 1.25, 1.35)
HOURS = (1, 1, 0, 0, 0, 1, 2, 5, 8, 9, 9, 9, 11, 10, 8, 8, 9, 10, 12, 14, 15, 13, 8, 4)
HOUR_TOTALS = tuple(accumulate(HOURS))


class Season:
    """The days from `first` to `last`, each as likely as it is busy."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.totals = tuple(accumulate(self._busy(day) for day in self._days(last)))

    def _days(self, last: date) -> Sequence[date]:
        return [self.first + timedelta(days=n) for n in range((last - self.first).days + 1)]

    def _busy(self, day: date) -> float:
        growth = 1 + (day - self.first).days / 900
        return growth * MONTHS[day.month - 1] * WEEKDAYS[day.weekday()]

    def draw(self, random: Random, count: int) -> list[date]:
        """`count` days in order."""
        drawn = sorted(random.random() * self.totals[-1] for _ in range(count))
        return [self.first + timedelta(days=bisect(self.totals, spot)) for spot in drawn]


def moment(random: Random, day: date) -> str:
    """A timestamp on `day`, as SQLite writes it."""
    hour = bisect(HOUR_TOTALS, random.randrange(HOUR_TOTALS[-1]))
    rest = random.randrange(3600)
    return f"{day.isoformat()} {hour:02d}:{rest // 60:02d}:{rest % 60:02d}"


def some_day(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randrange((last - first).days + 1))


def months_back(today: date, count: int) -> list[date]:
    """The last days of the `count` months before this one, oldest first."""
    ends, day = [], today.replace(day=1)
    for _ in range(count):
        last = day - timedelta(days=1)
        ends.append(last)
        day = last.replace(day=1)
    return ends[::-1]
