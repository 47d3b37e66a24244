"""Loading: every part of the company becomes a source that is scanned; once is enough."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from core.jobs.models import Job
from governance.catalog.models import Asset
from governance.sample import actions as sample
from governance.sources.models import Source

pytestmark = pytest.mark.django_db


def test_a_newcomer_gets_five_sources_of_three_kinds(first: Path, folder: Path, cast: Any) -> None:
    shutil.copytree(first, folder, dirs_exist_ok=True)
    loaded = sample.load(by=cast.ann)
    assert sorted(source.connector for source in loaded) == [
        "duckdb",
        "files",
        "sqlite",
        "sqlite",
        "sqlite",
    ]
    assert not Job.objects.exclude(state=Job.State.SUCCEEDED).exists()
    assert Asset.objects.filter(name="letters.csv", kind=Asset.Kind.FILE).exists()
    assert sample.load(by=cast.ann) == []
    assert Source.objects.count() == 5
