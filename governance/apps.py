from typing import Any

from django.db.models.signals import post_migrate

from core import wiring


class GovernanceConfig(wiring.HouseConfig):
    """The data: sources, scans and the catalogue of what they hold."""

    name = "governance"
    rooms = ("catalog", "sources", "scans", "classification", "lineage", "search", "sample")

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(_seed, sender=self)


def _seed(**kwargs: Any) -> None:
    """A signal of the migrate command, not of a model: the rows every installation starts with."""
    from core.people import queries as people  # models exist only after the apps are loaded
    from governance.catalog import actions

    actions.seed_precedence(by=people.system())
