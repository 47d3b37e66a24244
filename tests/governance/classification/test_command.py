"""`manage.py classify`: verdicts on files, without values in them and with an honest exit code."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TABLE = "Employee Name,Opened,E-Mail\n" + "".join(
    f'"{family}, {given}",2020-01-0{n},{given.lower()}{n}@example.org\n'
    for n, (family, given) in enumerate(
        [("Smith", "John"), ("Garcia", "Maria"), ("Lee", "David")], start=1
    )
)


def classified(path: Path, **options: bool) -> dict[str, dict[str, object]]:
    out = StringIO()
    call_command("classify", str(path), json=True, stdout=out, **options)
    return {one["column"]: one for one in json.loads(out.getvalue())["columns"]}


def test_a_csv_file_is_judged_by_its_values(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(TABLE)
    found = classified(path)
    assert [one["kind"] for one in found.values()] == ["person_name", None, "email"]
    assert found["E-Mail"]["values_read"] == 3
    assert "example.org" not in json.dumps(found)


def test_values_may_be_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(TABLE)
    found = classified(path, names_only=True)
    assert found["E-Mail"]["kind"] == "email"
    assert found["E-Mail"]["values_read"] == 0


def test_a_folder_of_json_is_judged_too(tmp_path: Path) -> None:
    rows = [{"ref": f"{n}11.222.333-44", "mail": f"a{n}@example.org"} for n in range(5)]
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    assert classified(tmp_path)["mail"]["kind"] == "email"


def test_what_cannot_be_read_is_said_by_the_exit_code(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(TABLE)
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(SystemExit) as ended:
        call_command("classify", str(tmp_path), json=True, stdout=StringIO())
    assert ended.value.code == 3


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("classify", str(tmp_path / "nowhere.csv"))
