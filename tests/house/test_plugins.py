"""Shelves: every plugin loads, and a broken one stops the start with a clear message."""

import sys
from pathlib import Path

import pytest

from core.plugins import BrokenPlugin, Shelf
from governance.connector import Connector
from governance.detector import Detector
from governance.management.commands.classify import DETECTORS
from governance.sources.queries import SHELF


def test_every_connector_is_found_by_its_slug() -> None:
    assert {"postgresql", "sqlite"} <= set(SHELF.all())
    for slug, plugin in SHELF.all().items():
        assert issubclass(plugin, Connector)
        assert plugin.slug == slug
        assert plugin.label
        assert plugin.description


def test_every_detector_is_found_by_its_slug() -> None:
    assert {"email", "cards", "national_ids_world"} <= set(DETECTORS.all())
    for slug, plugin in DETECTORS.all().items():
        assert issubclass(plugin, Detector)
        assert plugin.slug == slug
        assert plugin.label
        assert plugin.kinds


def shelf(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> Shelf[Connector]:
    package = folder / "wobbly"
    package.mkdir()
    (package / "__init__.py").touch()
    for name, text in files.items():
        (package / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(str(folder))
    for name in [name for name in sys.modules if name.startswith("wobbly")]:
        monkeypatch.delitem(sys.modules, name)
    return Shelf("wobbly", Base)  # type: ignore[arg-type, return-value]


class Base:
    """A contract without obligations."""


PLUGIN = "from tests.house.test_plugins import Base\nclass One(Base):\n    slug = {slug!r}\n"


def test_a_file_that_cannot_be_imported_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BrokenPlugin, match=r"wobbly\.bad cannot be imported"):
        shelf(tmp_path, monkeypatch, bad="import nowhere_at_all").all()


def test_two_with_one_slug_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PLUGIN.format(slug="same")
    with pytest.raises(BrokenPlugin, match=r"wobbly\.two: slug “same” is taken by wobbly\.one"):
        shelf(tmp_path, monkeypatch, one=text, two=text).all()


def test_a_plugin_without_a_slug_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BrokenPlugin, match="has no slug"):
        shelf(tmp_path, monkeypatch, one=PLUGIN.format(slug="")).all()
