"""Every address, asked by each of the cast: who comes in is written down, and a new door too.

`doors.py` holds the table. An address that is not in it fails with the line to add: read it before
you add it, for it says who may come in.
"""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from core.access import actions as access
from core.access.models import UNSORTED_ID, Binding
from core.events.models import Event
from core.jobs import actions as jobs
from core.people.models import User
from core.schedules import actions as schedules
from core.tokens import actions as tokens
from governance.catalog.models import Asset
from tests import factories
from tests.house.doors import BODIES, CASTING, DOORS, OPEN

# Django's own administration is asked once for all in tests/core/*/test_admin.py; what below /api
# has no address of its own answers 404 to everything.
NOT_OURS = ("admin/", "^api(/|$)")


def patterns(resolver: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address pattern below a resolver, with its view."""
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if path.startswith(NOT_OURS):
            continue
        if isinstance(one, URLResolver):
            yield from patterns(one, path)
        elif isinstance(one, URLPattern):
            yield path, one.callback


def methods(view: Any) -> list[str]:
    """What a view of the API answers to; pages are asked for both ways to use a browser."""
    cls = getattr(view, "cls", None)
    if cls is None:
        return ["GET", "POST"]
    names = getattr(view, "actions", None) or [n for n in cls.http_method_names if hasattr(cls, n)]
    return sorted(name.upper() for name in names if name not in ("head", "options"))


def keys() -> list[str]:
    """METHOD and address of every door, once."""
    found = {path: methods(view) for path, view in patterns(get_resolver())}
    return [f"{method} {path}" for path in sorted(found) for method in found[path]]


@pytest.fixture
def things(cast: Any, folder: Any) -> SimpleNamespace:
    """One of everything that an address can name."""
    path = factories.sqlite_file(folder / "shop.db")
    source = factories.source(path, by=cast.ann)
    scan = factories.scan(source, by=cast.ann)
    schedule = schedules.plan(
        name="nightly", kind="governance.scan", cron="0 3 * * *", about=source, by=cast.ann
    )
    token, _ = tokens.issue(user=cast.ann, name="t", scopes=["*"], by=cast.ann)
    role = access.make_role(slug="taster", name="Taster", rights=["catalog.view"], by=cast.ann)
    return SimpleNamespace(
        path=path,
        sources=source.pk,
        scans=scan.pk,
        jobs=scan.pk,
        assets=Asset.objects.get(fqn="shop.main.orders").pk,
        schedules=schedule.pk,
        tokens=token.pk,
        users=cast.vera.pk,
        people=cast.vera.pk,
        roles=role.pk,
        bindings=Binding.objects.get(user=cast.vera).pk,
        domains=UNSORTED_ID,
        events=Event.objects.filter(about_id=source.pk).earliest("at").pk,
        nobody=cast.nobody.pk,
    )


def address(path: str, things: SimpleNamespace) -> str:
    """A real address: ids of real things, known words for the rest."""
    # A page names a binding as what it is to people: a role that somebody has.
    nouns = re.split(r"\W+", path.replace("access/roles/", "bindings/"))
    noun = next((noun for noun in reversed(nouns) if hasattr(things, noun)), "sources")
    path = path.replace("<slug:connector>", "sqlite").replace("<slug:code>", "stale")
    return "/" + re.sub(r"<uuid:\w+>", str(getattr(things, noun)), path)


@pytest.fixture
def browsers(cast: Any) -> dict[str | None, Any]:
    """The cookies of each of the cast, signed in once."""
    found: dict[str | None, Any] = {None: Client().cookies}
    for name in CASTING[:-1]:
        client = Client()
        client.force_login(User.objects.get(pk=getattr(cast, str(name)).pk))
        found[name] = client.cookies
    return found


def ask(method: str, url: str, body: Any, cookies: Any) -> int:
    """The status of one request; whatever it did is undone."""
    client = Client(raise_request_exception=False)
    for name, morsel in cookies.items():
        client.cookies[name] = morsel.value
    options: dict[str, Any] = {}
    if "/api/" in url and method != "GET":
        options = {"content_type": "application/json", "HTTP_IF_MATCH": "*"}
    data = {"data": body} if body is not None and method != "GET" else {}
    with transaction.atomic():
        status: int = getattr(client, method.lower())(url, **data, **options).status_code
        transaction.set_rollback(True)
    return status


def answers(key: str, things: SimpleNamespace, browsers: dict[str | None, Any]) -> str:
    """The status for each of the cast; a method that is not here is not here for anybody."""
    method, path = key.split(" ", 1)
    url, body = address(path, things), BODIES.get(key, lambda things: None)(things)
    first = ask(method, url, body, browsers[CASTING[0]])
    if first == 405:
        return ""
    others = (ask(method, url, body, browsers[name]) for name in CASTING[1:])
    return " ".join(map(str, (first, *others)))


def test_every_door_lets_in_whom_the_table_says(
    things: SimpleNamespace, browsers: dict[str | None, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.starting, "hand_over", lambda *a: None)
    wrong = []
    for key in keys():
        found, told = answers(key, things, browsers), DOORS.get(key, "")
        if found != told:
            wrong.append(f'    "{key}": "{found}",  # the table says {told or "nothing"}')
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_table_names_no_door_that_is_gone() -> None:
    assert set(DOORS) <= set(keys())
    assert set(BODIES) <= set(DOORS)


@pytest.mark.parametrize("key", sorted(DOORS))
def test_a_stranger_signs_in_first(key: str) -> None:
    """Who is not signed in is let in nowhere but at the doors that are open to all."""
    stranger = DOORS[key].split()[-1]
    assert stranger in ("302", "401") or key in OPEN


@pytest.mark.parametrize("key", sorted(DOORS))
def test_who_holds_nothing_changes_nothing(key: str) -> None:
    """Nobody's own things are the only ones that they may change."""
    nobody = DOORS[key].split()[-2]
    own = ("settings/", "sign-", "api/v1/tokens")
    if not key.startswith("GET") and not any(word in key for word in own):
        assert nobody in ("403", "404"), key
