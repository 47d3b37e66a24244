"""Building: the same bytes every time, whole files or none, nobody else's file touched."""

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from governance.sample import engine
from governance.sample.engine import files

from .conftest import DATABASES, SMALL, TODAY
from .killing import killed, started
from .reading import columns, contents, relations


def test_sources_are_named_and_there(first: Path) -> None:
    sources = engine.build(first, TODAY, SMALL)
    assert [source.path for source in sources] == [first / f"{n}.db" for n in DATABASES]
    assert len({source.name for source in sources}) == len(DATABASES)
    assert all(source.description and source.environment == "production" for source in sources)


def test_another_process_writes_the_same_bytes(first: Path, tmp_path: Path) -> None:
    assert started("build", tmp_path, TODAY, SMALL, seed="4711").wait() == 0
    assert contents(tmp_path) == contents(first)


def test_two_builders_at_once_do_not_disturb_each_other(first: Path, tmp_path: Path) -> None:
    both = [started("build", tmp_path, TODAY, SMALL) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert contents(tmp_path) == contents(first)


def test_finished_files_stay_as_they_are(first: Path, tmp_path: Path) -> None:
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    (tmp_path / "people.db").unlink()
    before = (tmp_path / "shop.db").stat()
    engine.build(tmp_path, date(2027, 1, 1), SMALL)
    after = (tmp_path / "shop.db").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (tmp_path / "people.db").exists()


@pytest.mark.fault
@pytest.mark.parametrize("name", ["shop", "warehouse"])
def test_killed_builder_leaves_whole_files_or_none(name: str, first: Path, tmp_path: Path) -> None:
    killed("build", tmp_path, TODAY, SMALL, name=name)
    assert not (tmp_path / f"{name}.db").exists()
    assert all(files.release_of(path) == 1 for path in tmp_path.glob("*.db"))
    engine.build(tmp_path, TODAY, SMALL)
    assert contents(tmp_path) == contents(first)
    assert not list(tmp_path.glob("*.part*"))


def test_leftovers_of_a_killed_builder_are_overwritten(first: Path, tmp_path: Path) -> None:
    (tmp_path / "shop.db.part").write_bytes(b"half of something")
    (tmp_path / "people.db").touch()
    engine.build(tmp_path, TODAY, SMALL)
    assert contents(tmp_path) == contents(first)


def stumbling(path: Path) -> None:
    with files.written(path, 2, base=path) as connection:
        connection.execute("DROP TABLE kept")
        raise InterruptedError


def test_failure_inside_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "any.db"
    with files.written(path, 1) as connection:
        connection.execute("CREATE TABLE kept (a)")
    with pytest.raises(InterruptedError):
        stumbling(path)
    assert files.release_of(path) == 1


def somebody_elses(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()


def truncated(path: Path) -> None:
    engine.build(path.parent, TODAY, SMALL)
    path.write_bytes(path.read_bytes()[:40_960])


@pytest.mark.parametrize("spoil", [somebody_elses, truncated, lambda path: path.write_text("hi")])
def test_a_file_that_is_not_ours_is_refused_untouched(spoil, tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(engine.Occupied):
        engine.build(tmp_path, TODAY, SMALL)
    assert path.read_bytes() == before


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2026, 12, 31)])
def test_every_day_is_a_good_day(today: date, tmp_path: Path) -> None:
    engine.build(tmp_path, today, 0.05)
    with sqlite3.connect(tmp_path / "shop.db") as shop:
        (placed,) = shop.execute("SELECT count(*) FROM orders WHERE date(ordered_at) > ?", (today,))
    assert placed == (6,), "only the six declared ones lie in the future"
    engine.advance(tmp_path, today)


def test_size_is_that_of_a_real_company(tmp_path: Path) -> None:
    engine.build(tmp_path, TODAY)
    least = {"shop": (16, 4, 80_000), "people": (9, 2, 10_000), "warehouse": (9, 4, 50_000)}
    for name, (tables, views, rows) in least.items():
        with sqlite3.connect(tmp_path / f"{name}.db") as database:
            found = relations(database, "table")
            counts = [database.execute(f"SELECT count(*) FROM {table}") for table in found]
            assert len(found) >= tables
            assert len(relations(database, "view")) >= views
            assert sum(count.fetchone()[0] for count in counts) >= rows


def test_ddl_declares_every_kind_of_constraint(first: Path, reading) -> None:
    shop = reading(first, "shop")
    text = "\n".join(relations(shop, "table").values())
    words = ("PRIMARY KEY (", "UNIQUE (", "FOREIGN KEY (", "CHECK (", "GENERATED", "WITHOUT ROWID")
    assert [word for word in words if word not in text] == []
    assert "line_total" in columns(shop, "order_lines")
