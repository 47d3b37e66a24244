"""How an app wires itself: it names its rooms, and everything in them is found by file name."""

import importlib
import importlib.util
from typing import ClassVar

from django.apps import AppConfig

# Verbs first: with them comes which tables have a history, and a worker loads no addresses.
FILES_TO_IMPORT = ("actions", "admin", "tasks", "subscribers", "inbox")


class HouseConfig(AppConfig):
    """Base of our app configurations.

    `rooms` lists the app's rooms, lowest first (the import contract in pyproject.toml follows the
    same order). Import this *module* into apps.py, never the
    class: with two configurations in one namespace Django silently takes the plain one.
    """

    rooms: ClassVar[tuple[str, ...]] = ()
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for module in ("published", "sentences", "menu", "portal"):
            self._import(f"{self.name}.{module}")
        for room in self.rooms:
            for file in FILES_TO_IMPORT:
                self._import(f"{self.name}.{room}.{file}")

    @staticmethod
    def _import(name: str) -> None:
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
