"""The API against its own schema: every operation, with good input and bad, all checks on.

Nothing here knows an endpoint: an operation is tested because the schema lists it. Where an address
takes an id, most cases get one that exists, or nothing behind it would ever be reached.
"""

from itertools import count
from pathlib import Path

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db.backends.base.base import BaseDatabaseWrapper
from hypothesis import HealthCheck, settings
from rest_framework.test import APIClient
from schemathesis.core.parameters import ParameterLocation

from core.doors.about import document
from core.people.models import User
from core.system.actions import make_admin
from core.tokens import actions as tokens
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

schema = schemathesis.openapi.from_dict(
    document(),
    config=schemathesis.Config.from_path(Path(__file__).with_name("schemathesis.toml")),
)
schema.app = WSGIHandler()


@pytest.fixture(autouse=True)
def _one_transaction(monkeypatch):
    """Django would close the connection, and with it the test's transaction, at every request."""
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)


@pytest.fixture
def administrator(db, folder):
    """The headers of the administrator of an installation with something of everything."""
    ann = User.objects.create_user("ann")
    make_admin(user=ann, by=ann)
    factories.scan(factories.source(factories.sqlite_file(folder / "shop.db"), by=ann), by=ann)
    _, text = tokens.issue(user=ann, name="schemathesis", scopes=["*"], by=ann)
    tokens.issue(user=ann, name="another", scopes=["*"], by=ann)
    return {"Authorization": f"Bearer {text}"}


def missing(operation, response):
    """Fields of a row that the answer lacks. The schema cannot say that only `fields` omits any."""
    described = document()["paths"][operation.path][operation.method]["responses"]
    content = described[str(response.status_code)].get("content", {})
    known, rows = named(content.get("application/json", {}).get("schema", {})), [response.json()]
    if "results" in known:
        known, rows = named(known["results"]["items"]), response.json()["results"]
    return [set(known) - set(row) for row in rows if set(known) - set(row)] if known else []


def named(shown):
    """The properties of a schema that is a component."""
    name = shown.get("$ref", "").rpartition("/")[2]
    return document()["components"]["schemas"].get(name, {}).get("properties", {})


class Rows:
    """Ids of rows that exist, so that three cases out of four meet one, in turn."""

    def __init__(self, headers):
        self.client = APIClient(headers=headers)
        self.cases = count()
        self.ids = None

    def lend(self, case):
        """Give the case a row, and let it change whatever revision that has."""
        meta, number = case.meta, next(self.cases)
        if "{id}" not in case.operation.path or meta.is_negative_at(ParameterLocation.PATH):
            return
        if self.ids is None:
            self.ids = self._ids(case.operation.path.partition("/{id}")[0])
        if self.ids and number % 4:
            case.path_parameters["id"] = self.ids[number % len(self.ids)]
        if "If-Match" in (case.headers or {}) and not meta.is_negative_at(ParameterLocation.HEADER):
            case.headers["If-Match"] = "*"

    def _ids(self, path):
        """What a list shows, without who asks: an account or token that is shut asks no more."""
        listed = self.client.get(path).json()
        me = self.client.get("/api/v1/me").json()
        ids = {row["id"] for row in listed.get("results", ()) if "id" in row}
        return sorted(ids - {me["id"], me["token"]["id"]}, key=str)


@pytest.fixture
def rows(administrator):
    return Rows(administrator)


@schema.parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_operation_keeps_what_the_schema_promises(case, administrator, rows):
    rows.lend(case)
    response = case.call_and_validate(headers=administrator)
    if response.status_code < 204 and "fields" not in (case.query or {}):
        assert not missing(case.operation, response)
