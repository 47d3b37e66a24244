"""The REST door of the past: events, and the history with its proof."""
