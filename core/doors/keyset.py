"""One page of a long list by keyset: "after this row", never "skip so many".

Ties are broken by the primary key, so that any number of rows may share an order value, and rows
that come or go meanwhile shift nothing. A cursor is signed and belongs to one order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from core.refusals import Refusal

Values = list[Any]


class BadCursor(Refusal):
    """This text is no cursor of this list."""

    def __init__(self) -> None:
        super().__init__("bad_cursor")


@dataclass(frozen=True)
class Column:
    """One column of an order. `field` knows how its values look; without one, anything goes."""

    path: str
    descending: bool
    nullable: bool
    field: Any = None

    def value(self, row: Model) -> Any:
        """The row's value, in a form that JSON can carry."""
        found: Any = row
        for step in self.path.split("__"):
            found = getattr(found, step, None)
        return _plain(found)

    def read(self, value: Any) -> Any:
        """The inverse of `value`."""
        return value if value is None or self.field is None else self.field.to_python(value)

    def beyond(self, value: Any, backwards: bool) -> Q:
        """Rows that come after this value. NULL is the largest of all, as PostgreSQL sorts it."""
        if self.descending == backwards:
            if value is None:
                return Q(pk__in=[])
            larger = Q(**{f"{self.path}__gt": value})
            return larger | Q(**{f"{self.path}__isnull": True}) if self.nullable else larger
        if value is None:
            return Q(**{f"{self.path}__isnull": False})
        return Q(**{f"{self.path}__lt": value})

    def same(self, value: Any) -> Q:
        """Rows with this very value."""
        return Q(**{f"{self.path}__isnull": True} if value is None else {self.path: value})


class Order:
    """The complete order of a list: the columns named, then the primary key."""

    def __init__(self, queryset: QuerySet[Any], names: Sequence[str]) -> None:
        named = list(names)
        keys = {"pk", queryset.model._meta.pk.name, queryset.model._meta.pk.attname}
        if not keys & {name.lstrip("-") for name in named}:
            named.append("-pk" if named and named[-1].startswith("-") else "pk")
        self.columns = [_column(queryset, name) for name in named]
        self.salt = f"cursor {','.join(self.names(backwards=False))}"

    def names(self, backwards: bool) -> list[str]:
        """For `order_by`."""
        return [f"{'-' if one.descending != backwards else ''}{one.path}" for one in self.columns]

    def after(self, queryset: QuerySet[Any], values: Values, backwards: bool) -> QuerySet[Any]:
        """Only rows beyond the one with these values."""
        first = self.columns[0]
        plain = not any(one.nullable for one in self.columns)
        if plain and len({one.descending for one in self.columns}) == 1:
            compare = TupleLessThan if first.descending != backwards else TupleGreaterThan
            paths = Tuple(*(one.path for one in self.columns))
            return queryset.filter(compare(paths, tuple(values)))
        found, equal = Q(pk__in=[]), Q()
        for column, value in zip(self.columns, values, strict=True):
            found |= equal & column.beyond(value, backwards)
            equal &= column.same(value)
        if values[0] is not None:  # says what follows anyway, in a form that an index can use
            found &= first.beyond(values[0], backwards) | first.same(values[0])
        return queryset.filter(found)

    def sign(self, values: Values, backwards: bool) -> str:
        """The cursor that leads beyond these values."""
        return signing.dumps([int(backwards), values], salt=self.salt, compress=True)

    def open(self, cursor: str) -> tuple[Values, bool]:
        """The inverse of `sign`. Raises BadCursor."""
        try:
            backwards, values = signing.loads(cursor, salt=self.salt)
            columns = zip(self.columns, values, strict=True)
            return [column.read(value) for column, value in columns], bool(backwards)
        except (signing.BadSignature, ValidationError, ValueError, TypeError) as error:
            raise BadCursor from error


@dataclass(frozen=True)
class Slice:
    """The rows of one page, and the cursors of its neighbours ("" at either end)."""

    rows: list[Any]
    next: str
    previous: str


def cut(queryset: QuerySet[Any], names: Sequence[str], cursor: str, size: int) -> Slice:
    """The page that a cursor leads to; the first one without a cursor. Raises BadCursor."""
    order = Order(queryset, names)
    start, backwards = order.open(cursor) if cursor else (None, False)
    found = queryset if start is None else order.after(queryset, start, backwards)
    rows = list(found.order_by(*order.names(backwards))[: size + 1])
    more, came = len(rows) > size, start is not None
    rows = rows[:size][::-1] if backwards else rows[:size]
    onward, back = (came, more) if backwards else (more, came)

    def link(row: int, backwards: bool) -> str:
        values = [_plain(value) for value in start or ()]
        if rows:  # empty when the rest was deleted meanwhile
            values = [column.value(rows[row]) for column in order.columns]
        return order.sign(values, backwards)

    return Slice(rows, link(-1, False) if onward else "", link(0, True) if back else "")


def _column(queryset: QuerySet[Any], name: str) -> Column:
    path, down = name.lstrip("-"), name.startswith("-")
    if path in queryset.query.annotations:
        return Column(path, down, nullable=True)
    field, nullable = _field(queryset.model, path)
    if field is None:
        return Column(path, down, nullable)
    head = path.rpartition("__")[0]
    path = f"{head}__{field.attname}" if head else field.attname
    return Column(path, down, nullable, field.target_field if field.is_relation else field)


def _field(model: Any, path: str) -> tuple[Any, bool]:
    """The last field of a path, and whether anything on the way may be NULL."""
    field, nullable = None, False
    for step in path.split("__"):
        try:
            field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        except FieldDoesNotExist:
            return None, True
        nullable = nullable or field.null
        model = field.related_model
    return field, nullable


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
