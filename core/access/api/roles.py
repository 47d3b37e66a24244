"""Roles: named sets of rights."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import actions, queries, rules
from core.access.models import Role
from core.doors import fields, filters
from core.doors.viewsets import ReadViewSet
from core.people.models import User


def _seen(user: User) -> QuerySet[Role]:
    """Everybody may know what roles mean; who holds them is another matter."""
    return queries.roles()


class RoleOut(fields.Shown):
    class Meta:
        model = Role
        fields = ("id", "slug", "name", "rights", "built_in", "revision")


class RoleChange(fields.Taken):
    name = fields.Line(max_length=100)
    rights = serializers.ListField(child=fields.Choice(rules.RIGHTS), max_length=100)


class NewRole(RoleChange):
    slug = fields.Slug(max_length=60)


class RoleFilters(filters.Filters):
    built_in = filters.Flag("built_in")


class Roles(ReadViewSet):
    """Roles; the four built-in ones cannot be changed."""

    seen = staticmethod(_seen)
    serializer_class = RoleOut
    takes = {"create": NewRole, "update": RoleChange}
    filterset_class = RoleFilters
    orderings = ("slug", "name")

    def create(self, request: Request) -> Response:
        """Make a role."""
        return self.created(actions.make_role(by=self.by, **self.given()))

    def update(self, request: Request, pk: Any) -> Response:
        """Change what a role is called and allows; everyone who holds it is affected at once."""
        role, expected = self.get_object(), self.expected()
        return self.shown(
            actions.change_role(role=role, by=self.by, expected=expected, **self.given())
        )

    def destroy(self, request: Request, pk: Any) -> Response:
        """Delete a role that nobody holds."""
        actions.remove_role(role=self.get_object(), by=self.by, expected=self.expected())
        return Response(status=204)
