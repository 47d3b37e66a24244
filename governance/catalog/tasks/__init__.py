"""What is done with assets by jobs: large trees, and verbs for many assets at once."""

from governance.catalog.tasks import bulk, trees

__all__ = ["bulk", "trees"]
