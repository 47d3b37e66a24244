"""Nothing is pending, old rows are brought along, and every template can be read."""

import importlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.template.loader import get_template

from governance.scans import queries as scans
from governance.scans.models import Scan
from tests import factories

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    "name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
)
def test_every_template_compiles(name: str) -> None:
    assert get_template(name)


def test_scans_that_ran_before_an_upgrade_still_say_what_they_changed(
    cast: Any, folder: Any
) -> None:
    """Columns with a default say of old rows when the upgrade was."""
    source = factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann)
    factories.scan(source, by=cast.ann)
    scan = Scan.objects.get()
    changed = scans.changes_of(scan).count()
    Scan.objects.update(began_at=scan.began_at + timedelta(days=90), ended_at=None)
    upgrade = importlib.import_module("governance.migrations.0007_when_scans_ran")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.AS_THE_JOB_SAYS)
    scan.refresh_from_db()
    assert (scan.began_at, scan.ended_at) == (scan.job.started_at, scan.job.finished_at)
    assert scans.changes_of(scan).count() == changed > 0
