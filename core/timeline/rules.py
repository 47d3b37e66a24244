"""What the proof of the history answers, and how long history may be kept. Pure."""

from core.refusals import Impossible

PROOF = "core.history_proof"  # kinds of jobs
RETENTION = "core.history_retention"
LONGEST_MONTHS = 1_200
NIGHTLY = "30 3 * * *"


class HistoryBroken(Impossible):
    """Something in the history does not prove; the log of the job names it."""

    def __init__(self, count: int) -> None:
        super().__init__("history_broken", count=count)
