"""Real servers in folders of their own; nothing here needs Django or its database."""

import os
import shutil
from contextlib import contextmanager
from unittest import mock

import pytest

from config import embedded
from config.home import Home

GIVEN = ("DATABASE_URL", "REDIS_URL", "GUILDHALL_ADMIN_PASSWORD", "HOST", "PORT")


@contextmanager
def environment(data):
    """No server is given from outside, and what is set inside is gone afterwards."""
    with mock.patch.dict(os.environ, GUILDHALL_DATA=str(data)):
        for name in GIVEN:
            os.environ.pop(name, None)
            os.environ.pop(f"{name}_FILE", None)
        yield


@contextmanager
def data_folder(path):
    """Its servers are stopped and removed afterwards."""
    with environment(path):
        yield path
    with environment(path):
        home = Home.of(path).folder
        embedded.stop(path)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def nothing_given(tmp_path):
    with environment(tmp_path):
        yield


@pytest.fixture
def data(tmp_path):
    """A data folder that does not exist yet."""
    with data_folder(tmp_path / "data") as path:
        yield path


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with data_folder(tmp_path_factory.mktemp("shared") / "data") as path:
        yield path


@pytest.fixture
def portal(shared):
    """A data folder with both servers running, whatever the test before did to them."""
    with environment(shared):
        embedded.ensure(shared, durable=False)
        yield shared
