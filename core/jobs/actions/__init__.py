"""What can be done with long work: start it, run it, cancel it, sweep up after dead workers."""

from core.jobs.actions.running import Running, run
from core.jobs.actions.starting import About, cancel, hand_over, start
from core.jobs.actions.sweeping import sweep

__all__ = ["About", "Running", "cancel", "hand_over", "run", "start", "sweep"]
