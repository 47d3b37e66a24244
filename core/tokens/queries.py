"""Tokens, and whom they let in."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.access import queries as access
from core.people.models import User
from core.tokens import rules
from core.tokens.models import Token


def visible(user: User) -> QuerySet[Token]:
    """One's own tokens; everybody's for who holds `access.view` on everything."""
    tokens = Token.objects.select_related("user")
    return tokens if access.can(user, "access.view") else tokens.filter(user=user)


def holder(text: str, address: str) -> Token | None:
    """The live token with this text, used from this address, with its owner; else None."""
    parsed = rules.parse(text)
    if parsed is None:
        return None
    key, secret = parsed
    live = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=timezone.now()))
    token = Token.objects.select_related("user").filter(live, key=key).first()
    if token is None or not rules.same(secret, bytes(token.digest)):
        return None
    if not token.user.is_active or not rules.allowed_from(address, token.addresses):
        return None
    return token


def running_out(user: User, until: datetime) -> QuerySet[Token]:
    """One's own live tokens that expire before a moment, the first ones first."""
    soon = Token.objects.filter(expires_at__gt=timezone.now(), expires_at__lt=until)
    return soon.filter(user=user, revoked_at=None).order_by("expires_at")
