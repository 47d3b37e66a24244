"""What the proof of the history answers. Pure."""

from core.refusals import Refusal

PROOF = "core.history_proof"  # kind of its jobs


class HistoryBroken(Refusal):
    """Something in the history does not prove; the log of the job names it."""

    def __init__(self, count: int) -> None:
        super().__init__("history_broken", count=count)
