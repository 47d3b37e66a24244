"""Saved views of lists: one's own, and those that are shared. `?view=<slug>` opens them."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import resolve, reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors import fields, filters
from core.doors.viewsets import ReadViewSet
from core.saved import actions, engine, queries, rules
from core.saved.models import View

OF_PAGES = {"columns"}  # what only pages know of a list


class ViewOut(fields.Shown):
    owner = fields.Label()
    group = fields.Label(allow_null=True)
    parameters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))

    class Meta:
        model = View
        fields = (
            "id", "list", "name", "slug", "parameters", "owner", "group", "everyone",
            "is_default", "created_at", "updated_at", "revision",
        )  # fmt: skip


class Parameters(fields.Strict, serializers.DictField):
    """Parameters of a list, each with its values."""

    def __init__(self, **kwargs: Any) -> None:
        child = fields.Words(max_length=rules.MOST_VALUES, each=rules.LONGEST)
        super().__init__(child=child, **kwargs)


class Sharing(fields.Taken):
    """Who else may open a view."""

    everyone = fields.Flag(required=False)
    group = fields.Whole(
        min_value=1,
        max_value=2_147_483_647,
        required=False,
        allow_null=True,
        help_text="A group of yours; null for none.",
    )

    def validate_group(self, id: int | None) -> Group | None:
        found = self.context["request"].user.groups.filter(pk=id).first()
        if found is None and id is not None:
            raise Parameters().refuse("nothing_there")
        return found


class ViewChange(Sharing):
    name = fields.Line(max_length=100, required=False)
    parameters = Parameters(required=False)
    is_default = fields.Flag(
        required=False, help_text="Whether your page of the list opens with it."
    )


class NewView(Sharing):
    list = fields.Line(max_length=40, help_text="As in its address, in the singular: asset, job.")
    name = fields.Line(max_length=100)
    slug = fields.Slug(max_length=60, required=False, help_text="Made of the name by default.")
    parameters = Parameters()
    is_default = fields.Flag(default=False)


class ViewFilters(filters.Filters):
    list = filters.Text("list")
    name = filters.Text("name", "icontains", help_text="Contains, in any case.")
    everyone = filters.Flag("everyone")


class Views(ReadViewSet):
    """Lists as somebody wants to see them again; `?view=<slug>` applies one."""

    seen = staticmethod(queries.visible)
    serializer_class = ViewOut
    takes = {"create": NewView, "partial_update": ViewChange}
    filterset_class = ViewFilters
    orderings = {"name": ("name", "id"), "-created_at": ("-created_at", "-id")}

    @transaction.atomic
    def create(self, request: Request) -> Response:
        """Save a view of a list, for oneself or shared at once."""
        given = self.given()
        sharing = _sharing(given)
        _check(given["list"], given["parameters"])
        view = actions.save(by=self.by, **given)
        if sharing:
            actions.share(view=view, by=self.by, **sharing)
        return self.created(view)

    @transaction.atomic
    def partial_update(self, request: Request, pk: Any) -> Response:
        """Rename or change a view of one's own, or share it with a group or everybody."""
        view, expected, given = self.get_object(), self.expected(), self.given()
        sharing = _sharing(given)
        if "parameters" in given:
            _check(view.list, given["parameters"])
        actions.change(view=view, by=self.by, expected=expected, **given)
        if sharing:
            now = {"group": view.group, "everyone": view.everyone}
            actions.share(view=view, by=self.by, **{**now, **sharing})
        return self.shown(view)

    def destroy(self, request: Request, pk: Any) -> Response:
        """Delete a view of one's own."""
        actions.forget(view=self.get_object(), by=self.by, expected=self.expected())
        return Response(status=204)


def _sharing(given: dict[str, Any]) -> dict[str, Any]:
    """Take who may open a view out of what was given; a group ends that everybody may."""
    said: dict[str, Any] = {
        name: given.pop(name) for name in ("group", "everyone") if name in given
    }
    return {"everyone": False, **said} if said.get("group") else said


def _check(list: str, parameters: rules.Parameters) -> None:
    """Raise ValidationError for parameters that the list does not know."""
    if list not in engine.lists():
        return  # the verb says so
    viewset = resolve(reverse(f"{list}-list")).func.cls()  # type: ignore[attr-defined]
    known = {*viewset.declared("list"), *OF_PAGES} - rules.NOT_KEPT
    if unknown := sorted(set(parameters) - known):
        wrong = Parameters().refuse("unknown_parameter").detail
        raise serializers.ValidationError({"parameters": dict.fromkeys(unknown, wrong)})
