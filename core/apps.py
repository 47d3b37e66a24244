from typing import Any

from django.db.models.signals import post_migrate

from core import wiring


class CoreConfig(wiring.HouseConfig):
    """The plumbing: who, what happened, long work, and the frame of the portal."""

    name = "core"
    rooms = (
        "events",
        "people",
        "answers",
        "changes",
        "access",
        "jobs",
        "bulk",
        "schedules",
        "inbox",
        "tokens",
        "saved",
        "timeline",
        "system",
        "shell",
    )

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(_seed, sender=self)


def _seed(**kwargs: Any) -> None:
    """A signal of the migrate command, not of a model: the rows every installation starts with."""
    from core.system import actions  # models exist only after the apps are loaded

    actions.seed()
