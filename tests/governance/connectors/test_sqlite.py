"""SQLite: files that are no databases, locks, journals, folders and broken schemas."""

import os
import sqlite3
import time
from contextlib import closing, contextmanager
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.connector import Limits, Trouble
from governance.connectors.sqlite import Sqlite


def read(lab, keys=None):
    with lab.connector().open("test") as session:
        found = list(chain.from_iterable(session.relations(keys)))
    return {one.name: one for one in found}


def trouble(connector):
    with pytest.raises(Trouble) as caught, connector.open("test"):
        pass
    failed = list(connector.test())[-1]
    assert (failed.state, failed.code) == ("failed", caught.value.code)
    return caught.value


def written(lab, name, content):
    path = lab.folder / name
    path.write_bytes(content)
    return lab.connector(path=str(path))


def database(lab):
    lab.run("CREATE TABLE t (a text)", "INSERT INTO t VALUES (hex(randomblob(20000)))")
    return lab.path.read_bytes()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "truncated"),
        (b"SQLite", "truncated"),
        (b"SQLite format 3\0" + b"\x10\0", "truncated"),
        (b"hello", "not_a_database"),
        (b"\0" * 8192, "not_a_database"),
        (b"PK\x03\x04" * 1024, "not_a_database"),
        (os.urandom(8192), "encrypted"),
        (os.urandom(8191), "not_a_database"),
        (b"SQLite format 3\0" + b"\x00\x03" + b"\0" * 5000, "not_a_database"),
    ],
)
def test_a_file_that_is_no_database(sqlite, content, code):
    connector = written(sqlite, "some.db", content)
    assert trouble(connector).code == code


