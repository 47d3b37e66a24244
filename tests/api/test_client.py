"""A client generated from the schema works: the schema says how the API is spoken to.

It is made anew for every run, into a folder of the run's own, and never kept.
"""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from core.tokens import actions as tokens
from governance.catalog.models import Asset
from tests import factories
from tests.conftest import make_cast

ROOT = Path(__file__).parents[2]
NAME = "guildhall_client"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Imports modules of the generated package; `library("api.sources.sources_list")`."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "config.yaml").write_text("post_hooks: []\n")
    made = subprocess.run(
        [
            *(Path(sys.executable).with_name("openapi-python-client"), "generate"),
            *("--path", ROOT / "openapi.yaml", "--output-path", folder / NAME),
            *("--meta", "none", "--config", folder / "config.yaml", "--fail-on-warning"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield lambda module: importlib.import_module(f"{NAME}.{module}")
    sys.path.remove(str(folder))
    for module in [name for name in sys.modules if name.startswith(NAME)]:
        del sys.modules[module]


@pytest.fixture
def ann(transactional_db, folder):
    """The administrator, with a source that was scanned."""
    ann = make_cast().ann
    factories.scan(factories.source(factories.sqlite_file(folder / "shop.db"), by=ann), by=ann)
    return ann


@pytest.fixture
def client(ann, library, server):
    _, text = tokens.issue(user=ann, name="client", scopes=["*"], by=ann)
    return library("client").AuthenticatedClient(base_url=server.url, token=text)


def test_it_lists_and_reads(library, client):
    page = library("api.sources.sources_list").sync(client=client)
    assert [source.name for source in page.results] == ["shop"]
    orders = Asset.objects.get(fqn="shop.main.orders")
    asset = library("api.assets.assets_retrieve").sync(orders.pk, client=client)
    assert (asset.id, asset.name, asset.kind.value) == (orders.pk, "orders", "table")
    wanted = library("models.assets_list_fields_item").AssetsListFieldsItem
    some = library("api.assets.assets_list").sync(client=client, fields=[wanted.NAME], page_size=3)
    unset = library("types").Unset
    assert {(type(one.name), type(one.fqn)) for one in some.results} == {(str, unset)}


def test_it_creates_once_however_often_it_asks(library, client):
    create = library("api.roles.roles_create").sync_detailed
    right = library("models.new_role_request_rights_item").NewRoleRequestRightsItem
    body = library("models.new_role_request").NewRoleRequest(
        slug="auditors", name="Auditors", rights=[right.AUDIT_VIEW]
    )
    first = create(client=client, body=body, idempotency_key="k-1", x_change_reason="Audit")
    again = create(client=client, body=body, idempotency_key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.parsed == again.parsed
    assert again.headers["Idempotency-Replayed"] == "true"
    role = library("api.roles.roles_retrieve").sync_detailed(first.parsed.id, client=client)
    assert role.headers["ETag"] == first.headers["ETag"]


def test_it_changes_what_it_has_read(library, client):
    source = library("api.sources.sources_list").sync(client=client).results[0]
    change = library("api.sources.sources_partial_update").sync_detailed
    body = library("models.patched_changed_source_request").PatchedChangedSourceRequest(
        description="The web shop"
    )
    done = change(source.id, client=client, body=body, if_match=f'"{source.revision}"')
    assert done.parsed.description == "The web shop"
    stale = change(source.id, client=client, body=body, if_match=f'"{source.revision}"')
    assert (stale.status_code, stale.parsed.code) == (412, "stale")


def test_it_is_told_what_is_wrong(library, client):
    problem = library("models.problem").Problem
    body = library("models.new_role_request").NewRoleRequest(slug="no slug", name="", rights=[])
    told = library("api.roles.roles_create").sync(client=client, body=body)
    assert isinstance(told, problem)
    assert (told.status, told.code) == (400, "invalid")
    assert {error.pointer for error in told.errors} == {"/slug", "/name"}
    stranger = library("client").AuthenticatedClient(base_url=client._base_url, token="gh_x.y")
    told = library("api.sources.sources_list").sync(client=stranger)
    assert (told.status, told.code) == (401, "authentication_failed")


def test_it_watches_a_bulk_operation(library, client):
    source = library("api.sources.sources_list").sync(client=client).results[0]
    body = library("models.new_bulk_request").NewBulkRequest(
        verb="pause", ids=[source.id], dry_run=True
    )
    job = library("api.sources.sources_bulk_create").sync(client=client, body=body)
    trial = library("api.bulk.bulk_retrieve").sync(job.id, client=client)
    assert (trial.verb, trial.dry_run, trial.size, trial.state.value) == (
        "pause",
        True,
        1,
        "queued",
    )
