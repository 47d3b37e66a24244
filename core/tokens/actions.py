"""Issuing and revoking tokens."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.access import queries as access
from core.access import rules as rights
from core.changes import actions as changes
from core.changes import engine
from core.events import actions as events
from core.people.models import User
from core.refusals import Impossible, Invalid
from core.tokens import rules
from core.tokens.models import Token

LONGEST_DAYS = 366
DEFAULT_DAYS = 90
EVERY_SCOPE = "*"

engine.track(
    "core.token",
    "core_token",
    ("user_id", "name", "key", "scopes", "addresses", "expires_at", "revoked_at"),
    history="access",
)


@transaction.atomic
def issue(
    *,
    user: User,
    name: str,
    scopes: list[str],
    by: User,
    days: int = DEFAULT_DAYS,
    addresses: list[str] | None = None,
) -> tuple[Token, str]:
    """A new token and its text, which is never shown again.

    One's own tokens need no right, others' need `access.manage`. A scope can only narrow the
    owner's rights, now and later; a token gives no scope that it lacks itself, and a token for
    somebody else only what its issuer holds. Raises Invalid for unknown scopes, addresses or a bad
    lifetime.
    """
    if user.pk != by.pk:
        access.require(by, "access.manage")
    access.require_account(by)
    _check(scopes, days, addresses or [])
    allowed = sorted(rights.RIGHTS) if EVERY_SCOPE in scopes else sorted(set(scopes))
    _check_within(by, user, allowed)
    secret = rules.new_secret()
    now = timezone.now()
    token = Token(
        user=user,
        name=name,
        key=secret.key,
        digest=secret.digest,
        scopes=allowed,
        addresses=addresses or [],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    changes.create(token, by=by, verb="issue")
    events.publish("core.token.issued", about=token, by=by, data={"owner": str(user)})
    return token, secret.text


@transaction.atomic
def revoke(*, token: Token, by: User, expected: int | None = None) -> Token:
    """Stop a token from working, at once. Its row stays for the audit."""
    if token.user_id != by.pk:
        access.require(by, "access.manage")
    was = changes.hold(token, expected)
    if token.revoked_at is not None:
        raise Impossible("token_revoked", name=token.name)
    token.revoked_at = timezone.now()
    changes.save(token, was, by=by, verb="revoke")
    events.publish("core.token.revoked", about=token, by=by, data={"owner": str(token.user)})
    return token


def touch(*, token: Token) -> None:
    """Note that a token was used, at most once a minute."""
    now = timezone.now()
    stale = token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1)
    if stale:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)


def _check_within(by: User, user: User, scopes: list[str]) -> None:
    own = by.token_scopes
    if own is not None and (missing := sorted(set(scopes) - own)):
        raise access.Refused(missing[0])
    if user.pk != by.pk:
        for right in scopes:
            access.require(by, right)


def _check(scopes: list[str], days: int, addresses: list[str]) -> None:
    if unknown := rights.unknown(set(scopes) - {EVERY_SCOPE}):
        raise Invalid("unknown_rights", "scopes", rights=", ".join(unknown))
    if not scopes:
        raise Invalid("no_scopes", "scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid("bad_lifetime", "days", longest=LONGEST_DAYS)
    for address in addresses:
        if not rules.valid_network(address):
            raise Invalid("bad_address", "addresses", address=address)
