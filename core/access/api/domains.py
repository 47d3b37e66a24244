"""The tree of domains."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import actions, queries
from core.access.models import Container, DomainClosure
from core.doors import fields, filters
from core.doors.viewsets import ReadViewSet
from core.people.models import User


def _seen(user: User) -> QuerySet[Container]:
    above = DomainClosure.objects.filter(descendant=OuterRef("pk"), depth__gt=0)
    count = above.order_by().values("descendant").annotate(n=Count("*")).values("n")
    depth = Coalesce(Subquery(count, output_field=IntegerField()), 0)
    return queries.domains(user).annotate(depth=depth)


class DomainOut(fields.Shown):
    parent = serializers.UUIDField(source="parent_id", allow_null=True)  # type: ignore[assignment]
    depth = serializers.IntegerField(help_text="0 at the top.")

    class Meta:
        model = Container
        fields = ("id", "name", "parent", "depth", "revision")


class NewDomain(fields.Taken):
    name = fields.Line(max_length=200)
    parent = fields.Chosen(  # type: ignore[assignment]
        among=queries.domains, required=False, allow_null=True
    )


class DomainFilters(filters.Filters):
    name = filters.Text("name", "icontains", help_text="Contains, in any case.")
    parent = filters.Id("parent_id")
    below = filters.Id("above__ancestor_id", help_text="The whole subtree of this domain.")


class Domains(ReadViewSet):
    """Domains, as a flat list in which each names its parent."""

    seen = staticmethod(_seen)
    serializer_class = DomainOut
    takes = {"create": NewDomain}
    filterset_class = DomainFilters
    orderings = ("name",)

    def create(self, request: Request) -> Response:
        """Make a domain, at the top or below another one."""
        return self.created(actions.make_domain(by=self.by, **self.given()))
