from core.events import engine
from core.events.models import Event
from core.people import queries as people
from core.saved import actions


@engine.on("core.saved.groups", "core.group.removed")
def group_removed(event: Event) -> None:
    """What was shared with a group is its owner's again. The event names no id: the rows tell."""
    actions.part_from_gone_groups(by=people.system())