def test_a_database_without_its_end(sqlite):
    whole = database(sqlite)
    found = trouble(written(sqlite, "cut.db", whole[: len(whole) // 2]))
    assert (found.code, found.params) == ("truncated", {"path": str(sqlite.folder / "cut.db")})
    assert trouble(written(sqlite, "cut.db", whole[:-1])).code == "truncated"


def test_a_length_the_header_is_not_sure_of_is_not_held_against_a_file(sqlite):
    whole = bytearray(database(sqlite))
    whole[28:32] = (10**6).to_bytes(4, "big")
    assert trouble(written(sqlite, "long.db", bytes(whole))).code == "truncated"
    whole[92:96] = b"\0\0\0\0"  # as writers before SQLite 3.7 left it
    with written(sqlite, "long.db", bytes(whole)).open("test") as session:
        assert session.count() == 1


def test_a_file_that_is_still_growing_is_not_truncated(sqlite):
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE t (a text)")
        content = bytearray(sqlite.path.read_bytes())
        content[28:32] = (99).to_bytes(4, "big")
        sqlite.path.write_bytes(content)  # as in the middle of a checkpoint
        with sqlite.connector().open("test") as session:
            assert session.count() == 1


def test_a_database_with_a_damaged_middle(sqlite):
    whole = bytearray(database(sqlite))
    whole[100:300] = os.urandom(200)
    connector = written(sqlite, "hurt.db", bytes(whole))
    with connector.open("test") as session, pytest.raises(Trouble) as caught:
        list(session.fingerprints())
    assert caught.value.code == "source_error"
    assert [v.step for v in connector.test() if v.state == "failed"] == ["read_catalog"]


def test_what_is_not_a_file(sqlite):
    assert trouble(sqlite.connector(path=str(sqlite.folder))).code == "not_a_database"
    os.mkfifo(sqlite.folder / "pipe.db")
    assert trouble(sqlite.connector(path=str(sqlite.folder / "pipe.db"))).code == "not_a_database"
    below = str(sqlite.path / "below.db")
    assert trouble(sqlite.connector(path=below)).code == "no_file"
    long = str(sqlite.folder / ("x" * 300))
    assert trouble(sqlite.connector(path=long)).code == "no_file"


def test_only_allowed_folders_and_nothing_is_told_about_others(sqlite, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "real.db"
    outside.write_bytes(sqlite.path.read_bytes())
    (sqlite.folder / "link.db").symlink_to(outside)
    (sqlite.folder / "folder").symlink_to(outside.parent)
    for path in (
        outside,
        outside.parent / "absent.db",
        sqlite.folder / "link.db",
        sqlite.folder / "folder" / "real.db",
        sqlite.folder / ".." / outside.parent.name / "real.db",
        f"{sqlite.folder}x/real.db",
        "relative.db",
    ):
        found = trouble(sqlite.connector(path=str(path)))
        assert (found.code, found.params) == ("path_outside", {"path": str(path)})
    connector = Sqlite({"path": str(sqlite.path)}, {}, Limits())
    assert trouble(connector).code == "path_outside"


def test_a_link_inside_the_folder_is_followed(sqlite):
    (sqlite.folder / "link.db").symlink_to(sqlite.path)
    with sqlite.connector(path=str(sqlite.folder / "link.db")).open("test") as session:
        assert session.count() == 0


def test_a_locked_file_is_waited_for_only_so_long(sqlite):
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        with (
            pytest.raises(Trouble) as caught,
            sqlite.connector(Limits(lock_seconds=1)).open("test"),
        ):
            pass
        assert 0.9 < time.monotonic() - start < 3
    assert (caught.value.code, caught.value.params) == ("locked", {"path": str(sqlite.path)})
    with sqlite.connector().open("test") as session:
        assert session.count() == 0


def test_a_statement_that_takes_too_long(sqlite):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    start = time.monotonic()
    limits = Limits(statement_seconds=1)
    with sqlite.connector(limits).open("test") as session, pytest.raises(Trouble) as caught:
        list(session._rows(endless))
    assert (caught.value.code, caught.value.params) == ("timeout", {"seconds": 1})
    assert time.monotonic() - start < 3


def test_the_clock_stands_still_while_the_scan_writes(sqlite):
    sqlite.run(*(f"CREATE TABLE t{n} (a integer)" for n in range(3)))
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT"
    with sqlite.connector(Limits(statement_seconds=1)).open("test") as session:
        rows = session._rows(f"{many} 40000")
        next(rows)
        time.sleep(1.1)
        assert len(list(rows)) == 39999
        session._deadline = 0.0  # long ago, as after a slow write
        assert len(list(session._rows(f"{many} 40000"))) == 40000


def test_a_wal_file_is_read_with_what_others_have_committed_and_nothing_is_left_beside(sqlite):
    sqlite.run("PRAGMA journal_mode = WAL", "CREATE TABLE first (a integer)")
    before = sorted(sqlite.folder.iterdir())
    assert set(read(sqlite)) == {"first"}
    assert sorted(sqlite.folder.iterdir()) == before
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("CREATE TABLE second (a integer)")
        assert set(read(sqlite)) == {"first", "second"}
        with sqlite.connector().open("test") as session:
            assert session.count() == 2
            other.execute("CREATE TABLE third (a integer)")
            assert session.count() == 2
            assert len(list(session.fingerprints())) == 2
    assert set(read(sqlite)) == {"first", "second", "third"}


@pytest.fixture
def humbly(sqlite):
    """Somebody who may read the folder of the database but not write there."""
    if os.geteuid() != 0:
        pytest.skip("allowed: only root can become somebody else")
    for folder in (sqlite.folder, *sqlite.folder.parents):
        if folder.stat().st_mode & 0o777 == 0o700:
            folder.chmod(0o711)

    @contextmanager
    def become():
        sqlite.folder.chmod(0o555)
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    return become


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_file_in_a_folder_that_cannot_be_written(sqlite, humbly, mode):
    sqlite.run(f"PRAGMA journal_mode = {mode}", "CREATE TABLE t (a integer)")
    with humbly():
        assert set(read(sqlite)) == {"t"}
    sqlite.path.chmod(0)
    with humbly():
        assert trouble(sqlite.connector()).code == "source_refuses"


def test_a_log_that_cannot_be_read_back_is_no_reason_to_show_old_news(sqlite, humbly):
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE t (a integer)")
        log = sqlite.folder / f"{sqlite.path.name}-wal"
        (sqlite.folder / "copy.db").write_bytes(sqlite.path.read_bytes())
        (sqlite.folder / "copy.db-wal").write_bytes(log.read_bytes())
    with humbly():
        found = trouble(sqlite.connector(path=str(sqlite.folder / "copy.db")))
    assert (found.code, found.params) == ("unfinished", {"path": str(sqlite.folder / "copy.db")})


def test_a_journal_that_a_crash_left_behind_is_a_trouble(sqlite):
    whole = database(sqlite)
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("PRAGMA cache_size = 1")
        other.execute("BEGIN")
        other.execute("UPDATE t SET a = hex(randomblob(30000))")
        journal = sqlite.folder / f"{sqlite.path.name}-journal"
        left = journal.read_bytes()
        other.execute("ROLLBACK")
    (sqlite.folder / "crashed.db").write_bytes(whole)
    (sqlite.folder / "crashed.db-journal").write_bytes(left)
    connector = sqlite.connector(path=str(sqlite.folder / "crashed.db"))
    found = trouble(connector)
    assert (found.code, found.params) == ("unfinished", {"path": str(sqlite.folder / "crashed.db")})
    assert (sqlite.folder / "crashed.db-journal").read_bytes() == left


def test_many_broken_views_among_good_ones(sqlite):
    sqlite.run(
        "CREATE TABLE gone (a integer)",
        "CREATE TABLE stays (a integer)",
        *(f"CREATE VIEW broken{n} AS SELECT * FROM gone" for n in range(40)),
        *(f"CREATE VIEW good{n} AS SELECT * FROM stays" for n in range(40)),
        "DROP TABLE gone",
    )
    found = read(sqlite)
    assert len(found) == 81
    for name, one in found.items():
        assert bool(one.problem) == name.startswith("broken")
        assert bool(one.columns) != bool(one.problem)
    assert found["broken0"].problem == ("view_broken", {"detail": "no such table: main.gone"})
    assert found["broken0"].definition == "CREATE VIEW broken0 AS SELECT * FROM gone"
    last = list(sqlite.connector().test())[-1]
    assert (last.state, last.code) == ("warning", "relations_broken")
    assert last.params["count"] == 40
    assert len(last.params["names"]) == 5


def test_virtual_tables_and_modules_that_are_missing(sqlite):
    sqlite.run("CREATE TABLE t (a integer)", "CREATE VIRTUAL TABLE texts USING fts5(body, tags)")
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as owner:
        owner.execute("PRAGMA writable_schema = ON")
        owner.execute(
            "INSERT INTO sqlite_master VALUES ('table', 'alien', 'alien', 0,"
            " 'CREATE VIRTUAL TABLE alien USING no_such_module(x)')"
        )
    found = read(sqlite)
    assert [column.name for column in found["texts"].columns] == ["body", "tags"]
    assert found["texts"].definition == "CREATE VIRTUAL TABLE texts USING fts5(body, tags)"
    assert found["alien"].kind == "table"
    assert found["alien"].problem == ("partly_read", {"detail": "no such module: no_such_module"})
    assert found["t"].problem is None


def test_columns_and_keys_as_they_were_declared(sqlite):
    sqlite.run(
        "CREATE TABLE Parent (a integer, b integer, PRIMARY KEY (b, a)) WITHOUT ROWID",
        "CREATE TABLE child (x, y 'my own type(3)' NOT NULL DEFAULT (1 + 1), z text"
        " GENERATED ALWAYS AS (x || y) STORED, p integer REFERENCES parent, q integer,"
        " FOREIGN KEY (p, q) REFERENCES PARENT (b, a), UNIQUE (q, p))",
        "CREATE UNIQUE INDEX only_x ON child (x)",
        "CREATE UNIQUE INDEX part_of_x ON child (x) WHERE x > 1",
        "CREATE UNIQUE INDEX lower_x ON child (lower(x))",
    )
    found = read(sqlite)
    child = found["child"]
    assert [(c.name, c.type, c.nullable, c.default, c.generated) for c in child.columns] == [
        ("x", "any", True, None, False),
        ("y", "my own type(3)", False, "1 + 1", False),
        ("z", "TEXT", True, None, True),
        ("p", "INTEGER", True, None, False),
        ("q", "INTEGER", True, None, False),
    ]
    assert {(c.kind, c.name, c.columns, c.target, c.target_columns) for c in child.constraints} == {
        ("unique", "only_x", ("x",), None, ()),
        ("unique", None, ("q", "p"), None, ()),
        ("foreign_key", None, ("p",), ("main", "Parent"), ()),
        ("foreign_key", None, ("p", "q"), ("main", "Parent"), ("b", "a")),
    }
    assert found["Parent"].constraints[0].columns == ("b", "a")


def test_text_that_is_not_utf8_is_cleaned_and_still_found(sqlite):
    sqlite.run("CREATE TABLE caf_ (a integer)", "CREATE TABLE caf__ (a integer)")
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as owner:
        owner.execute("PRAGMA writable_schema = ON")
        for old, new in (("caf_", "e9"), ("caf__", "e8")):  # both become the same when cleaned
            owner.execute(
                f"UPDATE sqlite_master SET name = CAST(x'636166{new}' AS TEXT), tbl_name ="
                f" CAST(x'636166{new}' AS TEXT), sql = 'CREATE TABLE \"' ||"
                f" CAST(x'636166{new}' AS TEXT) || '\" (a integer)' WHERE name = ?",
                [old],
            )
    found = read(sqlite)
    assert set(found) == {"caf\ufffd", "caf\ufffd\ufffd"}
    assert set(read(sqlite, [("main", "caf\ufffd\ufffd")])) == {"caf\ufffd\ufffd"}
    with sqlite.connector().open("test") as session:
        assert {mark.name for mark in session.fingerprints()} == set(found)
        assert session.count() == 2


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_every_encoding_sqlite_has(sqlite, encoding):
    sqlite.path.unlink()
    sqlite.run(f"PRAGMA encoding = '{encoding}'", 'CREATE TABLE "nä😀" ("spalte ü" integer)')
    assert read(sqlite)["nä😀"].columns[0].name == "spalte ü"


def test_sizes_are_what_analyze_left(sqlite):
    sqlite.run("CREATE TABLE t (a integer, b integer)", "CREATE INDEX i ON t (a)")
    with sqlite.connector().open("test") as session:
        assert list(session.sizes()) == []
    sqlite.run(
        "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)", "ANALYZE", "CREATE VIEW v AS SELECT 1"
    )
    with sqlite.connector().open("test") as session:
        assert [(s.name, s.rows, s.bytes) for s in session.sizes()] == [("t", 3, None)]
        assert session.count() == 2


def test_a_view_cannot_run_what_the_portal_would_not(sqlite):
    sqlite.run("CREATE VIEW evil AS SELECT load_extension('/tmp/evil.so') AS a")
    assert set(read(sqlite)) == {"evil"}
    with sqlite.connector().open("test") as session:
        assert list(session._rows("PRAGMA trusted_schema")) == [(0,)]
        with pytest.raises(Trouble) as caught:
            list(session._rows("SELECT * FROM evil"))
    assert caught.value.code == "source_error"


names = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40
).filter(lambda name: not name.lower().startswith("sqlite_"))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=names, column=names)
def test_any_name_comes_back_as_it_is(sqlite, name, column):
    table, field = (text.replace('"', '""') for text in (name, column))
    sqlite.path.unlink()
    sqlite.run(f'CREATE TABLE "{table}" ("{field}" integer)')
    found = read(sqlite, [("main", name)])
    assert [one.name for one in found[name].columns] == [column]


def test_an_address_is_an_absolute_path():
    for url, path in {
        "sqlite:///srv/shop.db": "/srv/shop.db",
        "sqlite:////srv/shop.db": "/srv/shop.db",
        "sqlite:///srv/two%20words%3F.db": "/srv/two words?.db",
    }.items():
        assert Sqlite.from_url(url) == ({"path": path}, {})
    for url in (
        "sqlite://",
        "sqlite:///",
        "sqlite://host/x.db",
        "sqlite:x.db",
        "sqlite:///x?mode=rw",
    ):
        with pytest.raises(Trouble) as caught:
            Sqlite.from_url(url)
        assert caught.value.code == "bad_url"
