from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import queries as access
from core.events.models import Cursor
from core.inbox import engine as inbox
from core.people.models import User


@inbox.source("subscribers", label=gettext_lazy("News that is not delivered"))
def failing_subscribers(user: User, limit: int) -> list[inbox.Item]:
    """Listeners whose handler fails; for administrators of everything."""
    if not access.can(user, "access.manage"):
        return []
    failing = Cursor.objects.filter(failures__gt=0).order_by("-failures")[:limit]
    return [
        inbox.Item(
            what=_("Fails on what happened, and is tried again: %(why)s") % {"why": one.trouble},
            about=one.subscriber,
            url="",
            since=one.retry_at,
            kind=_("System"),
            tone="red",
        )
        for one in failing
    ]
