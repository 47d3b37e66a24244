"""The sample company, built once for all tests of this room and never changed by them."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import pytest

from governance.sample import engine

TODAY = date(2026, 11, 24)
DATABASES = ("shop", "people", "warehouse")
SMALL = 0.1

Open = Callable[[Path, str], sqlite3.Connection]


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first release."""
    folder = tmp_path_factory.mktemp("first")
    engine.build(folder, TODAY, SMALL)
    return folder


@pytest.fixture(scope="session")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the next release."""
    folder = tmp_path_factory.mktemp("second") / "company"
    shutil.copytree(first, folder)
    engine.advance(folder, TODAY)
    return folder


@pytest.fixture(params=[1, 2], ids=["first release", "next release"])
def release(request: pytest.FixtureRequest, first: Path, second: Path) -> tuple[int, Path]:
    return request.param, first if request.param == 1 else second


@pytest.fixture
def reading() -> Iterator[Open]:
    """Opens a database of a folder for reading; closed after the test."""
    with ExitStack() as stack:

        def opened(folder: Path, database: str) -> sqlite3.Connection:
            address = f"{(folder / f'{database}.db').as_uri()}?mode=ro"
            return stack.enter_context(closing(sqlite3.connect(address, uri=True)))

        yield opened
