"""The admin's pages of the past: events, changes and their seals. Nothing here can be edited."""

from core.timeline.admin import events, history

__all__ = ["events", "history"]
