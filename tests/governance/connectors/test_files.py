"""Folders: what is a relation, what a file tells, and what a hostile one can do."""

import csv
import gzip
import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import time
from itertools import chain
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.connector import PROBLEMS, TRAITS, Limits, Relation, Trouble
from governance.connectors.files import Files, folder, session
from governance.connectors.files.head import MOST
from tests.governance.connectors.path_labs import FilesLab

MIB = 1 << 20


@pytest.fixture
def top(tmp_path: Path) -> Path:
    (tmp_path / "lake").mkdir()
    return tmp_path / "lake"


def connector(top: Path, **limits: int) -> Files:
    return Files({"path": str(top)}, {}, Limits(**limits, folders=(str(top.parent),)))


def read(top: Path) -> dict[str, Relation]:
    """Relations by schema and name."""
    with connector(top).open("test") as session:
        assert session.count() == len(list(session.fingerprints()))
        found = list(chain.from_iterable(session.relations(None)))
    return {f"{one.schema}.{one.name}": one for one in found}


def only(top: Path, name: str, content: bytes | str) -> Relation:
    """The relation that a file with this content makes."""
    data = content.encode() if isinstance(content, str) else content
    (top / name).write_bytes(data)
    return read(top)[f"lake.{name}"]


def types(one: Relation) -> dict[str, str]:
    return {column.name: column.type for column in one.columns}


def digest(top: Path) -> dict[str, bytes]:
    with connector(top).open("test") as session:
        return {mark.name: mark.digest for mark in session.fingerprints()}


