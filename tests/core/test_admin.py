"""The admin as a whole: who sees which page, at what cost, and that no secret is on any."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import actions as access
from core.access.models import Binding, Container, Role
from core.changes.models import Change, Retention, Seal
from core.doors.modeladmin import HouseAdmin
from core.events.models import Event
from core.jobs.models import Job
from core.people.models import User
from core.schedules import actions as schedules
from core.schedules.models import Schedule
from core.tokens import actions as tokens
from core.tokens.models import Token
from governance.catalog.models import Asset, Precedence
from governance.scans.models import Scan
from governance.sources.models import Source, SourceSecret
from governance.sources.rules import SCAN
from tests import factories
from tests.administration import page, staff

DATA = {Job, Source, Asset, Scan, Precedence}
PAST = {Event, Change, Seal, Retention}
SEEN: dict[str, set[type]] = {
    "ann": DATA | PAST | {Schedule, User, Group, Role, Binding, Container, Token},
    "stef": DATA | PAST | {Schedule},
    "andy": DATA | {Schedule},
    "vera": DATA,
    "nobody": {Job},
}
ADDS: dict[str, set[type]] = {
    "ann": {User, Group, Role, Binding, Container, Token, Source},
    "stef": {Source},
}
REMOVES: dict[str, set[type]] = {"ann": {Group, Role, Binding, Schedule}, "stef": {Schedule}}
MODELS = sorted(SEEN["ann"], key=lambda model: model.__name__)
PASSWORD = "hunter2-of-the-warehouse"


@pytest.fixture
def world(cast: SimpleNamespace, folder: Any) -> SimpleNamespace:
    """One of everything."""
    source = factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann)
    factories.scan(source, cast.ann)
    SourceSecret.objects.create(
        source=source, name="password", ciphertext=PASSWORD.encode(), changed_at=timezone.now()
    )
    schedules.plan(name="Nightly", kind=SCAN, cron="0 3 * * *", by=cast.ann, about=source)
    access.make_group(name="Night shift", by=cast.ann)
    role = access.make_role(slug="helper", name="Helper", rights=["catalog.view"], by=cast.ann)
    _, cast.token_text = tokens.issue(user=cast.ann, name="ci", scopes=["*"], by=cast.ann)
    Seal.objects.create(
        month=timezone.now().date(),
        count=1,
        first_txid=1,
        first_id=role.pk,
        last_txid=1,
        last_id=role.pk,
        leaves=b"",
        rows_hash=b"",
        previous=b"",
        hash=b"",
        sealed_at=timezone.now(),
    )
    return cast


def one(model: type) -> Any:
    """Some row; of roles the one that may be removed."""
    rows: Any = model.objects.all()  # type: ignore[attr-defined]
    return rows.get(slug="helper") if model is Role else rows.first()


def test_every_entry_is_ours() -> None:
    assert set(admin.site._registry) == set(MODELS)
    assert all(isinstance(entry, HouseAdmin) for entry in admin.site._registry.values())


def test_strangers_are_sent_to_the_sign_in(world: Any, client: Any) -> None:
    for model in MODELS:
        for name, args in (("changelist", []), ("add", []), ("change", [one(model).pk])):
            wanted = page(model, name, *args)
            last = client.get(wanted, follow=True).redirect_chain[-1][0]
            assert last.startswith(reverse("core:sign-in"))
            assert wanted in last.replace("%2F", "/")


@pytest.mark.parametrize("name", ["stef", "andy", "vera", "nobody"])
def test_who_is_not_staff_does_not_come_in(world: Any, client: Any, name: str) -> None:
    client.force_login(getattr(world, name))
    for url in [reverse("admin:index"), *(page(model, "changelist") for model in MODELS)]:
        answer = client.get(url)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("admin:login"))
        assert client.get(answer.url).status_code == 403


@pytest.mark.parametrize("name", SEEN)
def test_staff_see_only_what_they_may(world: Any, client: Any, name: str) -> None:
    staff(client, getattr(world, name))
    for model in MODELS:
        pk, sees = one(model).pk, model in SEEN[name]
        # nobody has jobs of their own, but not this one: it is as if there were none
        hidden = sees and name == "nobody"
        expected = {
            "changelist": 200 if sees else 403,
            "change": 302 if hidden else 200 if sees else 403,
            "history": 200 if sees and not hidden else 404,
            "delete": 200 if model in REMOVES.get(name, ()) else 403,
            "add": (200, 303) if model in ADDS.get(name, ()) else (403,),
        }
        for view, status in expected.items():
            args = () if view in ("changelist", "add") else (pk,)
            answer = client.get(page(model, view, *args)).status_code
            assert answer in (status if isinstance(status, tuple) else (status,)), (model, view)


@pytest.mark.parametrize("name", SEEN)
def test_the_first_page_offers_only_that(world: Any, client: Any, name: str) -> None:
    staff(client, getattr(world, name))
    body = client.get(reverse("admin:index")).content.decode()
    assert {m for m in MODELS if f'href="{page(m, "changelist")}"' in body} == SEEN[name]
    assert ("How the portal is" in body) is (name == "ann")


def test_a_superuser_of_django_is_nobody(world: Any, client: Any) -> None:
    User.objects.filter(pk=world.nobody.pk).update(is_superuser=True)
    staff(client, world.nobody)
    assert client.get(page(User, "changelist")).status_code == 403
    assert client.get(page(Source, "changelist")).status_code == 403


def test_hidden_rows_are_in_no_list(world: Any, client: Any) -> None:
    viewer = Role.objects.get(slug="viewer")
    elsewhere = access.make_domain(name="Elsewhere", by=world.ann)
    access.bind(user=world.nobody, role=viewer, container=elsewhere, by=world.ann)
    staff(client, world.nobody)
    for model in (Source, Asset, Scan):
        answer = client.get(page(model, "changelist"))
        assert answer.status_code == 200
        assert answer.context["cl"].result_count == 0
        assert client.get(page(model, "change", one(model).pk)).status_code == 302


def test_no_page_shows_a_secret(world: Any, client: Any) -> None:
    digest = bytes(Token.objects.get().digest)
    secret = world.token_text.split(".")[1]
    hashed = User.objects.get(pk=world.ann.pk).password
    staff(client, world.ann)
    for model in MODELS:
        for url in (page(model, "changelist"), page(model, "change", one(model).pk)):
            body = client.get(url).content.decode()
            assert not [text for text in (PASSWORD, secret, hashed, digest.hex()) if text in body]


PROBES = {
    User: ("password__startswith=md5", "tokens__digest__isnull=False"),
    Token: ("digest__isnull=False", "user__password__startswith=md5"),
    Source: ("secrets__ciphertext__isnull=False", "container__name=shop"),
    Job: ("plan__isnull=False",),
}


def test_no_column_can_be_probed(world: Any, client: Any) -> None:
    staff(client, world.ann)
    for model, lookups in PROBES.items():
        for lookup in lookups:
            assert client.get(f"{page(model, 'changelist')}?{lookup}").status_code == 400


@pytest.mark.parametrize("text", ["shop", "J-000001", "%", "\x00", "'", str(Container())])
def test_any_search_is_answered(world: Any, client: Any, text: str) -> None:
    staff(client, world.ann)
    for model in MODELS:
        assert client.get(page(model, "changelist"), {"q": text}).status_code == 200


def test_big_tables_are_searched_by_what_an_index_answers(world: Any, client: Any) -> None:
    staff(client, world.ann)
    source = Source.objects.get()

    def found(model: type, text: str) -> int:
        return int(client.get(page(model, "changelist"), {"q": text}).context["cl"].result_count)

    events = Event.objects.filter(about_id=source.pk) | Event.objects.filter(container_id=source.pk)
    assert found(Event, str(source.pk)) == events.count() > 1
    assert found(Change, str(source.pk)) > 1
    assert found(Asset, "Cust") == 2
    assert found(Job, Job.objects.get().receipt) == 1
    assert found(Job, str(source.pk)) == 1
    assert [found(model, "nothing") for model in (Event, Change, Asset, Job)] == [0] * 4


def test_counting_stops_at_a_limit(world: Any, client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("core.doors.modeladmin.COUNT_LIMIT", 5)
    staff(client, world.ann)
    assert client.get(page(Event, "changelist")).context["cl"].result_count == 5


@pytest.mark.django_db
def test_signing_in_is_the_portals(client: Any) -> None:
    answer = client.post(reverse("admin:login"), {"username": "ann", "password": "guess"})
    assert answer.status_code == 302
    assert answer.url == f"{reverse('core:sign-in')}?next={reverse('admin:index')}"


def test_leaving_is_the_portals(world: Any, client: Any) -> None:
    staff(client, world.ann)
    assert client.get(reverse("admin:password_change")).url == reverse("core:password-change")
    assert client.post(reverse("admin:logout")).url == reverse("core:signed-out")
    assert Event.objects.filter(name="core.user.signed_out", by_id=world.ann.pk).exists()
    assert client.get(reverse("admin:index")).status_code == 302


def test_the_first_page_stands_when_nothing_else_does(
    world: Any, client: Any, monkeypatch: Any
) -> None:
    def broken() -> int:
        raise ConnectionError

    monkeypatch.setattr("core.system.queries.queue_depths", broken)
    staff(client, world.ann)
    body = client.get(reverse("admin:index")).content.decode()
    assert re.search(r"Messages waiting for a worker</dt>\s*<dd>Unknown", body)


def more(world: Any, folder: Any, count: int) -> None:
    """More of everything."""
    role = Role.objects.get(slug="viewer")
    for n in range(count):
        user = access.add_person(username=f"p{n}", by=world.ann)
        group = access.make_group(name=f"g{n}", by=world.ann)
        access.make_role(slug=f"r{n}", name=f"R{n}", rights=[], by=world.ann)
        domain = access.make_domain(name=f"d{n}", by=world.ann)
        access.bind(user=user, role=role, container=domain, by=world.ann)
        access.bind(group=group, role=role, container=domain, by=world.ann)
        tokens.issue(user=user, name=f"t{n}", scopes=["catalog.view"], by=world.ann)
        source = factories.source(
            factories.sqlite_file(folder / f"{n}.db"), by=world.ann, name=f"s{n}"
        )
        factories.scan(source, world.ann)
        schedules.plan(name=f"n{n}", kind=SCAN, cron="0 3 * * *", by=world.ann, about=source)


def test_lists_cost_the_same_however_long(world: Any, client: Any, folder: Any) -> None:
    staff(client, world.ann)

    def cost(model: type) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page(model, "changelist")).status_code == 200
        return len(asked)

    client.get(reverse("admin:index"))
    few = {model: cost(model) for model in MODELS}
    more(world, folder, 20)
    assert {model: cost(model) for model in MODELS} == few
    assert max(few.values()) <= 8


def test_the_page_of_an_object_shows_its_history(world: Any, client: Any) -> None:
    role = Role.objects.get(slug="helper")
    access.change_role(role=role, name="Aide", rights=["catalog.view"], by=world.ann)
    staff(client, world.ann)
    body = client.get(page(Role, "history", role.pk)).content.decode()
    assert "change: name" in body
    assert "Helper" in body
    assert (
        "No history is kept" in client.get(page(Group, "history", one(Group).pk)).content.decode()
    )
