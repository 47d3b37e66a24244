"""What can be done with bulk operations: start one, carry a trial out, undo one; and running it."""

from core.bulk.actions.running import each, perform
from core.bulk.actions.starting import carry_out, start, undo

__all__ = ["carry_out", "each", "perform", "start", "undo"]
