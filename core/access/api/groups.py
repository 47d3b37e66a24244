"""Groups: people who hold roles together."""

from typing import Any

from django.contrib.auth.models import Group
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import actions, queries
from core.doors import fields, filters
from core.doors.viewsets import ListViewSet, ReadViewSet
from core.people.models import User


class GroupRow(fields.Shown):
    members = serializers.IntegerField(source="size", help_text="How many there are.")

    class Meta:
        model = Group
        fields = ("id", "name", "members")


class GroupName(fields.Taken):
    name = fields.Line(max_length=150)


class Member(fields.Taken):
    user = fields.Chosen(among=queries.accounts)


class GroupFilters(filters.Filters):
    name = filters.Text("name", "icontains", help_text="Contains, in any case.")


class Groups(ReadViewSet):
    """Groups: all with `access.view` on everything, else one's own. They have no revisions,
    hence verbs instead of PATCH and DELETE."""

    lookup_value_converter = "int"
    governed = False
    seen = staticmethod(queries.groups)
    serializer_class = GroupRow
    takes = {
        "create": GroupName,
        "rename": GroupName,
        "join": Member,
        "leave": Member,
    }
    filterset_class = GroupFilters
    orderings = ("name",)

    def create(self, request: Request) -> Response:
        """Make a group without members."""
        return self.created(actions.make_group(by=self.by, **self.given()))

    @extend_schema(responses={200: GroupRow})
    @action(detail=True, methods=["post"])
    def rename(self, request: Request, pk: Any) -> Response:
        """Give a group another name."""
        group = self.get_object()
        return self.shown(actions.rename_group(group=group, by=self.by, **self.given()))

    @extend_schema(responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: Any) -> Response:
        """Delete a group that holds no role."""
        actions.remove_group(group=self.get_object(), by=self.by)
        return Response(status=204)

    @extend_schema(responses={200: GroupRow})
    @action(detail=True, methods=["post"])
    def join(self, request: Request, pk: Any) -> Response:
        """Add somebody, who gets all that the group holds. Nobody lets others into more than
        they hold themselves."""
        group, given = self.get_object(), self.given()
        return self.shown(actions.join_group(group=group, user=given["user"], by=self.by))

    @extend_schema(responses={200: GroupRow})
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: Any) -> Response:
        """Take somebody out."""
        group, given = self.get_object(), self.given()
        return self.shown(actions.leave_group(group=group, user=given["user"], by=self.by))


class MemberOut(fields.Shown):
    class Meta:
        model = User
        fields = ("id", "username", "name")


class Members(ListViewSet):
    """Who belongs to a group."""

    governed = False
    serializer_class = MemberOut
    orderings = ("username",)

    def get_queryset(self) -> Any:
        return User.objects.filter(groups=self._group())

    def _group(self) -> Group:
        found = queries.groups(self.by).filter(pk=self.kwargs["id"]).first()
        if found is None:
            raise Http404
        return found
