"""Generated views: exact against the truth they were made with, and against PostgreSQL."""

import pytest
from django.db import connection

from governance.lineage import rules
from tests.bench.lineage import KNOWN, Company


@pytest.fixture
def company() -> Company:
    made = Company()
    made.grow(120)
    return made


def test_every_generated_view_is_exact(company):
    assert company.exact(company.found()) == len(company.views)


@pytest.mark.django_db
def test_postgresql_knows_no_use_that_is_missing_and_confirms_every_edge(company):
    with connection.cursor() as cursor:
        for statement in company.ddl():
            cursor.execute(statement)
        cursor.execute(KNOWN)
        known = cursor.fetchall()
        cursor.execute(
            "SELECT 'public.' || viewname, definition FROM pg_views"
            " WHERE schemaname = 'public' ORDER BY viewname"
        )
        texts = dict(cursor.fetchall())
    findings = company.found(texts)
    checked = rules.checked(findings, known)
    assert company.exact(findings) == len(company.views)
    assert len(checked.verified) == len(company.truth)
    assert (checked.unverified, checked.missing) == ((), ())
