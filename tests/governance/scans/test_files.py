"""Folders and DuckDB files, from the path to the page."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from core.changes.models import Change
from core.jobs.models import Job
from governance.catalog.models import Asset
from governance.catalog.views.traits import LABELS
from governance.connector import TRAITS
from governance.sources import actions as sources
from governance.sources import queries
from governance.sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lake(folder: Path) -> Path:
    top = folder / "lake"
    (top / "crm").mkdir(parents=True)
    (top / "crm" / "people.csv").write_text("id;näme\n1;x\n", encoding="cp1252")
    duckdb.sql(f"COPY (SELECT 1 AS id) TO '{top}/sales.parquet' (FORMAT parquet)")
    return top


@pytest.fixture
def source(lake: Path, cast: Any) -> Source:
    return sources.register(
        name="lake", connector="files", options={"path": str(lake)}, by=cast.ann
    )


def test_a_folder_becomes_schemas_files_and_columns(source: Source) -> None:
    job = factories.scan(source)
    assert job.state == Job.State.SUCCEEDED, (job.trouble_code, job.trouble_params)
    people = Asset.objects.get(fqn='lake.lake/crm."people.csv"')
    assert people.kind == Asset.Kind.FILE
    assert people.details["traits"] == {
        "format": "CSV",
        "encoding": "windows-1252",
        "delimiter": ";",
        "header": "yes",
    }
    assert Asset.objects.get(fqn='lake.lake/crm."people.csv".näme').details["type"] == "VARCHAR"
    sales = Asset.objects.select_related("size").get(fqn='lake.lake."sales.parquet"')
    assert sales.size.rows == 1


def test_a_file_that_grows_writes_nothing_but_its_size(source: Source, lake: Path) -> None:
    factories.scan(source)
    changes = Change.objects.count()
    with (lake / "crm" / "people.csv").open("a") as file:
        file.write("2;y\n")
    job = factories.scan(source)
    assert job.counts["unchanged"] == 2
    assert Change.objects.count() == changes


def test_another_delimiter_is_a_change_of_how_it_is_written(
    source: Source, lake: Path, cast: Any, client: Client
) -> None:
    factories.scan(source)
    (lake / "crm" / "people.csv").write_text("id,näme\n1,x\n", encoding="cp1252")
    factories.scan(source)
    people = Asset.objects.get(fqn='lake.lake/crm."people.csv"')
    assert people.revision == 2
    client.force_login(cast.vera)
    page = client.get(reverse("governance:asset-detail", args=[people.pk])).content.decode()
    assert "windows-1252" in page
    assert "First line names the columns" in page
    said = client.get(reverse("governance:asset-history", args=[people.pk])).content.decode()
    assert "Delimiter: ;" in said
    assert "How it is written" in said


def test_every_trait_has_a_label() -> None:
    assert set(LABELS) == TRAITS


def test_a_file_with_a_problem_keeps_its_columns_out_of_the_receipt_and_comes_back(
    source: Source, lake: Path
) -> None:
    path = lake / "sales.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    job = factories.scan(source)
    assert job.state == Job.State.PARTIAL
    assert job.log.filter(code="file_truncated").exists()
    path.write_bytes(whole)
    job = factories.scan(source)
    assert job.state == Job.State.SUCCEEDED
    assert Asset.objects.filter(fqn='lake.lake."sales.parquet".id').exists()


def test_what_lies_in_a_folder_that_closed_is_held_not_retired(
    source: Source, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    factories.scan(source)
    real = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("crm"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    for _ in range(2):
        factories.scan(source)
        people = Asset.objects.get(fqn='lake.lake/crm."people.csv"')
        assert people.state == Asset.State.ACTIVE
    monkeypatch.undo()
    assert factories.scan(source).state == Job.State.SUCCEEDED


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("lake", "files"),
        ("lake/sales.parquet", "files"),
        ("lake/crm/PEOPLE.CSV", "files"),
        ("a.json.gz", "files"),
        ("a.duckdb", "duckdb"),
        ("a.sqlite3", "sqlite"),
        ("a.txt", None),
    ],
)
def test_a_path_tells_its_kind(lake: Path, name: str, slug: str | None) -> None:
    assert queries.kind_at(lake.parent / name) == slug


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_a_path_and_knows_it_again(
    lake: Path, folder: Path, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect(folder / "depot.duckdb") as database:
        database.execute("CREATE TABLE stock (id integer)")
    monkeypatch.chdir(folder)
    for path in ("lake", str(lake / "sales.parquet"), "depot.duckdb", "lake"):
        out = StringIO()
        with pytest.raises(SystemExit) as done:
            call_command("scan", path, "--json", stdout=out)
        assert done.value.code == 0, out.getvalue()
        assert json.loads(out.getvalue())["state"] == Job.State.SUCCEEDED
    assert sorted(Source.objects.values_list("name", flat=True)) == [
        "depot.duckdb",
        "lake",
        "sales.parquet",
    ]


def test_the_command_says_what_it_cannot_scan(cast: Any, folder: Path) -> None:
    (folder / "notes.txt").touch()
    for text in (str(folder / "notes.txt"), str(folder / "absent"), "nothing"):
        with pytest.raises(CommandError, match="no source named"):
            call_command("scan", text)
