"""Every app is wired, and its rooms are the ones that its configuration and the contracts name."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import DO_NOTHING, PROTECT

from core.changes import engine
from core.wiring import HouseConfig

ROOT = Path(__file__).parents[2]
APPS = ("core", "governance", "workflows", "monitoring", "collaboration", "securityops")
NOT_ROOMS = {"migrations", "management", "templatetags", "doors", "connectors", "connector"}
NOT_ROOMS |= {"detectors", "detector", "__pycache__"}


@pytest.mark.parametrize("name", APPS)
def test_an_app_uses_our_configuration(name: str) -> None:
    assert isinstance(apps.get_app_config(name), HouseConfig)


@pytest.mark.parametrize("name", APPS)
def test_the_rooms_are_the_folders(name: str) -> None:
    folders = {path.parent.name for path in (ROOT / name).glob("*/__init__.py")} - NOT_ROOMS
    assert set(apps.get_app_config(name).rooms) == folders  # type: ignore[attr-defined]


def contract(id: str) -> dict[str, list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return next(c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == id)


def test_no_room_escapes_the_contracts() -> None:
    rooms = {f"{app}.{room}" for app in APPS for room in apps.get_app_config(app).rooms}
    assert set(contract("vocabulary")["containers"]) == rooms


@pytest.mark.parametrize("app", ["core", "governance"])
def test_rooms_are_named_in_the_order_that_is_held(app: str) -> None:
    named = list(apps.get_app_config(app).rooms)  # type: ignore[attr-defined]
    order = [layer for layer in reversed(contract(app)["layers"]) if layer in named]
    assert named == order


LEDGER = """
import django
django.setup()
from core.changes import engine
print(*(tracked.kind for tracked in engine.ledger()))
"""


def test_a_process_that_loads_no_addresses_knows_every_table_with_a_history() -> None:
    """A worker proves the history: a table that it does not know would pass unseen."""
    run = [sys.executable, "-c", LEDGER]
    told = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == [tracked.kind for tracked in engine.ledger()]


def test_the_database_changes_no_table_with_a_history_behind_our_back() -> None:
    """What a constraint takes away or blanks leaves no change, and the row no longer proves."""
    tables = {model._meta.db_table: model for model in apps.get_models()}
    silent = {
        f"{tracked.kind}.{field.name}"
        for tracked in engine.ledger()
        for field in tables[tracked.table]._meta.fields
        if field.remote_field and field.remote_field.on_delete not in (PROTECT, DO_NOTHING)
    }
    # Accounts and domains are never deleted, a group only when it holds no role.
    assert silent == {
        *("core.binding.user", "core.binding.group", "core.binding.container"),
        *("core.token.user", "core.view.owner"),
    }
