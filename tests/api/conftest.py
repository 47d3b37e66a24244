"""The portal as a program meets it: over the network."""

from typing import Any

import pytest
from django.db import connection


@pytest.fixture
def server(transactional_db: None, monkeypatch: pytest.MonkeyPatch, request: Any) -> Any:
    """A server whose threads leave no connection behind that would hold the database."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    return request.getfixturevalue("live_server")