def parquet(path: Path, query: str, options: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql(f"COPY ({query}) TO '{path}' (FORMAT parquet {options})")
    return path


# --- what is a relation ---------------------------------------------------------------------------


def test_folders_are_schemas_and_files_are_relations(top):
    for name in ("a.csv", "sub/b.tsv", "sub/deep/c.JSON", "sub/notes.txt", ".hidden.csv"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("")
    (top / ".git").mkdir()
    (top / ".git" / "config.json").write_text("{}")
    (top / "empty").mkdir()
    assert set(read(top)) == {"lake.a.csv", "lake/sub.b.tsv", "lake/sub/deep.c.JSON"}
    with connector(top).open("test") as session:
        names = [schema.name for schema in session.schemas()]
    assert names == ["lake", "lake/empty", "lake/sub", "lake/sub/deep"]


def test_one_file_alone_is_a_source(top):
    path = top / "a.csv"
    path.write_text("id,name\n1,x\n")
    (top / "other.csv").write_text("")
    assert set(read(path)) == {"lake.a.csv"}


@pytest.mark.parametrize(
    "names",
    [
        ["day=2026-01-01/x.csv", "day=2026-01-02/x.csv"],
        ["part-00000.csv", "part-00001.csv"],
        ["_SUCCESS", "anything.csv"],
        ["country=SE/day=1/x.csv", "_temporary/0/broken.csv"],
    ],
)
def test_a_data_set_is_one_relation(top, names):
    for number, name in enumerate(names):
        path = top / "sales" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if name == "_SUCCESS" else f"id,amount\n{number},1.5\n")
    found = read(top)
    assert set(found) == {"lake.sales"}
    assert list(types(found["lake.sales"]))[:2] == ["id", "amount"]


def test_partitions_are_columns_and_the_last_file_speaks_for_all(top):
    parquet(top / "sales" / "year=2025" / "month=12" / "a.parquet", "SELECT 1 AS id")
    parquet(top / "sales" / "year=2026" / "month=01" / "a.parquet", "SELECT 1 AS id, 'x' AS more")
    found = read(top)["lake.sales"]
    assert types(found) == {
        "id": "INTEGER", "more": "VARCHAR", "year": "VARCHAR", "month": "VARCHAR",
    }  # fmt: skip
    assert found.traits == {"format": "Parquet", "partitioned_by": "year, month"}
    assert [column.ordinal for column in found.columns] == [1, 2, 3, 4]
    with connector(top).open("test") as session:
        (size,) = session.sizes()
    assert size.rows is None
    assert size.bytes == sum(path.stat().st_size for path in top.rglob("*.parquet"))


def test_another_day_of_the_same_shape_is_no_change(top):
    parquet(top / "sales" / "day=1" / "a.parquet", "SELECT 1 AS id")
    before = digest(top)
    parquet(top / "sales" / "day=2" / "a.parquet", "SELECT 2 AS id")
    assert digest(top) == before


def test_a_source_may_itself_be_a_data_set(top):
    (top / "part-0.csv").write_text("id\n1\n")
    assert set(read(top)) == {f"{top.parent.name}.lake"}


def test_links_lead_nowhere_but_within_the_source(top):
    secret = top.parent / "secret.csv"
    secret.write_text("password\nx\n")
    (top / "real.csv").write_text("id\n1\n")
    (top / "out.csv").symlink_to(secret)
    (top / "away").symlink_to(top.parent)
    (top / "loop").symlink_to(top)
    (top / "self.csv").symlink_to(top / "self.csv")
    (top / "gone.csv").symlink_to(top / "nothing.csv")
    (top / "current.csv").symlink_to(top / "real.csv")
    assert set(read(top)) == {"lake.real.csv", "lake.current.csv"}


def test_a_link_that_is_put_in_place_of_a_file_is_not_followed(top):
    secret = top.parent / "secret.csv"
    secret.write_text("password\nx\n")
    (top / "sub").mkdir()
    (top / "sub" / "secret.csv").write_text("id\n1\n")
    (top / "a.csv").write_text("id\n1\n")
    with connector(top).open("test") as session:
        shutil.rmtree(top / "sub")
        (top / "sub").symlink_to(top.parent)
        (top / "a.csv").unlink()
        (top / "a.csv").symlink_to(secret)
        found = list(chain.from_iterable(session.relations(None)))
    assert [one.columns for one in found] == [(), ()]
    assert {one.problem[0] for one in found} <= {"file_closed", "file_broken"}


def test_pipes_are_not_waited_for(top):
    os.mkfifo(top / "pipe.csv")
    (top / "a.csv").write_text("id\n1\n")
    with connector(top).open("test") as session:
        (top / "a.csv").unlink()
        os.mkfifo(top / "a.csv")
        (one,) = chain.from_iterable(session.relations(None))
    assert one.problem[0] == "file_closed"


def test_names_that_are_no_text_are_cleaned_and_stay_two(top):
    for raw in (b"\xff.csv", b"\xfe.csv"):
        Path(os.fsdecode(bytes(top) + b"/" + raw)).write_text("id\n1\n")
    assert len(read(top)) == 2


def test_a_folder_that_cannot_be_entered_is_out_of_sight_not_gone(top, monkeypatch):
    (top / "open").mkdir()
    (top / "shut").mkdir()
    for name in ("open/a.csv", "shut/b.csv"):
        (top / name).write_text("id\n1\n")
    with connector(top).open("test") as before:
        reach = before.identity().reach
    real = os.scandir

    def scandir(path):
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with connector(top).open("test") as session:
        assert session.identity().reach != reach
        assert {one.name: one.readable for one in session.schemas()} == {
            "lake": True, "lake/open": True, "lake/shut": False,
        }  # fmt: skip
    verdict = list(connector(top).test())[-1]
    assert (verdict.state, verdict.code) == ("warning", "schemas_closed")


def test_a_closed_file_and_a_closed_source(top, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    (top / "a.csv").write_text("id\n1\n")
    with monkeypatch.context() as patched:
        patched.setattr(folder.os, "open", refused)
        assert read(top)["lake.a.csv"].problem == ("file_closed", {"detail": "Permission denied"})
    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(Trouble, match="source_refuses"), connector(top).open("test"):
        pass


def test_there_is_an_end_to_what_is_listed(top, monkeypatch):
    monkeypatch.setattr(folder, "MOST", 3)
    for number in range(4):
        (top / f"{number}.csv").touch()
    with pytest.raises(Trouble, match="too_many_files"), connector(top).open("test"):
        pass


def test_a_walk_that_takes_too_long_is_ended(top):
    with pytest.raises(Trouble, match="timeout"), connector(top, statement_seconds=-1).open("test"):
        pass


# --- while somebody writes ------------------------------------------------------------------------


def test_a_file_that_changes_while_it_is_read_says_so(top, monkeypatch):
    path = top / "a.csv"
    path.write_text("id\n1\n")
    real = session.READERS["csv"]

    def slow(file, entry):
        with path.open("a") as more:
            more.write("2\n")
        return real(file, entry)

    monkeypatch.setitem(session.READERS, "csv", slow)
    found = read(top)["lake.a.csv"]
    assert found.problem[0] == "file_changing"
    monkeypatch.undo()
    assert not read(top)["lake.a.csv"].problem


def test_a_file_that_vanishes_during_a_session_is_a_problem_not_an_end(top):
    (top / "a.csv").write_text("id\n1\n")
    (top / "b.csv").write_text("id\n1\n")
    with connector(top).open("test") as session:
        (top / "a.csv").unlink()
        found = {one.name: one for one in chain.from_iterable(session.relations(None))}
        assert session.count() == len(list(session.fingerprints())) == 2
    assert found["a.csv"].problem[0] == "file_changing"
    assert not found["b.csv"].problem


@pytest.mark.parametrize("name", ["a.csv", "a.ndjson"])
def test_rows_that_are_added_leave_the_fingerprint_alone(top, name):
    row = "1,x\n" if name == "a.csv" else '{"id": 1, "name": "x"}\n'
    (top / name).write_text(("id,name\n" if name == "a.csv" else "") + row)
    before = digest(top)
    with (top / name).open("a") as file:
        file.write(row * 1000)
    assert digest(top) == before
    with (top / name).open("w") as file:
        file.write("id,name,more\n1,x,2\n" if name == "a.csv" else '{"id": 1, "more": 2}')
    assert digest(top) != before


# --- CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(top, delimiter):
    lines = ["id;name;price", '1;"a, b|c";1.5', "2;d;2.5"]
    text = "\n".join(lines).replace(";", delimiter) + "\n"
    one = only(top, "a.csv", text)
    assert types(one) == {"id": "BIGINT", "name": "VARCHAR", "price": "DOUBLE"}
    assert one.traits["delimiter"] == delimiter
    assert set(one.traits) <= TRAITS


def test_a_decimal_comma_is_no_delimiter(top):
    one = only(top, "a.csv", "Datum;Summe\n01.02.2026;1,50\n02.02.2026;2,75\n")
    assert types(one) == {"Datum": "VARCHAR", "Summe": "VARCHAR"}


@pytest.mark.parametrize(
    ("content", "encoding", "name"),
    [
        ("näme\nx\n".encode(), "utf-8", "näme"),
        ("näme\nx\n".encode("utf-8-sig"), "utf-8-sig", "näme"),
        ("näme\nx\n".encode("utf-16"), "utf-16-le", "näme"),
        ("\ufeffnäme\nx\n".encode("utf-16-be"), "utf-16-be", "näme"),
        ("naeme\nxxxxxx\n".encode("utf-16-le"), "utf-16-le", "naeme"),
        ("näme €\nx\n".encode("cp1252"), "windows-1252", "näme €"),
        ("näme\nx\x81\n".encode("latin-1"), "latin-1", "näme"),
    ],
)
def test_the_encoding_is_found_out(top, content, encoding, name):
    one = only(top, "a.csv", content)
    assert one.traits["encoding"] == encoding
    assert list(types(one)) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("id,name\n1,x\n", ["id", "name"]),
        ("1,x\n2,y\n", ["column_1", "column_2"]),
        ("name,city\nann,york\nbob,hull\n", ["name", "city"]),
        ("york,hull\nhull,york\nyork,leeds\n", ["column_1", "column_2"]),
        (",name\n1,x\n2,y\n", ["column_1", "name"]),
        ("id,id,id\n1,2,3\n", ["id", "id_1", "id_2"]),
        ("Sales 2026\n\nid,amount\n1,2\n3,4\n", ["id", "amount"]),
        ("id,name\n", ["id", "name"]),
        ("id\n", ["id"]),
        ("a,b\n1,2,3\n1,2,3\n1,2,3\n", ["a", "b", "column_3"]),
        ("a,b,c\n1\n1,2\n1,2,3\n1,2,3\n", ["a", "b", "c"]),
    ],
)
def test_the_header_is_found_out(top, text, names):
    assert list(types(only(top, "a.csv", text))) == names


