"""A shop that was scanned, and questions that every test of the catalogue asks."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core.changes import actions as changes
from governance.catalog.models import Asset
from governance.catalog.rules import trees
from governance.sources.models import Source
from tests import factories

# Everything of an asset that counts: all but when it was written, and how often.
_DIGEST = """
SELECT md5(string_agg(md5(ROW(id, kind, state, parent_id, scope_id, domain_id, domain_by_hand,
  source_id, ordinal, name, name_norm, fqn, external_id, description, title, said, otherwise,
  owner_id, owner_group_id, labels, fingerprint, details, search, also)::text), '' ORDER BY id))
FROM governance_asset
"""


@pytest.fixture
def shop(cast: Any, folder: Path) -> Source:
    """customers, orders and the view big_orders, as a first scan found them."""
    path = factories.sqlite_file(folder / "shop.db")
    source = factories.source(path, by=cast.ann, hold_share=100)
    factories.scan(source)
    return source


@pytest.fixture
def find(db: Any) -> Callable[[str], Asset]:
    """The active asset with this path."""
    return lambda fqn: Asset.objects.get(fqn=fqn, state=Asset.State.ACTIVE)


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than three assets are more than anybody waits for."""
    monkeypatch.setattr(trees, "MOST_AT_ONCE", 3)


@pytest.fixture
def rewrite(shop: Source) -> Callable[[str], Any]:
    """Run a script in the shop's database and scan it."""

    def run(script: str) -> Any:
        with sqlite3.connect(shop.options["path"]) as database:
            database.executescript(script)
        return factories.scan(shop)

    return run


def an_hour_later() -> Any:
    """All that was done lies an hour back; a moment since then. A test is one transaction, in
    which the clock of the database stands still."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_change SET at = at - interval '1 hour'")
        cursor.execute("SELECT now() - interval '30 minutes'")
        return cursor.fetchone()[0]


def digest() -> str:
    """One hash over all assets, but for their revisions and moments."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST)
        return str(cursor.fetchone()[0])


def unproven() -> list[Any]:
    """What history does not prove; the end that is not sealed yet is no fault."""
    return [finding for finding in changes.verify_history() if finding.code != "unsealed"]
