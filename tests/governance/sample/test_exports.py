"""What the company hands on: whole, the same for the same day, and known for what it is."""

import shutil
from pathlib import Path

import pytest

from governance.connector import Connector, Limits, Relation
from governance.connectors.duckdb import Duckdb
from governance.connectors.files import Files
from governance.sample import engine
from governance.sample.engine import TRUTH, exports
from governance.sample.engine.truth.facts import KINDS, NAMINGS

SHELF: dict[str, type[Connector]] = {"duckdb": Duckdb, "files": Files}


@pytest.fixture
def folder(second: Path, tmp_path: Path) -> Path:
    shutil.copytree(second, tmp_path / "company")
    return tmp_path / "company"


def relations(sample: engine.SampleSource) -> dict[str, Relation]:
    limits = Limits(folders=(str(sample.path.parent),))
    connector = SHELF[sample.connector]({"path": str(sample.path)}, {}, limits)
    with connector.open("test") as session:
        return {one.name: one for batch in session.relations(None) for one in batch}


def test_everything_in_it_can_be_read(folder: Path) -> None:
    for sample in engine.export(folder):
        found = relations(sample)
        assert len(found) == 3
        assert not [one.problem for one in found.values() if one.problem]


def test_what_is_personal_is_there(folder: Path) -> None:
    found = {sample.path.stem: relations(sample) for sample in engine.export(folder)}
    for one in TRUTH.exported:
        source, relation, column = one.place
        assert column in {c.name for c in found[source][relation].columns}
        assert one.kind in KINDS
        assert one.naming in NAMINGS


def test_text_is_the_same_bytes_and_the_rest_the_same_shape(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(folder, again)
    first, other = engine.export(folder), engine.export(again)
    for name in ("letters.csv", "tickets.jsonl.gz"):
        path = Path(exports.HANDOVER) / name
        assert (folder / path).read_bytes() == (again / path).read_bytes()
    for one, two in zip(first, other, strict=True):
        assert relations(one) == relations(two)


def test_what_is_there_stays_and_what_was_left_half_is_written_anew(folder: Path) -> None:
    for name in ("handover.part/x", "analytics.duckdb.part"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("half")
    first = [sample.path.stat() for sample in engine.export(folder)]
    again = [sample.path.stat() for sample in engine.export(folder)]
    assert [one.st_ino for one in first] == [one.st_ino for one in again]
    assert not list(folder.glob("*.part*"))
