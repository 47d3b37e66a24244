"""What only DuckDB files have: one writer, nested types, views of anything, hostile bytes."""

import os
import random
import socket
import struct
import subprocess
import sys
import threading
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

import duckdb
import pytest

from governance.connector import Limits, Relation, Trouble
from governance.connectors.duckdb import keeper
from tests.governance.connectors.path_labs import DuckdbLab


def read(lab: DuckdbLab, limits: Limits | None = None) -> dict[str, Relation]:
    with lab.connector(limits).open("test") as session:
        return {one.name: one for one in chain.from_iterable(session.relations(None))}


def refused(lab: DuckdbLab, **options) -> Trouble:
    with pytest.raises(Trouble) as caught, lab.connector(**options).open("test") as session:
        list(session.fingerprints()), list(session.relations(None))
    return caught.value


def test_the_portal_itself_never_loads_the_driver():
    program = "import governance.connectors.duckdb, sys; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_types_come_as_the_source_writes_them(duckdb_file):
    duckdb_file.run(
        "CREATE TYPE mood AS ENUM ('calm', 'it''s cross')",
        "CREATE TABLE nest (a STRUCT(x INTEGER, y VARCHAR[]), m MAP(VARCHAR, INTEGER),"
        " u UNION(num INTEGER, s VARCHAR), e mood, l INTEGER[3], big HUGEINT,"
        " seen TIMESTAMPTZ, id UUID, g INTEGER GENERATED ALWAYS AS (big + 1))",
    )
    nest = read(duckdb_file)["nest"]
    assert {column.name: column.type for column in nest.columns} == {
        "a": "STRUCT(x INTEGER, y VARCHAR[])",
        "m": "MAP(VARCHAR, INTEGER)",
        "u": "UNION(num INTEGER, s VARCHAR)",
        "e": "ENUM('calm', 'it''s cross')",
        "l": "INTEGER[3]",
        "big": "HUGEINT",
        "seen": "TIMESTAMP WITH TIME ZONE",
        "id": "UUID",
        "g": "INTEGER",
    }
    made = nest.columns[-1]
    assert made.generated
    assert "big + 1" in made.default


def test_constraints_comments_and_schemas(duckdb_file):
    duckdb_file.run(
        "CREATE SCHEMA empty",
        "CREATE TABLE a (x integer, y integer, CHECK (x > y), PRIMARY KEY (x, y))",
        "COMMENT ON TABLE a IS 'all of it'",
        "COMMENT ON COLUMN a.x IS 'part'",
    )
    a = read(duckdb_file)["a"]
    assert a.comment == "all of it"
    assert a.columns[0].comment == "part"
    assert {(one.kind, one.columns, one.expression) for one in a.constraints} == {
        ("check", ("x", "y"), "(x > y)"),
        ("primary_key", ("x", "y"), None),
    }
    with duckdb_file.connector().open("test") as session:
        assert [schema.name for schema in session.schemas()] == ["empty", "main"]


def test_sizes_are_what_duckdb_knows(duckdb_file):
    duckdb_file.run("CREATE TABLE a AS SELECT * FROM range(1000)", "CREATE VIEW v AS FROM a")
    with duckdb_file.connector().open("test") as session:
        assert [(size.name, size.rows) for size in session.sizes()] == [("a", 1000)]


def test_five_thousand_columns_in_many_tables(duckdb_file):
    columns = ", ".join(f"column_{n} varchar" for n in range(5_000))
    duckdb_file.run(*(f"CREATE TABLE wide_{n} ({columns})" for n in range(4)))
    found = read(duckdb_file)
    assert [len(one.columns) for one in found.values()] == [5_000] * 4


def test_a_view_shows_the_columns_it_has_now(duckdb_file):
    duckdb_file.run("CREATE TABLE a (x integer)", "CREATE VIEW v AS FROM a")
    duckdb_file.run("ALTER TABLE a ADD COLUMN y integer")
    assert [column.name for column in read(duckdb_file)["v"].columns] == ["x", "y"]


def test_every_broken_view_is_found_and_no_other(duckdb_file):
    good = [f"CREATE VIEW good_{n} AS SELECT {n} AS n" for n in range(400)]
    bad = [f"CREATE VIEW bad_{n} AS FROM gone" for n in range(7)]
    duckdb_file.run("CREATE TABLE gone (a integer)", *good, *bad, "DROP TABLE gone")
    found = read(duckdb_file)
    broken = {name for name, one in found.items() if one.problem}
    assert broken == {f"bad_{n}" for n in range(7)}
    assert "gone" in found["bad_0"].problem[1]["detail"]


