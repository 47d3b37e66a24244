"""Labs as fixtures: SQLite, MariaDB, and both PostgreSQL servers: the given one and our own."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import psycopg
import pymysql
import pytest

from tests.governance.connectors.labs import GIVEN, MARIADB, Lab, MariadbLab, PostgresLab, SqliteLab
from tests.governance.connectors.path_labs import DuckdbLab, FilesLab
from tests.governance.connectors.servers import (
    PrivateMariadb,
    PrivatePostgres,
    private_mariadb,
    private_postgres,
)

IN_FOLDERS = {"sqlite": SqliteLab, "duckdb": DuckdbLab, "files": FilesLab}
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


@pytest.fixture(scope="session")
def _mariadb() -> Iterator[MariadbLab | str]:
    lab = MariadbLab(MARIADB)
    try:
        lab.connect().close()
    except pymysql.Error as error:
        yield f"no MariaDB to read from: {error}"
        return
    with lab.database():
        yield lab


@pytest.fixture
def mariadb(_mariadb: MariadbLab | str) -> MariadbLab:
    """One throw-away database for the whole run; a test gets it empty."""
    if isinstance(_mariadb, str):
        pytest.skip(_mariadb)
    _mariadb.reset()
    return _mariadb


@pytest.fixture(scope="session")
def own_mariadb() -> Iterator[PrivateMariadb]:
    """A server with certificates that a test may kill or stop; it must run again afterwards."""
    with ExitStack() as held:
        try:
            server = held.enter_context(private_mariadb())
        except FileNotFoundError as missing:
            pytest.skip(f"no MariaDB to start: {missing}")
        yield server


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[PrivatePostgres]:
    """A server that insists on encryption."""
    with ExitStack() as held:
        try:
            server = held.enter_context(private_postgres())
        except FileNotFoundError as missing:
            pytest.skip(f"no PostgreSQL to start: {missing}")
        yield server


@pytest.fixture
def sqlite(tmp_path: Path) -> SqliteLab:
    return SqliteLab(tmp_path)


@pytest.fixture
def duckdb_file(tmp_path: Path) -> DuckdbLab:
    return DuckdbLab(tmp_path)


@pytest.fixture
def files(tmp_path: Path) -> FilesLab:
    return FilesLab(tmp_path)


@pytest.fixture(params=["postgresql-given", "postgresql-own", "mysql", *IN_FOLDERS])
def lab(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Lab:
    """Every lab there is, with the shop in it."""
    slug, _, server = request.param.partition("-")
    if slug == "mysql":
        return request.getfixturevalue("mariadb").shop()
    return (databases(server) if slug == "postgresql" else IN_FOLDERS[slug](tmp_path)).shop()