def test_types_are_guessed_narrowly(top):
    values = {
        "whole": ["1", "-5"],
        "number": ["1", "2.5e3"],
        "code": ["007", "12"],
        "phone": ["+46701", "+46702"],
        "day": ["2026-01-02", ""],
        "moment": ["2026-01-02 10:11", "2026-01-02T10:11:12.5"],
        "zoned": ["2026-01-02T10:11:12Z", "2026-01-02T10:11:12+01:00"],
        "clock": ["10:11", "10:11:12"],
        "flag": ["true", "false"],
        "mixed": ["1", "x"],
        "empty": ["", "NULL"],
        "huge": ["9" * 30, "1"],
    }
    path = top / "a.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([list(values), *zip(*values.values(), strict=True)])
    assert types(read(top)["lake.a.csv"]) == {
        "whole": "BIGINT", "number": "DOUBLE", "code": "VARCHAR", "phone": "VARCHAR", "day": "DATE",
        "moment": "TIMESTAMP", "zoned": "TIMESTAMP WITH TIME ZONE", "clock": "TIME",
        "flag": "BOOLEAN", "mixed": "VARCHAR", "empty": "VARCHAR", "huge": "DOUBLE",
    }  # fmt: skip


def test_an_empty_file_has_no_columns_and_no_problem(top):
    one = only(top, "a.csv", "")
    assert one.columns == ()
    assert not one.problem


