"""The life of a source. Pure."""

from core.refusals import Impossible

SCAN = "governance.scan"  # the kind of job that scans a source

_MOVES = {
    "active": {"paused", "retired"},
    "paused": {"active", "retired"},
}


def moved(state: str, to: str) -> str:
    """The new state; raises Impossible when a source cannot go there from where it is."""
    if to not in _MOVES.get(state, set()):
        raise Impossible(f"source_is_{state}")
    return to
