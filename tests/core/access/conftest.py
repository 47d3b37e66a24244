"""Containers to hold rights on."""

from types import SimpleNamespace
from typing import Any

import pytest

from core.access import actions as access
from core.access.models import Role
from core.ids import uuid7


@pytest.fixture
def land(cast: Any) -> SimpleNamespace:
    """Sales above Europe; a source in each, and a scope of a foreign domain in Europe's source."""
    by = cast.ann
    sales = access.make_domain(name="Sales", by=by)
    europe = access.make_domain(name="Europe", parent=sales, by=by)
    people = access.make_domain(name="People", by=by)

    def source(name: str, domain: Any) -> Any:
        return access.make_container(id=uuid7(), kind="source", name=name, domain=domain.pk, by=by)

    crm, shop, payroll = source("crm", sales), source("shop", europe), source("payroll", people)
    scopes = {
        name: access.scope_of(domain_id=domain.pk, source_id=held.pk)
        for name, domain, held in (
            ("crm", sales, crm),
            ("shop", europe, shop),
            ("payroll", people, payroll),
            ("people in shop", people, shop),
        )
    }
    return SimpleNamespace(
        sales=sales,
        europe=europe,
        people=people,
        crm=crm,
        shop=shop,
        payroll=payroll,
        scopes=scopes,
        viewer=Role.objects.get(slug="viewer"),
        steward=Role.objects.get(slug="steward"),
        admin=Role.objects.get(slug="admin"),
        by=by,
    )
