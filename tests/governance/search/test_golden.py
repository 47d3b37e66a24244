"""The golden queries: what is typed, and where the right answer must stand."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.people.models import User
from governance.search import actions as chores
from governance.search import queries as search
from tests import factories

GOLDEN = yaml.safe_load((Path(__file__).parent / "golden.yaml").read_text())


def build(path: Path, tables: dict[str, list[str]]) -> Path:
    """A database with these tables, each with these columns."""
    with sqlite3.connect(path) as connection:
        for name, columns in tables.items():
            connection.execute(f'CREATE TABLE "{name}" ({", ".join(columns)})')
    return path


@pytest.fixture
def catalogue(cast: Any, folder: Path) -> User:
    """Everything of `catalogue`, scanned; the one who sees all of it."""
    for name, tables in GOLDEN["catalogue"].items():
        said = tables.pop("said", "")
        path = build(folder / f"{name}.db", tables)
        factories.scan(factories.source(path, by=cast.ann, name=name, description=said))
    chores.weigh_words()
    return cast.ann


def places(user: User) -> dict[tuple[str, str], int]:
    """Where the right answer of each query stands; 99 when it does not."""
    found = {}
    for text, path, _ in GOLDEN["queries"]:
        paths = [hit.asset.fqn for hit in search.search(user, text, limit=10).hits]
        found[text, path] = paths.index(path) + 1 if path in paths else 99
    return found


def test_every_golden_query_finds_its_answer_where_it_must_stand(catalogue: User) -> None:
    assert len(GOLDEN["queries"]) >= 60
    reached = places(catalogue)
    wrong = [
        f"“{text}”: {path} stands at {reached[text, path]}, not among the first {most}"
        for text, path, most in GOLDEN["queries"]
        if reached[text, path] > most
    ]
    assert not wrong, "\n" + "\n".join(wrong)
