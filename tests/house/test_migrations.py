"""Nothing is pending, and every template can be read."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    "name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
)
def test_every_template_compiles(name: str) -> None:
    assert get_template(name)
