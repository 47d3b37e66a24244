"""What the API says about itself, and that it needs nothing from outside to say it."""

import re
from pathlib import Path

import pytest
import yaml
from django.contrib.staticfiles import finders
from django.core.management import call_command

from core.doors.about import document

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.django_db


def test_committed_schema_is_the_current_one(tmp_path):
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
    committed = (ROOT / "openapi.yaml").read_text()
    assert made.read_text() == committed, "run: manage.py spectacular --file openapi.yaml"


def test_schema_is_served_to_everybody(client):
    response = client.get("/api/v1/schema")
    assert response.status_code == 200
    assert yaml.safe_load(response.content)["openapi"] == "3.1.1"
    as_json = client.get("/api/v1/schema?format=json")
    assert as_json.json()["info"]["title"] == "Guildhall"


def test_every_operation_documents_its_problems():
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            answers = operation["responses"]
            assert {"400", "406", "429"} <= set(answers), (method, path)
            if method == "post":
                assert {"409", "413", "415", "422"} <= set(answers), path
            if method in ("put", "patch", "delete"):
                assert {"409", "412", "428"} <= set(answers), (method, path)
            if path != "/api/v1/problems/{code}":
                assert {"401", "403"} <= set(answers), (method, path)


def test_every_body_is_closed():
    for name, schema in document()["components"]["schemas"].items():
        if name.endswith("Request"):
            assert schema["additionalProperties"] is False, name


def test_documentation_has_nothing_inline_and_nothing_from_outside(client):
    response = client.get("/api/v1/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "<style" not in page
    assert not re.search(r"\sstyle=|\son\w+=|<script>|https?://", page)
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
        else:
            script = client.get(address.replace("&amp;", "&"))
            assert script.headers["Content-Type"].startswith("application/javascript")
            assert b"/api/v1/schema" in script.content


def test_problems_of_documents_are_problems_as_well(client):
    for address in ("/api/v1/docs", "/api/v1/schema"):
        response = client.post(address)
        assert response.status_code == 405
        assert response.json()["code"] == "method_not_allowed"
        assert response.headers["Content-Type"] == "application/problem+json"