def test_a_line_break_in_a_value_is_no_record(top):
    one = only(top, "a.csv", 'id,"two\nlines"\n1,"x\ny"\n2,z\n')
    assert types(one) == {"id": "BIGINT", "two\nlines": "VARCHAR"}


def test_ten_thousand_columns(top):
    text = ",".join(f"c{n}" for n in range(10_000)) + "\n" + ",".join("1" for _ in range(10_000))
    assert len(only(top, "a.csv", text + "\n").columns) == 10_000


def test_text_with_zeros_in_it_is_cleaned(top):
    one = only(top, "a.csv", "id,na\0me\n" + "1,some text that is long enough\n" * 20)
    assert list(types(one)) == ["id", "na\u2400me"]


@pytest.mark.parametrize(
    "content", [os.urandom(5000), b"\x7fELF\0\0\0\1" * 500, b"PK\3\4\0\0" * 99]
)
def test_what_is_no_text_is_a_problem(top, content):
    assert only(top, "a.csv", content).problem[0] == "file_broken"


@pytest.mark.parametrize("fill", [b"x", b"x,", b'"', b'"x"x', b"\0"])
def test_a_line_without_an_end_is_read_to_a_bound(top, fill):
    path = top / "a.csv"
    with path.open("wb") as file:
        for _ in range(4):
            file.write(fill * (MOST // len(fill)))
    assert read(top)["lake.a.csv"].problem[0] == "file_broken"


@pytest.mark.parametrize("times", [200_000, 2 * MOST])
def test_a_very_long_value_is_no_damage(top, times):
    with (top / "a.csv").open("w") as file:
        file.write('id,text\n1,"' + "x" * times + '"\n2,y\n')
    one = read(top)["lake.a.csv"]
    assert not one.problem
    assert list(types(one)) == ["id", "text"]


# --- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("a.json", '[{"id": 1, "who": {"name": "x", "tags": ["a"]}}, {"id": 2}]', "JSON"),
        ("a.ndjson", '{"id": 1, "who": {"name": "x", "tags": ["a"]}}\n{"id": 2}\n', "JSON lines"),
        ("a.json", '{"id": 1, "who": {"name": "x", "tags": ["a"]}}\n{"id": 2}\n', "JSON lines"),
        ("a.json", '\ufeff{"id": 1, "who": {"name": "x", "tags": ["a"]}}', "JSON"),
    ],
)
def test_objects_are_found_however_they_are_strung(top, name, text, format):
    one = only(top, name, text)
    assert types(one) == {"id": "BIGINT", "who": "STRUCT(name VARCHAR, tags VARCHAR[])"}
    assert one.traits["format"] == format


def test_types_of_json_take_all_values(top):
    records = [
        {"a": 1, "b": "2026-01-02", "c": True, "d": None, "e": [1, 2.5], "f": {}, "g": 1, "h": "1"},
        {"a": 2.5, "b": "2026-01-03", "i": [[1]], "j k": 10**30, "g": "x", "e": []},
    ]
    assert types(only(top, "a.json", json.dumps(records))) == {
        "a": "DOUBLE", "b": "DATE", "c": "BOOLEAN", "d": "JSON", "e": "DOUBLE[]", "f": "JSON",
        "g": "VARCHAR", "h": "VARCHAR", "i": "BIGINT[][]", "j k": "DOUBLE",
    }  # fmt: skip


