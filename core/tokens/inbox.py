from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import portal
from core.inbox import engine as inbox
from core.people.models import User
from core.tokens import queries

SOON = timedelta(days=14)


@inbox.source("tokens", label=gettext_lazy("Tokens that run out"))
def running_out(user: User, limit: int) -> list[inbox.Item]:
    """One's own tokens that stop working within two weeks."""
    soon = queries.running_out(user, timezone.now() + SOON)[:limit]
    renew = inbox.Deed(_("Issue a new one"), portal.url("core:token-new"))
    return [
        inbox.Item(
            what=_("This token stops working soon"),
            about=token.name,
            url=portal.url("core:token-list"),
            since=token.expires_at,
            kind=_("Token"),
            tone="amber",
            deed=renew,
        )
        for token in soon
    ]
