"""Verbs on everything in an asset: how much is done at once, how jobs are called. Pure."""

MOST_AT_ONCE = 10_000  # assets that are changed while somebody waits
MOVE, RETIRE, RESTORE, FOLLOW, RANK = "move", "retire", "restore", "follow", "rank"


def kind(verb: str) -> str:
    """The kind of job that goes on with a verb."""
    return f"governance.{verb}"