def test_a_view_of_files_or_of_an_extension_keeps_its_columns_and_opens_nothing(duckdb_file):
    outside = duckdb_file.folder / "secret.csv"
    outside.write_text("a,b\n1,2\n")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        duckdb_file.run(f"CREATE VIEW files AS FROM read_csv('{outside}')")
        outside.write_text("other,columns,now\n1,2,3\n")
        with suppress(duckdb.Error):  # DuckDB itself cannot make it: nothing answers
            duckdb_file.run(
                f"CREATE VIEW net AS FROM read_csv('http://127.0.0.1:{port}/x', auto_detect=false,"
                " columns={'a': 'INTEGER'})"
            )
        found = read(duckdb_file)
        with pytest.raises(TimeoutError):
            server.accept()
    assert [column.name for column in found["files"].columns] == ["a", "b"]
    assert not found["files"].problem


@pytest.mark.parametrize(
    "attempt",
    [
        "FROM read_csv('/etc/passwd')",
        "FROM read_text('/etc/passwd')",
        "FROM glob('/*')",
        "ATTACH '{folder}/other.duckdb'",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "INSTALL httpfs",
        "LOAD '{folder}/evil.duckdb_extension'",
        "FROM read_parquet('http://127.0.0.1:1/x.parquet')",
        "FROM read_parquet('s3://bucket/x.parquet')",
        "SET enable_external_access = true",
        "SET memory_limit = '99GB'",
        "CREATE TABLE written (a integer)",
    ],
)
def test_a_session_can_reach_nothing_but_its_file(duckdb_file, attempt):
    before = sorted(path.name for path in duckdb_file.folder.iterdir())
    with duckdb_file.connector().open("test") as session, pytest.raises(keeper.Failed):
        list(session.keeper.rows(attempt.format(folder=duckdb_file.folder)))
    assert sorted(path.name for path in duckdb_file.folder.iterdir()) == before


def test_the_process_sees_no_environment_and_cannot_write_a_file(duckdb_file, monkeypatch):
    monkeypatch.setenv("GUILDHALL_SECRET_KEY", "s3cret")
    with duckdb_file.connector().open("test") as session:
        number = session.keeper._process.pid
        assert b"s3cret" not in Path(f"/proc/{number}/environ").read_bytes()
        lines = Path(f"/proc/{number}/limits").read_text().splitlines()
    limits = {line[:25].strip(): line[26:].split()[0] for line in lines}
    assert limits["Max file size"] == "0"
    assert int(limits["Max address space"]) <= 2 << 30


def test_the_process_ends_with_the_session(duckdb_file):
    with duckdb_file.connector().open("test") as session:
        number = session.keeper._process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_somebody_who_writes_is_waited_for_by_coming_again(duckdb_file):
    program = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    writer = subprocess.Popen(
        [sys.executable, "-c", program, duckdb_file.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with writer:
        writer.stdout.readline()
        assert refused(duckdb_file).code == "locked"
        writer.stdin.close()
    assert read(duckdb_file) == {}


def test_what_a_crashed_writer_left_in_its_journal_is_read(duckdb_file):
    program = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]);"
        " c.execute('CREATE TABLE late (a integer)'); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", program, duckdb_file.path], check=False)
    assert Path(f"{duckdb_file.path}.wal").exists()
    assert set(read(duckdb_file)) == {"late"}
    assert Path(f"{duckdb_file.path}.wal").exists()


def test_an_encrypted_file_is_told_from_a_broken_one(duckdb_file):
    path = duckdb_file.folder / "sealed.duckdb"
    with closing(duckdb.connect()) as connection:
        connection.execute("SET force_mbedtls_unsafe = 'true'")
        connection.execute(f"ATTACH '{path}' AS sealed (ENCRYPTION_KEY 'abc')")
        connection.execute("CREATE TABLE sealed.t (a integer)")
    assert refused(duckdb_file, path=str(path)).code == "encrypted"


