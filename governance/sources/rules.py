"""The life of a source. Pure."""

from core.refusals import Impossible

# What can be said of every kind of source.
PLAIN = ("name", "description", "include", "exclude", "environment", "criticality", "hold_share")

SCAN = "governance.scan"  # the kind of job that scans a source
HOLD_SHARE = 20  # per cent of a source's relations that may vanish at once without a question
ROLL_BACK = "governance.roll_back"  # the kind of job that takes a scan back
ACCEPT = "governance.accept_renames"  # the kind of job that takes over what was only renamed

_MOVES = {
    "active": {"paused", "retired"},
    "paused": {"active", "retired"},
}


def moved(state: str, to: str) -> str:
    """The new state; raises Impossible when a source cannot go there from where it is."""
    if to not in _MOVES.get(state, set()):
        raise Impossible(f"source_is_{state}")
    return to
