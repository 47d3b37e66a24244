"""The cast that every test plays with, and the rule about skips."""

import os
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from rest_framework.test import APIClient

from core.access import actions as access
from core.access.models import Role
from core.people import queries as people
from core.people.models import User
from core.tokens import actions as tokens

CAST = {
    "ann": "admin",
    "stef": "steward",
    "andy": "analyst",
    "vera": "viewer",
    "nobody": None,
}


@pytest.fixture(autouse=True, scope="session")
def _quick() -> None:
    """Tests sign in a thousand times; they do not test how slow a password hash is.

    Every test client builds the middleware anew, and would index all static files each time.
    """
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Counters of attempts and rates belong to one test."""
    cache.clear()


@pytest.fixture
def cast(db: Any) -> SimpleNamespace:
    """Ann administers, Stef is steward, Andy analyst, Vera viewer; nobody holds nothing."""
    return make_cast()


def make_cast() -> SimpleNamespace:
    """The cast as rows, each with a role on everything (but nobody)."""
    by = people.system()
    members = SimpleNamespace(system=by)
    for name, role in CAST.items():
        user = User.objects.filter(username=name).first() or access.add_person(
            username=name,
            password=f"{name}-passphrase-1",
            name=name.capitalize(),
            is_staff=role == "admin",
            by=by,
        )
        if role and not user.bindings.exists():
            access.bind(user=user, role=Role.objects.get(slug=role), by=by)
        setattr(members, name, user)
    return members


@pytest.fixture
def fresh() -> Any:
    """A user as a new request sees them: rights are read again."""
    return lambda user: User.objects.get(pk=user.pk)


@pytest.fixture
def api() -> Any:
    """An API client that signs in with a token of this user; scopes narrow it."""

    def client(user: User | None, scopes: tuple[str, ...] = ("*",)) -> APIClient:
        made = APIClient()
        if user is not None:
            _, text = tokens.issue(user=user, name="test", scopes=list(scopes), by=user)
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return made

    return client


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow things last: what breaks often is seen first."""
    items.sort(
        key=lambda item: (
            bool(item.get_closest_marker("e2e")) + bool(item.get_closest_marker("fault"))
        )
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """With GUILDHALL_STRICT_SKIPS=1 a skip that does not begin with “allowed:” fails the run."""
    if os.environ.get("GUILDHALL_STRICT_SKIPS") != "1":
        return
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if "allowed:" not in reason:
            terminalreporter.write_line(f"Unexpected skip: {report.nodeid}: {reason}", red=True)
            terminalreporter._session.exitstatus = 1


@pytest.fixture
def folder(tmp_path: Any, settings: Any) -> Any:
    """A folder from which file sources may be opened."""
    settings.SOURCE_FOLDERS = [str(tmp_path)]
    return tmp_path
