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
from django.utils import timezone

from core.access import actions as access
from core.access.models import UNSORTED_ID, Binding, Role
from core.bulk import actions as bulk
from core.bulk import engine
from core.changes.models import Retention
from core.jobs import actions as jobs
from core.people.models import User
from core.saved import actions as saved
from core.schedules import actions as schedules
from core.tokens import actions as tokens
from governance.catalog import actions as catalog
from governance.catalog.models import Asset, Precedence, RetireGroup
from governance.scans.models import Rename
from tests import factories
from tests.house.doors import DOORS

CASTING = ("ann", "stef", "andy", "vera", "nobody", None)
SHUT = re.compile("(405 ){5}(302|401|405)")
# Django's own administration is asked once for all in tests/core/*/test_admin.py.
NOT_OURS = ("admin/", "^api(/|$)")


def patterns(resolver: Any, before: str = "") -> Iterator[str]:
    """Every address pattern below a resolver."""
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if path.startswith(NOT_OURS):
            continue
        if isinstance(one, URLResolver):
            yield from patterns(one, path)
        elif isinstance(one, URLPattern):
            yield path


def keys() -> list[str]:
    """METHOD and address of every door; forms are asked by POST as well."""
    found = sorted(set(patterns(get_resolver())))
    return [f"{method} {path}" for path in found for method in ("GET", "POST")]


@pytest.fixture
def things(cast: Any, folder: Any) -> SimpleNamespace:
    """One of everything that an address can name."""
    source = factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann)
    scan = factories.scan(source, by=cast.ann)
    schedule = schedules.plan(
        name="nightly", kind="governance.scan", cron="0 3 * * *", about=source, by=cast.ann
    )
    trial = bulk.start(
        verb=engine.get("governance.source", "pause"),
        selection=[source.pk],
        dry_run=True,
        by=cast.ann,
    )
    jobs.run(job_id=trial.pk)
    rename = Rename.objects.create(
        scan_id=scan.pk,
        source=source,
        old_id=Asset.objects.get(fqn="shop.main.customers").pk,
        new_id=Asset.objects.get(fqn="shop.main.orders").pk,
        old_name="was",
        new_name="is",
        created_at=timezone.now(),
    )
    view = saved.save(list="asset", name="views", parameters={}, by=cast.stef)
    saved.share(view=view, everyone=True, by=cast.stef)
    token, _ = tokens.issue(user=cast.ann, name="t", scopes=["*"], by=cast.ann)
    group = access.make_group(name="Crew", by=cast.ann)
    access.set_members(group=group, members=[cast.vera], by=cast.ann)
    catalog.retire_tree(asset=Asset.objects.get(fqn="shop.main.big_orders"), by=cast.ann)
    return SimpleNamespace(
        source=source.pk,
        retirement=RetireGroup.objects.get().pk,
        scan=scan.pk,
        rename=rename.pk,
        job=scan.pk,
        bulk=trial.pk,
        asset=Asset.objects.get(fqn="shop.main.orders").pk,
        schedule=schedule.pk,
        token=token.pk,
        view=view.pk,
        user=cast.vera.pk,
        person=cast.vera.pk,
        role=Role.objects.get(slug="viewer").pk,
        binding=Binding.objects.get(user=cast.vera).pk,
        domain=UNSORTED_ID,
        event=UUID(int=7),
        retention=Retention.objects.get(history="assets").pk,
        group=group.pk,
        precedence=Precedence.objects.get(field="owner").pk,
    )


WORDS = {
    "sources": "source",
    "scans": "scan",
    "renames": "rename",
    "jobs": "job",
    "bulk": "bulk",
    "assets": "asset",
    "retirements": "retirement",
    "schedules": "schedule",
    "tokens": "token",
    "views": "view",
    "users": "user",
    "people": "person",
    "bindings": "binding",
    "domains": "domain",
    "events": "event",
    "retention": "retention",
    "precedence": "precedence",
}


def address(path: str, things: SimpleNamespace) -> str:
    """A real address: ids of real things, known words for the rest."""
    noun = next((WORDS[w] for w in reversed(re.split(r"\W+", path)) if w in WORDS), "source")
    if "roles/" in path:
        noun = "binding" if path.startswith("access/") else "role"
    path = path.replace("<slug:connector>", "sqlite").replace("<slug:code>", "stale")
    path = path.replace("<slug:list>", "asset")
    path = path.replace("<int:pk>", str(things.group)).replace("<int:id>", str(things.group))
    if "groups/" in path:
        noun = "user"
    return "/" + re.sub(r"<uuid:\w+>", str(getattr(things, noun)), path)


def answers(method: str, url: str, cast: Any) -> str:
    """The status for each of the cast; whatever a request did is undone."""
    told = []
    for name in CASTING:
        client = Client(raise_request_exception=False)
        if name:
            client.force_login(User.objects.get(pk=getattr(cast, name).pk))
        with transaction.atomic():
            options = {"content_type": "application/json", "data": "{}"} if "/api/" in url else {}
            if method == "GET":
                options = {}
            told.append(str(getattr(client, method.lower())(url, **options).status_code))
            transaction.set_rollback(True)
    return " ".join(told)


def test_every_door_lets_in_whom_the_table_says(
    cast: Any, things: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.starting, "hand_over", lambda *a: None)
    wrong = []
    for key in keys():
        method, path = key.split(" ", 1)
        found = answers(method, address(path, things), cast)
        if DOORS.get(key, found if SHUT.fullmatch(found) else None) != found:
            wrong.append(f'    "{key}": "{found}",  # the table says {DOORS.get(key)}')
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_table_names_no_door_that_is_gone() -> None:
    assert set(DOORS) <= set(keys())


def test_no_door_answers_a_stranger_with_a_page() -> None:
    open_to_all = ("sign-in/", "signed-out/", "healthz", "api/v1/problems/", "v1/docs", "v1/schema")
    for key, told in DOORS.items():
        if not any(word in key for word in open_to_all):
            assert not told.split()[-1].startswith("2"), key
