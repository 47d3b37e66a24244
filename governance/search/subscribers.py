from core.events import engine
from core.events.models import Event
from governance.search import actions


@engine.on("governance.search.scanned", "governance.scan.finished")
def scanned(event: Event) -> None:
    """Search knows at once which words are common, not only the next morning."""
    actions.follow_scan(assets=event.data["added"] + event.data["changed"])
