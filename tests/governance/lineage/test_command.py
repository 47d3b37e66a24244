"""The door of the command line: files, folders, and a scanned source."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import factories

pytestmark = pytest.mark.django_db

VIEW = "CREATE VIEW v AS SELECT id, a + 1 AS n FROM shop.t;\n"


def run(*args: str) -> tuple[int, str]:
    out = StringIO()
    with pytest.raises(SystemExit) as done:
        call_command("lineage", *args, stdout=out)
    return int(str(done.value.code)), out.getvalue()


def told(*args: str) -> tuple[int, dict[str, Any]]:
    code, text = run(*args, "--json")
    return code, json.loads(text)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.sql").write_text(VIEW + "\nSELECT n FROM v")
    (tmp_path / "b.sql").write_text("CREATE TABLE shop.t (id int, a int)")
    (tmp_path / "notes.txt").write_text("no SQL")
    return tmp_path


def test_a_folder_is_read_to_its_depths(models: Path) -> None:
    code, said = told(str(models), "--dialect", "postgres")
    assert (code, said["coverage"]) == (0, {"parsed": 3, "partial": 0, "failed": 0})
    view = next(one for one in said["statements"] if one["action"] == "view")
    assert view["edges"][0] == {
        "source": {"table": "shop.t", "name": "a"},
        "target": {"table": "v", "name": "n"},
        "kind": "expression",
    }
    assert (view["line"], view["ordinal"], view["table_edges"]) == (1, 1, [["shop.t", "v"]])


def test_people_read_lines(models: Path) -> None:
    code, text = run(str(models), "--dialect", "postgres")
    assert code == 0
    assert "shop.t.a → v.n [expression]" in text
    assert text.endswith("3 parsed, 0 partial, 0 failed\n")


@pytest.mark.parametrize(
    ("sql", "code"),
    [("SELECT 1", 0), ("SELECT 1; SELEC 2", 3), ("INSERT INTO n SELECT * FROM m", 3), ("SELEC", 1)],
)
def test_the_exit_status_says_how_much_was_read(tmp_path: Path, sql: str, code: int) -> None:
    (tmp_path / "one.sql").write_text(sql)
    assert run(str(tmp_path / "one.sql"))[0] == code


@pytest.mark.parametrize(
    "schema",
    [{"shop.t": ["id", "a"]}, {"shop.t": {"id": "int", "a": "int"}}, {"shop": {"t": ["id", "a"]}}],
)
def test_a_schema_file_tells_what_a_star_means(tmp_path: Path, schema: dict[str, Any]) -> None:
    (tmp_path / "star.sql").write_text("CREATE VIEW v AS SELECT * FROM t")
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    path, known = str(tmp_path / "star.sql"), str(tmp_path / "schema.json")
    assert run(path)[0] == 3
    code, said = told(path, "--schema", known)
    assert (code, said["statements"][0]["columns"]) == (0, ["id", "a"])


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"t": 1}')
    (tmp_path / "one.sql").write_text("SELECT 1")
    path = str(tmp_path / "one.sql")
    with pytest.raises(CommandError, match="no source named"):
        call_command("lineage", "absent")
    with pytest.raises(CommandError, match="no JSON file"):
        call_command("lineage", path, "--schema", str(tmp_path / "bad.json"))
    with pytest.raises(CommandError, match="klingon"):
        call_command("lineage", path, "--dialect", "klingon")


def test_the_views_of_a_scanned_source(
    cast: Any, folder: Path, django_assert_max_num_queries: Any
) -> None:
    script = """
        CREATE TABLE people (id integer, name text);
        CREATE VIEW names AS SELECT upper(name) AS name FROM people;
        CREATE VIEW copies AS SELECT * FROM names;
    """
    source = factories.source(factories.sqlite_file(folder / "shop.db", script), by=cast.ann)
    factories.scan(source)
    with django_assert_max_num_queries(12):
        code, said = told(source.name)
    lines = {
        (f"{e['source']['table']}.{e['source']['name']}", f"{e['target']['table']}", e["kind"])
        for one in said["statements"]
        for e in one["edges"]
    }
    assert code == 0
    assert lines == {
        ("main.people.name", "main.names", "expression"),
        ("main.names.name", "main.copies", "identity"),
    }
