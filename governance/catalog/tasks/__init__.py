"""What is done with assets by jobs: moving large trees, and verbs for many assets at once."""

from governance.catalog.tasks import bulk, moving

__all__ = ["bulk", "moving"]
