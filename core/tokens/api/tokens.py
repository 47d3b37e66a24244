"""Tokens: one's own, and everybody's for who administers access."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import queries as access
from core.access import rules as rights
from core.doors import fields, filters
from core.doors.viewsets import ReadViewSet
from core.tokens import actions, queries
from core.tokens.models import Token


class TokenOut(fields.Shown):
    owner = fields.Label(source="user")

    class Meta:
        model = Token
        fields: tuple[str, ...] = (
            "id", "name", "key", "owner", "scopes", "addresses", "created_at", "expires_at",
            "revoked_at", "last_used_at", "revision",
        )  # fmt: skip


class IssuedToken(TokenOut):
    """The only answer that holds the token itself."""

    token = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="Keep it: it is not shown again. Null in an answer that is repeated.",
    )

    class Meta(TokenOut.Meta):
        fields = (*TokenOut.Meta.fields, "token")


class NewToken(fields.Taken):
    name = fields.Line(max_length=200)
    scopes = serializers.ListField(
        child=fields.Choice((*rights.RIGHTS, actions.EVERY_SCOPE)), min_length=1, max_length=100
    )
    days = fields.Whole(min_value=1, max_value=actions.LONGEST_DAYS, default=actions.DEFAULT_DAYS)
    addresses = fields.Words(max_length=50, each=50, default=list)
    user = fields.Chosen(among=access.accounts, required=False, help_text="Yourself by default.")


class TokenFilters(filters.Filters):
    user = filters.Id("user_id")


class Tokens(ReadViewSet):
    """Tokens that programs sign in with."""

    seen = staticmethod(queries.visible)
    serializer_class = TokenOut
    takes = {"create": NewToken}
    shown_once = ("token",)
    filterset_class = TokenFilters
    orderings = ("-created_at", "name", "expires_at", "last_used_at")

    @extend_schema(responses={201: IssuedToken})
    def create(self, request: Request) -> Response:
        """Issue a token; no other answer shows it.

        A token can issue further ones only with the scope `access.manage`, and none that may do
        more than itself.
        """
        given = self.given()
        token, text = actions.issue(user=given.pop("user", self.by), by=self.by, **given)
        shown = IssuedToken(token).data | {"token": text}
        return Response(shown, status=201, headers={"Location": self.address(token)})

    def destroy(self, request: Request, pk: Any) -> Response:
        """Revoke a token, at once. Its row stays for the audit."""
        actions.revoke(token=self.get_object(), by=self.by, expected=self.expected())
        return Response(status=204)