def test_values_that_are_no_objects_are_one_column(top):
    assert types(only(top, "a.json", "[1, 2, 3]")) == {"value": "BIGINT"}
    assert types(only(top, "b.json", "[]")) == {}


def test_a_record_that_is_cut_off_does_not_spoil_the_ones_before(top):
    one = only(top, "a.ndjson", '{"id": 1}\n{"id": 2}\n{"id": 3, "na')
    assert types(one) == {"id": "BIGINT"}
    assert not one.problem


@pytest.mark.parametrize(
    "text",
    [
        "not json", '{"a": ', "[" * 200_000, '{"a":' * 200_000, "{'a': 1}",
        '{"a": "' + "x" * (MOST * 2) + '"}', '{"a": ' + "9" * 100_000 + "x}",
    ],
)  # fmt: skip
def test_what_is_no_json_is_a_problem(top, text):
    assert only(top, "a.json", text).problem[0] == "file_broken"


def test_a_deep_value_is_any_json(top):
    one = only(top, "a.json", json.dumps({"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}))
    assert types(one)["a"].endswith("JSON)))))")


# --- packed ---------------------------------------------------------------------------------------


def test_packed_text_is_read_like_any_other(top):
    one = only(top, "a.csv.gz", gzip.compress(b"id,name\n1,x\n"))
    assert types(one) == {"id": "BIGINT", "name": "VARCHAR"}
    assert one.traits["compression"] == "gzip"
    parts = b"".join(gzip.compress(line) for line in (b"id,name\n", b"1,x\n", b"2,y\n"))
    assert types(only(top, "b.csv.gz", parts)) == types(one)


def test_half_a_packed_file_tells_what_it_can(top):
    packed = gzip.compress("".join(f"{n},{n * 7919}\n" for n in range(100_000)).encode())
    one = only(top, "a.csv.gz", packed[: len(packed) // 2])
    assert list(types(one).values()) == ["BIGINT", "BIGINT"]


def test_what_is_not_packed_is_a_problem(top):
    assert only(top, "a.csv.gz", b"id,name\n1,x\n").problem[0] == "file_broken"


def test_a_bomb_is_unpacked_to_a_bound(top):
    bomb = gzip.compress(gzip.compress(b"\0" * (100 * MIB)))
    one = only(top, "a.json.gz", gzip.decompress(bomb))
    many = only(top, "b.csv.gz", gzip.compress(b"") * 40_000)
    assert one.problem[0] == "file_broken"
    assert not many.columns


# --- Parquet --------------------------------------------------------------------------------------


TYPES = (
    "1::TINYINT AS a, 1::SMALLINT AS b, 1::INTEGER AS c, 1::BIGINT AS d, 1::UTINYINT AS e,"
    " 1::UINTEGER AS f, 1::UBIGINT AS g, 1::FLOAT AS h, 1::DOUBLE AS i, 1.5::DECIMAL(12,2) AS j,"
    " 'x' AS k, 'x'::BLOB AS l, true AS m, DATE '2026-01-01' AS n, TIME '10:00' AS o,"
    " TIMESTAMP '2026-01-01' AS p, TIMESTAMPTZ '2026-01-01 00:00+00' AS q,"
    " TIMESTAMP_NS '2026-01-01' AS r, uuid() AS s, INTERVAL 1 DAY AS t, [1, 2] AS u,"
    " {'x': 1, 'y z': ['a']} AS v, MAP {'k': [1]} AS w, [{'q': [[1]]}] AS x,"
    " '{}'::JSON AS y, 1.5::DECIMAL(30,5) AS z, TIMESTAMP_MS '2026-01-01' AS aa"
)


def test_types_are_the_ones_duckdb_reads(top):
    path = parquet(top / "a.parquet", f"SELECT {TYPES}")
    said = duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()
    assert types(read(top)["lake.a.parquet"]) == {row[0]: row[1] for row in said}


def test_rows_come_from_the_footer(top):
    parquet(top / "a.parquet", "SELECT * FROM range(1234)")
    (top / "b.csv").write_text("id\n1\n")
    with connector(top).open("test") as session:
        assert {size.name: size.rows for size in session.sizes()} == {
            "a.parquet": 1234, "b.csv": None,
        }  # fmt: skip


def test_ten_thousand_parquet_columns(top):
    names = [f"column_{n}" for n in range(10_000)]
    parquet(
        top / "a.parquet", f"SELECT {', '.join(f'{n} AS {name}' for n, name in enumerate(names))}"
    )
    assert list(types(read(top)["lake.a.parquet"])) == names


def test_parquet_that_is_none(top):
    whole = parquet(top / "whole.parquet", "SELECT 1 AS id").read_bytes()
    for name, content, code in (
        ("cut", whole[:-9], "file_truncated"),
        ("head", b"PAR1", "file_truncated"),
        ("empty", b"", "file_broken"),
        ("text", b"id,name\n1,x\n", "file_broken"),
        ("long", whole[:-8] + struct.pack("<I", 2**31) + b"PAR1", "file_truncated"),
        ("zeros", b"PAR1" + bytes(100) + struct.pack("<I", 100) + b"PAR1", "file_broken"),
        ("sealed", b"PARE" + bytes(40) + b"PARE", "file_encrypted"),
    ):
        assert only(top, f"{name}.parquet", content).problem[0] == code, name
    assert not read(top)["lake.whole.parquet"].problem


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_damaged_footer_is_a_problem_or_a_schema(damaged, changes):
    top, footer = damaged
    content = bytearray(footer)
    for at, value in changes:
        content[at % len(content)] = value
    whole = b"PAR1" + bytes(content) + struct.pack("<I", len(content)) + b"PAR1"
    (top / "a.parquet").write_bytes(whole)
    one = read(top)["lake.a.parquet"]
    assert one.problem is None or one.problem[0] in PROBLEMS


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    top = tmp_path_factory.mktemp("damaged") / "lake"
    content = parquet(top / "a.parquet", f"SELECT {TYPES}").read_bytes()
    length = struct.unpack("<I", content[-8:-4])[0]
    return top, content[-8 - length : -8]


def test_a_footer_that_promises_the_world_is_bounded(top):
    def footer(schema: bytes) -> bytes:
        content = b"\x15\x02" + schema
        return b"PAR1" + content + struct.pack("<I", len(content)) + b"PAR1"

    many = b"\x19\xfc" + b"\xff\xff\xff\xff\x0f"  # four thousand million elements
    chain_of_one = b"\x19\xfc\xe8\x07" + (b"\x48\x01a\x15\x02\x00" * 1000)  # each within the last
    for content in (many, chain_of_one, many + b"\x00" * MIB):
        began = time.monotonic()
        assert only(top, "a.parquet", footer(content)).problem[0] == "file_broken"
        assert time.monotonic() - began < 10


# --- many, and large ------------------------------------------------------------------------------


@pytest.mark.slow
def test_ten_thousand_files_in_bounded_time_and_flat_memory(top):
    for number in range(10_000):
        (top / f"{number}.csv").write_text("id,name,day\n1,x,2026-01-01\n")
    began = time.monotonic()
    peak = _peak(top)
    assert time.monotonic() - began < 60
    assert peak < 100 * MIB


def test_three_hundred_megabytes_on_one_line_take_no_memory(top):
    path = top / "a.csv"
    with path.open("wb") as file:
        for _ in range(300):
            file.write(b"x" * MIB)
    (top / "b.json").symlink_to(path)
    try:
        assert _peak(top) < 200 * MIB
    finally:
        path.unlink()


def _peak(top: Path) -> int:
    """By how many bytes a process grows that reads all of it."""
    program = """
import resource, sys
from governance.connector import Limits
from governance.connectors.files import Files

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

before = peak()
with Files({"path": sys.argv[1]}, {}, Limits(folders=(sys.argv[1],))).open("test") as session:
    for some in (session.fingerprints(), session.relations(None), session.sizes()):
        for _ in some:
            pass
print(peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", program, top], capture_output=True, check=True)
    return int(done.stdout)


def test_a_session_opens_files_one_at_a_time(top):
    for number in range(200):
        (top / f"{number}.csv").write_text("id\n1\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (len(list(Path("/proc/self/fd").iterdir())) + 20, hard)
    )
    try:
        assert not any(one.problem for one in read(top).values())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_lab_is_what_the_suite_takes_it_for(files: FilesLab):
    files.shop()
    assert {path.name for path in files.folder.iterdir()} == {
        "customer.parquet", "purchase.parquet", "note.parquet", "known.csv", "spender.csv",
    }  # fmt: skip
