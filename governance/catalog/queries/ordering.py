"""In which order lists are read, so that no plan reads an index to its end for a page of forty."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from core.access import queries as access
from core.people.models import User
from governance.catalog.models import Asset
from governance.catalog.queries.counting import Tally

COLLECTED = 20_000  # rows that are better collected and sorted than looked for along an index
DENSE = 20  # one row in so many fits: then the index is quicker


def sparse(user: User, kept: Iterable[Tally], number: int, kinds: Iterable[int] = ()) -> bool:
    """Whether so few of the assets of these kinds (none: all) fit that they want a fence."""
    if number > COLLECTED or not access.visible(user, "catalog.view").everything:
        return number <= COLLECTED
    with_columns = not kinds or Asset.Kind.COLUMN in kinds
    along = sum(one.n for one in kept if with_columns or one.kind != Asset.Kind.COLUMN)
    return number * DENSE < along


def fenced(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """Assets that can be sorted in the order of `fence`.

    An index that has the right order is read until the page is full: to its end, where few of its
    rows fit. Behind a fence the rows that fit are collected first, and then sorted.
    """
    return assets.annotate(
        by_name=Concat("name_norm", Value("", TextField())),
        by_time=ExpressionWrapper(F("updated_at") + timedelta(0), DateTimeField()),
    )


def fence(order: Iterable[str]) -> list[str]:
    """The same order, but so that no index offers it."""
    return [name.replace("name_norm", "by_name").replace("updated_at", "by_time") for name in order]
