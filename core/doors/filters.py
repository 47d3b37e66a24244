"""Filters of lists: django-filter's, on strict parameters. Only declared lookups exist."""

from typing import Any

from django_filters import FilterSet  # type: ignore[import-untyped]
from django_filters.filters import Filter  # type: ignore[import-untyped]

from core.doors import parameters

__all__ = ["Choice", "Filters", "Flag", "Id", "Moment", "Text"]


class Filters(FilterSet):
    """Base of every list's filters: an attribute for each parameter, named as it is sent."""

    @classmethod
    def declared(cls) -> dict[str, parameters.Parameter]:
        """The parameters, by name."""
        return {name: one.field for name, one in cls.base_filters.items()}


class _Strict(Filter):
    """A filter on one of our parameters."""

    field_class: type[parameters.Parameter] = parameters.Parameter


class Text(_Strict):
    """`Text("name", "icontains")`: contains, in any case; `Text("kind", "exact")`: is."""

    field_class = parameters.Text


class Flag(_Strict):
    field_class = parameters.Flag


class Id(_Strict):
    field_class = parameters.Id


class Moment(_Strict):
    """Lookups gte and lt: from a moment on, before a moment."""

    field_class = parameters.Moment


class Choice(_Strict):
    """One of a few words; repeated, any of them."""

    field_class = parameters.Choices

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs
