"""Labs as fixtures: SQLite, and both PostgreSQL servers: the given one and our own."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import psycopg
import pytest

from tests.governance.connectors.labs import GIVEN, Lab, PostgresLab, SqliteLab

Databases = Callable[[str], PostgresLab]


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """One throw-away database a server for the whole run; a test gets it empty."""
    with ExitStack() as held:

        @cache
        def made(server: str) -> PostgresLab | str:
            url = GIVEN if server == "given" else os.environ["DATABASE_URL"]
            try:
                psycopg.connect(url, connect_timeout=2).close()
            except psycopg.Error as error:
                return f"no PostgreSQL to read from: {error}"
            return held.enter_context(PostgresLab(url).database())

        def emptied(server: str) -> PostgresLab:
            lab = made(server)
            if isinstance(lab, str):
                pytest.skip(lab)
            lab.reset()
            return lab

        yield emptied


@pytest.fixture(params=["given", "own"])
def postgres(request: pytest.FixtureRequest, databases: Databases) -> PostgresLab:
    return databases(request.param)


@pytest.fixture
def sqlite(tmp_path: Path) -> SqliteLab:
    return SqliteLab(tmp_path)


@pytest.fixture(params=["postgresql-given", "postgresql-own", "sqlite"])
def lab(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Lab:
    """Every lab there is, with the shop in it."""
    slug, _, server = request.param.partition("-")
    return (databases(server) if slug == "postgresql" else SqliteLab(tmp_path)).shop()
