"""Bindings: who holds which role, on what, until when; and why somebody holds a right."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import actions, queries, rules
from core.access.models import Binding, Container, Role
from core.doors import fields, filters, objects, parameters
from core.doors.viewsets import HouseView, ReadViewSet
from core.people.models import User


def _containers(user: User) -> QuerySet[Container]:
    return queries.limit(Container.objects.all(), user, "access.view", "id")


def _roles(user: User) -> QuerySet[Role]:
    return Role.objects.all()


class ContainerOut(fields.Label):
    kind = serializers.ChoiceField(Container.Kind.values, read_only=True)


class RoleLabel(fields.Label):
    slug = serializers.CharField(read_only=True)


class GroupOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(read_only=True)
    label = serializers.CharField(source="name", read_only=True)  # type: ignore[assignment]


class BindingOut(fields.Shown):
    user = fields.Label(allow_null=True)
    group = GroupOut(allow_null=True)
    role = RoleLabel()
    container = ContainerOut()

    class Meta:
        model = Binding
        fields = ("id", "user", "group", "role", "container", "until", "created_at", "revision")


class GroupId(fields.Whole):
    """The number of a group of people."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**31 - 1, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        group = Group.objects.filter(pk=super().run_validation(data)).first()
        if group is None:
            raise self.refuse("nothing_there")
        return group


class NewBinding(fields.Taken):
    role = fields.Chosen(among=_roles)
    container = fields.Chosen(among=_containers, required=False, help_text="Else everything.")
    user = fields.Chosen(among=queries.accounts, required=False)
    group = GroupId(required=False)
    until = fields.Moment(allow_null=True, required=False)


class BindingFilters(filters.Filters):
    user = filters.Id("user_id")
    role = filters.Id("role_id")
    container = filters.Id("container_id")


class Bindings(ReadViewSet):
    """Roles given to people and groups on containers."""

    seen = staticmethod(queries.bindings)
    serializer_class = BindingOut
    takes = {"create": NewBinding}
    filterset_class = BindingFilters
    orderings = ("-created_at", "until")

    def create(self, request: Request) -> Response:
        """Give a role to one user or one group. Nobody gives what they do not hold."""
        return self.created(actions.bind(by=self.by, **self.given()))

    def destroy(self, request: Request, pk: Any) -> Response:
        """Take a role back."""
        actions.unbind(binding=self.get_object(), by=self.by, expected=self.expected())
        return Response(status=204)


class Explanation(serializers.Serializer[Any]):
    allowed = serializers.BooleanField(read_only=True)
    bindings = BindingOut(many=True, read_only=True)


class Explain(HouseView):
    """Why somebody may do something, or that they may not."""

    problems = (404,)

    asks = {
        "get": {
            "user": parameters.Id(required=True, help_text="Whose right."),
            "right": parameters.Choice(rules.RIGHTS, required=True, help_text="Which right."),
            "on": parameters.Id(help_text="On what (a container or an asset); else on everything."),
        }
    }

    @extend_schema(responses=Explanation)
    def get(self, request: Request) -> Response:
        """The bindings that give a user a right on something. About others: `access.view`."""
        user = queries.accounts(self.by).filter(pk=self.asked["user"]).first()
        on = objects.find(self.by, self.asked["on"]) if self.asked["on"] else None
        if user is None or (self.asked["on"] and on is None):
            raise Http404
        giving = queries.explain(user, self.asked["right"], on)
        return Response(Explanation({"allowed": bool(giving), "bindings": giving}).data)
