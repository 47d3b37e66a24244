"""Signing in with a token: `Authorization: Bearer gh_<key>.<secret>`."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.people.models import User
from core.tokens import actions, queries
from core.tokens.models import Token


class TokenAuthentication(BaseAuthentication):
    """The token's owner acts, with those of their rights that the token's scopes allow."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = queries.holder(text.strip(), request.META.get("REMOTE_ADDR", ""))
        if token is None:
            raise AuthenticationFailed
        actions.touch(token=token)
        user = token.user
        user.token_scopes = frozenset(token.scopes)
        return user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Guildhall"'
