"""Accounts, and one's own."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import actions, queries
from core.access import rules as rights
from core.doors import fields, filters
from core.doors.viewsets import HouseView, ReadViewSet
from core.people.models import User


class UserOut(fields.Shown):
    class Meta:
        model = User
        fields: tuple[str, ...] = (
            "id", "username", "name", "email", "kind", "is_active", "is_staff", "time_zone",
            "created_at", "last_login", "revision",
        )  # fmt: skip


class NewUser(fields.Taken):
    username = fields.Line(max_length=150)
    kind = fields.Choice(User.Kind.values, default=User.Kind.PERSON)
    name = fields.Line(max_length=200, allow_blank=True, default="")
    email = fields.Email(allow_null=True, default=None)
    password = fields.Line(
        max_length=128, allow_null=True, default=None, help_text="People only; it can come later."
    )
    is_staff = fields.Flag(default=False, help_text="May enter the administration.")


class UserChange(fields.Taken):
    name = fields.Line(max_length=200, allow_blank=True, required=False)
    email = fields.Email(allow_null=True, required=False)
    time_zone = fields.Zone(required=False)
    single_keys = fields.Flag(required=False, help_text="Whether single keys are shortcuts.")
    is_staff = fields.Flag(required=False)


class UserFilters(filters.Filters):
    username = filters.Text("username", "icontains", help_text="Contains, in any case.")
    kind = filters.Choice("kind", choices=User.Kind.values)
    is_active = filters.Flag("is_active")


class Users(ReadViewSet):
    """People and service accounts."""

    seen = staticmethod(queries.accounts)
    serializer_class = UserOut
    takes = {"create": NewUser, "partial_update": UserChange}
    filterset_class = UserFilters
    orderings = ("username", "created_at")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All accounts. Needs `access.view`."""
        queries.require(self.by, "access.view")
        return super().list(request, *args, **kwargs)

    def create(self, request: Request) -> Response:
        """Add a person or a service account."""
        given = self.given()
        if given.pop("kind") == User.Kind.PERSON:
            return self.created(actions.add_person(by=self.by, **given))
        name = {key: given[key] for key in ("username", "name")}
        return self.created(actions.add_service(by=self.by, **name))

    def partial_update(self, request: Request, pk: Any) -> Response:
        """Change an account; one's own needs no right."""
        user, expected = self.get_object(), self.expected()
        return self.shown(
            actions.change_person(user=user, by=self.by, expected=expected, **self.given())
        )

    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, pk: Any) -> Response:
        """Shut an account: its sessions and tokens stop working at once."""
        return self.shown(actions.deactivate(user=self.get_object(), by=self.by))


class MyToken(serializers.Serializer[Any]):
    """The token that asks."""

    id = serializers.UUIDField(source="pk", read_only=True)
    name = serializers.CharField(read_only=True)
    scopes = serializers.ListField(child=serializers.CharField(), read_only=True)
    expires_at = fields.Moment(read_only=True, allow_null=True)


class MeOut(UserOut):
    rights = serializers.ListField(
        child=serializers.ChoiceField(rights.RIGHTS),
        read_only=True,
        help_text="What one may do on anything at all; /access/explain says where.",
    )
    token = MyToken(read_only=True, allow_null=True)

    class Meta(UserOut.Meta):
        fields = (*UserOut.Meta.fields, "rights", "token")


class Me(HouseView):
    """The caller."""

    @extend_schema(responses=MeOut)
    def get(self, request: Request) -> Response:
        """Who am I, and what may I do?"""
        user: Any = self.by
        user.rights = sorted(queries.rights_of(user).held)
        user.token = request.auth
        return Response(MeOut(user).data)