@pytest.mark.parametrize(("version", "code"), [(1, "unsupported_version"), (4_000, "too_new")])
def test_another_format_is_named(duckdb_file, version, code):
    duckdb_file.run("CREATE TABLE a (x integer)")
    content = bytearray(duckdb_file.path.read_bytes())
    content[12:20] = struct.pack("<Q", version)
    content[0:8] = struct.pack("<Q", checksum(content[8:4096]))
    duckdb_file.path.write_bytes(content)
    trouble = refused(duckdb_file)
    assert trouble.code == code
    assert trouble.params["version"] == str(version)


def checksum(block: bytes) -> int:
    """As DuckDB sums up the blocks of its file."""
    result = 5381
    for (word,) in struct.iter_unpack("<Q", block):
        result ^= word * 0xBF58476D1CE4E5B9 % 2**64
    return result


def test_a_file_that_is_no_database_and_a_pipe(duckdb_file):
    empty = duckdb_file.folder / "empty.duckdb"
    empty.touch()
    pipe = duckdb_file.folder / "pipe.duckdb"
    os.mkfifo(pipe)
    for path in (empty, pipe, duckdb_file.folder):
        assert refused(duckdb_file, path=str(path)).code == "not_a_database"


def test_hostile_bytes_end_in_a_trouble_or_in_a_picture(duckdb_file):
    duckdb_file.shop()
    whole = duckdb_file.path.read_bytes()
    chance = random.Random(7)
    for _ in range(12):
        content = bytearray(whole)
        start = chance.choice([0, 8, 4096, 8192, 12288])
        for _ in range(200):
            content[chance.randrange(start, min(start + 4096, len(content)))] = chance.randrange(
                256
            )
        if chance.random() < 0.7:  # sums that are right let the damage in further
            for at in (0, 4096, 8192):
                content[at : at + 8] = struct.pack("<Q", checksum(content[at + 8 : at + 4096]))
        duckdb_file.path.write_bytes(content)
        with suppress(Trouble), duckdb_file.connector().open("test") as session:
            list(session.fingerprints()), list(session.relations(None))


def test_a_process_that_dies_is_a_lost_connection(duckdb_file):
    with duckdb_file.connector().open("test") as session:
        session.keeper._process.kill()
        with pytest.raises(Trouble) as caught:
            session.count()
    assert caught.value.code == "connection_lost"


def test_a_statement_that_takes_too_long_is_ended(duckdb_file):
    connector = duckdb_file.connector(Limits(statement_seconds=1))
    with connector.open("test") as session, pytest.raises(Trouble) as caught:
        list(session.rows("SELECT sum(sin(range)) FROM range(100000000000)"))
    assert caught.value.code == "timeout"


def test_a_view_that_takes_duckdb_down_does_not_take_the_others(duckdb_file):
    """Every level doubles what has to be looked up, and three chains hang on each other."""
    chains = [
        f"CREATE VIEW {name}{n} AS FROM {name}{n - 1} UNION ALL FROM {name}{n - 1}"
        for name in "xyz"
        for n in range(1, 10)
    ]
    duckdb_file.run(
        "CREATE TABLE plain (a integer)",
        *(f"CREATE VIEW {name}0 AS FROM plain" for name in "xyz"),
        *chains,
        "CREATE OR REPLACE VIEW x0 AS FROM y9",
        "CREATE OR REPLACE VIEW y0 AS FROM z9",
        "CREATE VIEW good AS FROM plain",
    )
    found = read(duckdb_file, Limits(statement_seconds=1))
    assert {one.kind for one in found.values()} == {"table", "view"}
    assert len(found) == 32
    assert not found["good"].problem
    assert all(one.columns for one in found.values())


def test_memory_is_bounded_by_the_kernel_and_by_duckdb(duckdb_file):
    with duckdb_file.connector().open("test") as session, pytest.raises(Trouble) as caught:
        list(session.rows("SELECT list(repeat('x', 1000)) FROM range(10000000)"))
    assert caught.value.code in ("source_error", "connection_lost")


def test_many_sessions_at_once_do_not_disturb_each_other(duckdb_file):
    duckdb_file.shop()
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(len(read(duckdb_file)))) for _ in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_without_the_driver_it_says_so(duckdb_file, monkeypatch):
    monkeypatch.setattr("governance.connectors.duckdb.find_spec", lambda name: None)
    trouble = refused(duckdb_file)
    assert (trouble.code, trouble.params) == ("driver_missing", {"package": "duckdb"})
