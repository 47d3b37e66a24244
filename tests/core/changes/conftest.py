"""Histories to seal, prove and falsify."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.access import actions as access
from core.changes import actions
from core.changes.models import Change, Seal
from core.ids import uuid7
from core.people import queries as people


@pytest.fixture
def seal(transactional_db: Any, eventually: Any) -> Callable[[], Seal]:
    """Seal everything that is committed; the newest seal."""

    def sealed() -> bool:
        actions.seal()
        return not any(finding.code == "unsealed" for finding in actions.verify_history())

    def run() -> Seal:
        assert eventually(sealed)
        return Seal.objects.latest("number")

    return run


@pytest.fixture
def history(seal: Any) -> SimpleNamespace:
    """Three seals; a role that was renamed three times, in the second one."""
    by = people.system()
    role = access.make_role(slug="taster", name="A", rights=[], by=by)
    first = seal()
    for name in "BCD":
        access.change_role(role=role, name=name, rights=["catalog.view"], by=by)
    second = seal()
    access.make_domain(name="Sales", by=by)
    third = seal()
    renamed = Change.objects.get(object_id=role.pk, diff__name=["B", "C"])
    return SimpleNamespace(role=role, seals=(first, second, third), renamed=renamed)


@pytest.fixture
def record(db: Any) -> Callable[..., Change]:
    """Write a change of a kind that nobody tracks, at a moment of one's choice."""

    def write(at: datetime | None = None) -> Change:
        diff = {"name": [None, "x"]}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sha256(convert_to(%s::jsonb::text, 'UTF8'))", ['{"name": [null, "x"]}']
            )
            digest = cursor.fetchone()[0]
        return Change.objects.create(
            at=at or timezone.now(),
            object_kind="test.thing",
            object_id=uuid7(),
            revision=1,
            verb="add",
            by_id=people.system().pk,
            by_label="System",
            diff=diff,
            digest=digest,
        )

    return write
