from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.people.models import User
from governance.sources import actions as sources
from governance.sources.models import Source
from tests import factories
from tests.governance.sources import gatekeeper
from tests.governance.sources.gatekeeper import Gatekeeper

PASSWORD = "Zq7-swordfish-Ünïque"


@pytest.fixture
def gate() -> Iterator[Gatekeeper]:
    with gatekeeper.standing() as one:
        yield one


@pytest.fixture
def reach(gate: Gatekeeper) -> dict[str, Any]:
    """Options of a PostgreSQL that lets nobody in."""
    return {"host": "127.0.0.1", "port": gate.port, "database": "crm", "user": "reader"}


@pytest.fixture
def shop(cast: Any, folder: Path) -> Source:
    return factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann)


@pytest.fixture
def locked(cast: Any, reach: dict[str, Any]) -> Callable[..., Source]:
    """Registers a source with a stored password."""

    def register(by: User | None = None, **fields: Any) -> Source:
        given = {"name": "CRM", "secrets": {"password": PASSWORD}, **fields}
        return sources.register(connector="postgresql", options=reach, by=by or cast.ann, **given)

    return register
