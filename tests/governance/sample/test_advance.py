"""The next release: exactly what is declared, once, and never half of it."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from governance.sample import engine
from governance.sample.engine import files
from governance.sample.engine.truth.facts import Change

from .conftest import DATABASES, TODAY
from .killing import killed
from .reading import columns, contents, relations


@pytest.fixture
def company(first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first, tmp_path / "company")
    return tmp_path / "company"


def normal(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def differences(name: str, old: sqlite3.Connection, new: sqlite3.Connection) -> set[Change]:
    """What a comparison by name alone finds; renames are a drop and an addition."""
    found = set()
    for kind in ("table", "view"):
        before, after = relations(old, kind), relations(new, kind)
        found |= {Change(name, f"{kind}_dropped", one) for one in before.keys() - after.keys()}
        found |= {Change(name, f"{kind}_added", one) for one in after.keys() - before.keys()}
        for relation in before.keys() & after.keys():
            found |= within(name, relation, columns(old, relation), columns(new, relation))
            if kind == "view" and normal(before[relation]) != normal(after[relation]):
                found.add(Change(name, "view_changed", relation))
    return found


def within(name: str, relation: str, old: dict[str, str], new: dict[str, str]) -> set[Change]:
    dropped, added = old.keys() - new.keys(), new.keys() - old.keys()
    return (
        {Change(name, "column_dropped", relation, one, before=old[one]) for one in dropped}
        | {Change(name, "column_added", relation, one, after=new[one]) for one in added}
        | {
            Change(name, "column_retyped", relation, one, old[one], new[one])
            for one in old.keys() & new.keys()
            if old[one] != new[one]
        }
    )


def declared(name: str, old: sqlite3.Connection, new: sqlite3.Connection) -> set[Change]:
    """The declared changes as a comparison by name sees them."""
    seen = set()
    for change in (change for change in engine.TRUTH.release if change.database == name):
        if change.change == "table_renamed":
            seen |= {
                Change(name, "table_dropped", change.before),
                Change(name, "table_added", change.after),
            }
        elif change.change == "column_renamed":
            was = columns(old, change.relation)[change.before]
            now = columns(new, change.relation)[change.after]
            seen |= {
                Change(name, "column_dropped", change.relation, change.before, before=was),
                Change(name, "column_added", change.relation, change.after, after=now),
            }
        else:
            seen.add(change)
    return seen


@pytest.mark.parametrize("name", DATABASES)
def test_exactly_the_declared_things_change(name: str, first: Path, second: Path, reading) -> None:
    old, new = reading(first, name), reading(second, name)
    found, told = differences(name, old, new), declared(name, old, new)
    untyped = {change for change in found if change.relation in relations(new, "view")}
    bare = {Change(c.database, c.change, c.relation, c.column) for c in untyped}
    assert found - untyped | bare == told


@pytest.mark.parametrize("name", DATABASES)
def test_constraints_and_indexes_survive(name: str, first: Path, second: Path, reading) -> None:
    def kept(connection: sqlite3.Connection) -> dict[str, list[tuple]]:
        keys = {t: connection.execute(f"PRAGMA foreign_key_list({t})") for t in both}
        named = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND sql <> ''"
        return {
            **{t: sorted(row[2:] for row in rows) for t, rows in keys.items()},
            "indexes": sorted(connection.execute(named)),
        }

    old, new = reading(first, name), reading(second, name)
    both = relations(old, "table").keys() & relations(new, "table").keys()
    after = kept(new)
    if name == "warehouse":
        after["fact_sales"] = [row for row in after["fact_sales"] if row[0] != "etl_runs"]
    assert after == kept(old)


@pytest.mark.parametrize("name", DATABASES)
def test_rows_survive(name: str, first: Path, second: Path, reading) -> None:
    old, new = reading(first, name), reading(second, name)
    for table in relations(old, "table").keys() & relations(new, "table").keys():
        same = ", ".join(c for c in columns(old, table) if c in columns(new, table))
        query = f"SELECT {same} FROM {table} ORDER BY {same}"
        assert new.execute(query).fetchall() == old.execute(query).fetchall(), table


@pytest.mark.parametrize("name", DATABASES)
def test_every_view_answers(name: str, release, reading) -> None:
    database = reading(release[1], name)
    for view in relations(database, "view"):
        assert database.execute(f"SELECT * FROM {view}").fetchone(), view
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_second_time_changes_nothing(company: Path) -> None:
    assert len(engine.advance(company, TODAY)) == len(DATABASES)
    before = {name: (company / f"{name}.db").stat().st_mtime_ns for name in DATABASES}
    assert engine.advance(company, TODAY) == []
    assert before == {name: (company / f"{name}.db").stat().st_mtime_ns for name in DATABASES}


def test_build_leaves_the_next_release_alone(second: Path) -> None:
    engine.build(second, TODAY)
    assert all(files.release_of(second / f"{name}.db") == 2 for name in DATABASES)


def test_same_bytes_again(second: Path, company: Path) -> None:
    engine.advance(company, TODAY)
    assert contents(company) == contents(second)


def test_warehouse_can_be_loaded_from_the_next_release(company: Path) -> None:
    (company / "warehouse.db").unlink()
    with pytest.raises(engine.NotBuilt):
        engine.advance(company, TODAY)
    engine.build(company, TODAY)
    assert len(engine.advance(company, TODAY)) == len(DATABASES)
    (company / "warehouse.db").unlink()
    engine.build(company, TODAY)
    assert files.release_of(company / "warehouse.db") == 1


def test_old_file_is_replaced_and_never_written_to(company: Path) -> None:
    """Whoever has the old file open, here through a second name, keeps all of it."""
    kept = company / "kept"
    kept.hardlink_to(company / "shop.db")
    before = kept.read_bytes()
    engine.advance(company, TODAY)
    assert files.release_of(company / "shop.db") == 2
    assert kept.read_bytes() == before


@pytest.mark.fault
@pytest.mark.parametrize("place", range(len(DATABASES)))
def test_killed_advance_leaves_whole_releases(company: Path, second: Path, place: int) -> None:
    killed("advance", company, TODAY, name=DATABASES[place])
    reached = [files.release_of(company / f"{name}.db") for name in DATABASES]
    assert reached == [2] * place + [1] * (len(DATABASES) - place)
    engine.advance(company, TODAY)
    assert contents(company) == contents(second)
