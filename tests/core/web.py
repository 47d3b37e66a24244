"""A browser without a screen, for tests of pages."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.people.models import User

LARGEST = 60 * 1024  # bytes of HTML that a page may have


def web(user: User | None) -> Client:
    """A browser in which this user is signed in; CSRF is checked as in a real one elsewhere."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def htmx(**more: str) -> dict[str, Any]:
    """The headers with which htmx asks for a fragment."""
    return {"HX-Request": "true", **more}


def count(client: Client, url: str) -> int:
    """How many statements a page needs."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def grows(client: Client, url: str, add: Callable[[int], Any]) -> tuple[int, int, int]:
    """(statements with one row, statements with many, bytes of HTML then); `add(n)` makes rows."""
    add(1)
    client.get(url)  # fills caches of content types and the like
    few = count(client, url)
    add(60)
    many = count(client, url)
    return few, many, len(client.get(url).content)
