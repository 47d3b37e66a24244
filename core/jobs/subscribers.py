from core import push
from core.events import engine
from core.events.models import Event


@engine.on("core.jobs.live", "core.user.deactivated")
def deactivated(event: Event) -> None:
    """Sockets of an account that was shut look at once whether they may stay open."""
    push.tell(f"user.{event.about_id}")
