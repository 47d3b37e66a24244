"""The form that connects a source: secrets by name, and when to scan."""

from pathlib import Path
from typing import Any

import pytest

from core.access import actions as access
from core.schedules.models import Schedule
from governance.catalog import actions as catalog
from governance.catalog.models import Asset
from governance.sources import queries
from governance.sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def stef(client: Any, cast: Any) -> Any:
    client.force_login(cast.stef)
    return client


@pytest.fixture
def form(stef: Any, folder: Path) -> dict[str, Any]:
    """What a browser sends for a file."""
    page = stef.get("/sources/new/sqlite/")
    domain = page.context["form"].fields["domain"].choices[0][0]
    path = str(factories.sqlite_file(folder / "shop.db"))
    about = {"name": "shop", "environment": "test", "criticality": "low", "domain": domain}
    return {"option_path": path, **about}


@pytest.fixture
def server(form: dict[str, Any], reach: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for a server."""
    return {**form, **{f"option_{name}": value for name, value in reach.items()}} | {
        "option_sslmode": "disable"
    }


@pytest.mark.parametrize(
    ("given", "cron"),
    [
        ({"rhythm": "0 3 * * *", "missed": "skip", "overlap": "wait"}, "0 3 * * *"),
        ({"rhythm": "other", "cron": "5 4 * * *"}, "5 4 * * *"),
        ({"rhythm": ""}, None),
        ({}, None),
    ],
)
def test_a_source_is_planned_where_it_is_connected(
    stef: Any, form: dict[str, Any], given: dict[str, str], cron: str | None
) -> None:
    assert stef.post("/sources/new/sqlite/", {**form, **given}).status_code == 303
    planned = Schedule.objects.first()
    assert (planned.cron if planned else None) == cron
    if planned and "missed" in given:
        assert (planned.name, planned.missed, planned.overlap) == ("Scan shop", "skip", "wait")


@pytest.mark.parametrize("cron", ["", "never"])
def test_a_rhythm_that_is_none_is_said_at_its_field(
    stef: Any, form: dict[str, Any], cron: str
) -> None:
    page = stef.post("/sources/new/sqlite/", {**form, "rhythm": "other", "cron": cron})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"cron"}
    assert not Source.objects.exists()


def test_a_secret_is_named_instead_of_typed(stef: Any, server: dict[str, Any]) -> None:
    named = {"how_password": "env", "where_password": "SOURCE_SECRET_CRM"}
    assert stef.post("/sources/new/postgresql/", {**server, **named}).status_code == 303
    source = Source.objects.get()
    (kept,) = queries.kept_secrets(source)
    assert (kept.kind, kept.reference) == ("env", "SOURCE_SECRET_CRM")
    assert "from the environment: SOURCE_SECRET_CRM" in stef.get(f"/sources/{source.pk}/").text
    page = stef.get(f"/sources/{source.pk}/edit/").text
    assert 'value="SOURCE_SECRET_CRM"' in page


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({"how_password": "env", "where_password": ""}, "where_password"),
        ({"how_password": "env", "where_password": "PATH"}, "where_password"),
        ({"how_password": "file", "where_password": "crm"}, "how_password"),  # no folder here
    ],
)
def test_a_name_that_cannot_be_used_is_said_at_its_field(
    stef: Any, server: dict[str, Any], named: dict[str, str], field: str
) -> None:
    page = stef.post("/sources/new/postgresql/", {**server, **named})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not Source.objects.exists()


def test_a_source_counts_only_what_one_sees_in_it(
    client: Any, cast: Any, folder: Path, fresh: Any
) -> None:
    home, other = (access.make_domain(name=name, by=cast.ann) for name in ("Home", "Vault"))
    path = factories.sqlite_file(folder / "shop.db")
    source = factories.source(path, by=cast.ann, domain_id=home.pk)
    factories.scan(source, by=cast.ann)
    table = Asset.objects.get(source_id=source.pk, name="customers")
    catalog.move(asset=table, domain=other, by=cast.ann)
    seen = {}
    for slug, rights in {"some": ["sources.view", "catalog.view"], "no": ["sources.view"]}.items():
        role = access.make_role(slug=slug, name=slug, rights=rights, by=cast.ann)
        binding = access.bind(user=cast.nobody, role=role, container=home, by=cast.ann)
        client.force_login(fresh(cast.nobody))
        answer = client.get(f"/sources/{source.pk}/")
        seen[slug] = answer.context["relation_count"], "found</a>" in answer.content.decode()
        access.unbind(binding=binding, by=cast.ann)
    assert seen == {"some": (2, True), "no": (None, False)}


def test_a_source_lies_in_no_domain_that_nobody_chose(stef: Any, cast: Any) -> None:
    access.make_domain(name="Accounts", by=cast.ann)  # the first of the list
    field = stef.get("/sources/new/sqlite/").context["form"]["domain"]
    assert dict(field.field.choices)[field.value()] == "Unsorted"


def test_what_waits_says_why_a_scan_failed(stef: Any, cast: Any, folder: Path) -> None:
    path = factories.sqlite_file(folder / "gone.db")
    source = factories.source(path, by=cast.ann)
    path.unlink()
    factories.scan(source)
    page = stef.get("/").content.decode()
    assert f"The last scan failed. There is no file {path}." in page
