"""Every verb of a source: what it does, what it refuses, and that a refusal leaves nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import actions as access
from core.access.models import UNSORTED_ID, Container, Role
from core.access.rules import Refused
from core.changes import actions as changes
from core.changes.models import Change
from core.changes.rules import Stale
from core.events.models import Event
from core.ids import uuid7
from core.jobs.models import Job
from core.people.models import User
from core.refusals import Impossible, Invalid
from core.schedules import actions as schedules
from core.schedules.models import Schedule
from governance.catalog.models import Asset
from governance.connector import Trouble
from governance.scans import actions as scans
from governance.search import queries as search
from governance.sources import actions as sources
from governance.sources import queries
from governance.sources.actions import checking
from governance.sources.models import Source
from tests import factories
from tests.governance.sources.gatekeeper import Gatekeeper

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

Register = Callable[..., Source]


def told(name: str) -> list[Event]:
    return list(Event.objects.filter(name=f"governance.source.{name}"))


def of(source: Source) -> list[Change]:
    return list(Change.objects.filter(object_id=source.pk, object_kind="governance.source"))


# --- register ---------------------------------------------------------------------------------
def test_registering_connects_nowhere_and_tells_everything(
    cast: Any, locked: Register, gate: Gatekeeper
) -> None:
    source = locked(description="Whom we know", exclude=["tmp_*"], environment="staging")
    assert gate.heard == []
    assert source.options["sslmode"] == "prefer"  # defaults are stored with what was given
    assert source.container.parent_id == UNSORTED_ID
    assert source.container_id == source.pk
    root = Asset.objects.get(pk=source.pk)
    assert (root.name, root.fqn, root.kind) == ("CRM", "CRM", Asset.Kind.SOURCE)
    assert root.description == "Whom we know"
    assert [event.by_id for event in told("registered")] == [cast.ann.pk]
    diff = of(source)[0].diff
    assert diff["exclude"] == [None, ["tmp_*"]]
    assert set(diff["options"][1]) == {"host", "port", "database", "user", "sslmode"}


@pytest.mark.parametrize(
    ("name", "code"),
    [("  \t", "blank"), ("SHOP", "name_taken"), ("shop", "name_taken"), ("x" * 201, "too_long")],
)
def test_a_name_that_cannot_be_taken(shop: Source, cast: Any, name: str, code: str) -> None:
    other = factories.source(Path(shop.options["path"]), name="other", by=cast.ann)
    before = Source.objects.count(), Container.objects.count(), Asset.objects.count()
    with pytest.raises(Invalid) as refused:
        factories.source(Path(shop.options["path"]), name=name, by=cast.ann)
    assert (refused.value.code, refused.value.field) == (code, "name")
    with pytest.raises(Invalid):
        sources.change(source=other, name=name, by=cast.ann)
    other.refresh_from_db()
    assert other.name == "other"
    assert (Source.objects.count(), Container.objects.count(), Asset.objects.count()) == before


def test_of_two_who_take_a_name_at_once_one_is_refused(
    shop: Source, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked before either has written: only the database knows."""
    other = factories.source(Path(shop.options["path"]), name="other", by=cast.ann)
    monkeypatch.setattr(checking, "check_name", lambda name, but: None)
    for taking in (
        lambda: factories.source(Path(shop.options["path"]), name="Shop", by=cast.ann),
        lambda: sources.change(source=other, name="Shop", by=cast.ann),
    ):
        with pytest.raises(Invalid) as refused:
            taking()
        assert (refused.value.code, refused.value.field) == ("name_taken", "name")
    assert Source.objects.count() == 2


def test_a_source_may_change_the_case_of_its_own_name(shop: Source, cast: Any) -> None:
    assert sources.change(source=shop, name="Shop", by=cast.ann).name == "Shop"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"include": ["sales.*", "  "]}, "bad_pattern", "include"),
        ({"exclude": [""]}, "bad_pattern", "exclude"),
        ({"environment": "moon"}, "not_a_choice", "environment"),
        ({"criticality": ""}, "not_a_choice", "criticality"),
        ({"connector": "abacus"}, "unknown_connector", "connector"),
        ({"domain_id": uuid4()}, "unknown_domain", "domain"),
    ],
)
def test_values_that_cannot_be_used(
    locked: Register, cast: Any, reach: Any, fields: dict[str, Any], code: str, field: str
) -> None:
    given = {"connector": "postgresql", "name": "CRM", "options": reach, "by": cast.ann}
    with pytest.raises(Invalid) as refused:
        sources.register(**{**given, **fields})
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Source.objects.exists()
    if field not in ("connector", "domain"):
        with pytest.raises(Invalid):
            sources.change(source=locked(), by=cast.ann, **fields)


@pytest.mark.parametrize(
    ("options", "secrets", "option", "reason"),
    [
        ({"colour": "red"}, {}, "colour", "unknown"),
        ({"password": PASSWORD}, {}, "password", "unknown"),
        ({}, {"host": "elsewhere"}, "host", "unknown"),
        ({"host": None}, {}, "host", "required"),
        ({"port": "a lot"}, {}, "port", "not_a_number"),
        ({"port": 70_000}, {}, "port", "out_of_range"),
        ({"port": True}, {}, "port", "not_a_number"),
        ({"sslmode": "never"}, {}, "sslmode", "not_a_choice"),
        ({"user": 5}, {}, "user", "not_text"),
        ({"user": "a\0b"}, {}, "user", "not_text"),
    ],
)
def test_options_that_cannot_be_used(
    cast: Any, reach: Any, locked: Register, options: Any, secrets: Any, option: str, reason: str
) -> None:
    options = {**reach, **options}
    known = locked(name="known")
    for verb in (
        lambda: sources.register(
            name="CRM", connector="postgresql", options=options, secrets=secrets, by=cast.ann
        ),
        lambda: sources.change(source=known, options=options, secrets=secrets, by=cast.ann),
        lambda: sources.try_out(
            connector="postgresql", options=options, secrets=secrets, by=cast.ann
        ),
    ):
        with pytest.raises(Trouble) as refused:
            verb()
        assert (refused.value.code, refused.value.params) == (
            "bad_option",
            {"option": option, "reason": reason},
        )
    assert Source.objects.count() == 1
    assert queries.secret_names(known) == ["password"]


# --- where -------------------------------------------------------------------------------------
@pytest.fixture
def land(cast: Any) -> dict[str, Container]:
    sales = access.make_domain(name="Sales", by=cast.ann)
    return {
        "sales": sales,
        "north": access.make_domain(name="North", parent=sales, by=cast.ann),
        "people": access.make_domain(name="People", by=cast.ann),
        "hidden": access.make_domain(name="Hidden", by=cast.ann),
    }


@pytest.fixture
def keeper(cast: Any, land: dict[str, Container]) -> User:
    """Steward of sales, viewer of people, nothing else."""
    for slug, where in (("steward", "sales"), ("viewer", "people")):
        access.bind(
            user=cast.nobody,
            role=Role.objects.get(slug=slug),
            container=land[where],
            by=cast.ann,
        )
    return User.objects.get(pk=cast.nobody.pk)


def test_a_source_lies_where_one_has_the_right(
    keeper: User, land: dict[str, Container], locked: Register, cast: Any
) -> None:
    assert locked(by=keeper, name="a", domain_id=land["sales"].pk).domain_id == land["sales"].pk
    assert locked(by=keeper, name="b", domain_id=land["north"].pk).domain_id == land["north"].pk
    for where in (land["people"].pk, None):
        with pytest.raises(Refused):
            locked(by=keeper, name="c", domain_id=where)


def test_a_hidden_domain_is_as_unknown_as_one_that_does_not_exist(
    keeper: User, land: dict[str, Container], locked: Register
) -> None:
    refusals = []
    for where in (land["hidden"].pk, uuid7(), EVERYTHING_AS_DOMAIN):
        with pytest.raises(Invalid) as refused:
            locked(by=keeper, domain_id=where)
        refusals.append((refused.value.code, refused.value.field))
    assert refusals == [("unknown_domain", "domain")] * 3


EVERYTHING_AS_DOMAIN = "00000000-0000-7000-8000-000000000001"


# --- who ---------------------------------------------------------------------------------------
VERBS: dict[str, Callable[[Source, User], Any]] = {
    "change": lambda source, by: sources.change(source=source, by=by, description="mine"),
    "test": lambda source, by: sources.test(source=source, by=by),
    "pause": lambda source, by: sources.pause(source=source, by=by),
    "resume": lambda source, by: sources.resume(source=source, by=by),
    "retire": lambda source, by: sources.retire(source=source, by=by),
    "try_out": lambda source, by: sources.try_out(
        connector=source.connector, options=source.options, secrets={}, by=by
    ),
    "register": lambda source, by: sources.register(
        name="mine", connector=source.connector, options=source.options, by=by
    ),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["andy", "vera", "nobody"])
def test_who_lacks_the_right_changes_nothing(
    locked: Register, gate: Gatekeeper, cast: Any, verb: str, who: str
) -> None:
    source = locked()
    before = Change.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as refused:
        VERBS[verb](source, getattr(cast, who))
    assert refused.value.right == "sources.manage"
    assert (Change.objects.count(), Event.objects.count()) == before
    assert gate.heard == []


# --- change ------------------------------------------------------------------------------------
def test_a_change_is_kept_and_told(shop: Source, cast: Any) -> None:
    sources.change(source=shop, by=cast.stef, criticality="critical", expected=1)
    shop.refresh_from_db()
    assert (shop.criticality, shop.revision) == ("critical", 2)
    assert of(shop)[0].diff == {"criticality": ["medium", "critical"]}
    assert told("changed")[0].data == {"secrets": []}


def test_what_changes_nothing_is_neither_kept_nor_told(shop: Source, cast: Any) -> None:
    sources.change(source=shop, by=cast.stef, name="shop", secrets={}, options=dict(shop.options))
    assert Source.objects.get().revision == 1
    assert told("changed") == []


def test_a_change_of_an_old_version_is_refused(shop: Source, cast: Any) -> None:
    sources.change(source=shop, by=cast.ann, description="first")
    verbs = (sources.change, sources.pause, sources.retire)
    for verb in verbs:
        with pytest.raises(Stale) as refused:
            verb(source=shop, by=cast.stef, expected=1)
        assert refused.value.current == 2
    assert Source.objects.get().state == "active"


def test_a_description_is_that_of_the_asset_too(shop: Source, cast: Any) -> None:
    sources.change(source=shop, by=cast.ann, description="Where the bread is sold")
    root = Asset.objects.get(pk=shop.pk)
    assert (root.description, root.revision) == ("Where the bread is sold", 2)
    assert [hit.asset.pk for hit in search.search(cast.vera, "bread").hits] == [shop.pk]
    sources.change(source=shop, by=cast.ann, description="")
    assert search.search(cast.vera, "bread").hits == []


# --- secrets -----------------------------------------------------------------------------------
def test_secrets_stay_when_only_words_change(locked: Register, cast: Any) -> None:
    source = locked()
    sources.change(source=source, by=cast.ann, description="x", options=dict(source.options))
    assert queries.secrets_of(source) == {"password": PASSWORD}


def test_another_address_does_not_get_the_password_unseen(
    locked: Register, gate: Gatekeeper, cast: Any
) -> None:
    source = locked()
    elsewhere = {**source.options, "host": "evil.example"}
    with pytest.raises(Invalid) as refused:
        sources.change(source=source, options=elsewhere, by=cast.stef)
    assert refused.value.code == "secret_needed_again"
    assert refused.value.params == {"names": "password"}
    source.refresh_from_db()
    assert source.options["host"] == "127.0.0.1"
    sources.change(source=source, options=elsewhere, secrets={"password": "new"}, by=cast.stef)
    assert queries.secrets_of(source) == {"password": "new"}


def test_an_empty_secret_is_forgotten(locked: Register, cast: Any) -> None:
    source = locked()
    elsewhere = {**source.options, "host": "db.example"}
    sources.change(source=source, options=elsewhere, secrets={"password": ""}, by=cast.ann)
    assert queries.secret_names(source) == []
    assert told("changed")[0].data == {"secrets": ["password"]}
    sources.change(source=source, secrets={"password": ""}, by=cast.ann)
    assert len(told("changed")) == 1  # there was nothing left to forget


def test_a_secret_alone_is_a_change_that_is_told(locked: Register, cast: Any) -> None:
    source = locked()
    sources.change(source=source, secrets={"password": "other"}, by=cast.ann)
    assert told("changed")[0].data == {"secrets": ["password"]}
    assert queries.secrets_of(source) == {"password": "other"}


# --- test and try out --------------------------------------------------------------------------
def test_a_test_goes_step_by_step_and_is_kept(shop: Source, cast: Any) -> None:
    verdicts = sources.test(source=shop, by=cast.ann)
    steps = ["resolve", "connect", "sign_in", "read_catalog", "coverage"]
    assert [verdict.step for verdict in verdicts] == steps
    shop.refresh_from_db()
    assert shop.test_passed
    assert told("tested")[0].data == {"passed": True, "step": "coverage", "account": "read"}
    assert shop.revision == 1


def test_a_test_that_fails_is_an_answer(locked: Register, gate: Gatekeeper, cast: Any) -> None:
    source = locked()
    verdicts = sources.test(source=source, by=cast.ann)
    assert (verdicts[-1].step, verdicts[-1].code) == ("sign_in", "auth_failed")
    assert gate.heard == [PASSWORD]
    source.refresh_from_db()
    assert source.test_passed is False
    assert told("tested")[0].data == {"passed": False, "step": "sign_in", "account": "read"}


def test_trying_out_keeps_nothing(gate: Gatekeeper, reach: Any, cast: Any) -> None:
    verdicts = sources.try_out(
        connector="postgresql", options=reach, secrets={"password": "typed"}, by=cast.stef
    )
    assert verdicts[-1].code == "auth_failed"
    assert gate.heard == ["typed"]
    assert not Source.objects.exists()
    assert not Event.objects.filter(name__startswith="governance.").exists()


# --- states ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "verb", "code"),
    [
        ("active", "resume", "source_is_active"),
        ("paused", "pause", "source_is_paused"),
        ("retired", "pause", "source_is_retired"),
        ("retired", "resume", "source_is_retired"),
        ("retired", "retire", "source_is_retired"),
        ("retired", "change", "source_is_retired"),
    ],
)
def test_moves_that_make_no_sense(
    shop: Source, cast: Any, before: str, verb: str, code: str
) -> None:
    if before != "active":
        {"paused": sources.pause, "retired": sources.retire}[before](source=shop, by=cast.ann)
    revision = Source.objects.get().revision
    with pytest.raises(Impossible) as refused:
        VERBS[verb](shop, cast.ann)
    assert refused.value.code == code
    after = Source.objects.get()
    assert (after.state, after.revision, after.description) == (before, revision, "")


def test_a_pause_ends(shop: Source, cast: Any) -> None:
    sources.pause(source=shop, by=cast.stef)
    assert sources.resume(source=shop, by=cast.stef, expected=2).state == "active"
    assert [change.verb for change in of(shop)] == ["resume", "pause", "register"]
    assert len(told("paused")) == len(told("resumed")) == 1


# --- rename ------------------------------------------------------------------------------------
def test_a_new_name_is_in_every_path_by_one_statement(shop: Source, cast: Any) -> None:
    factories.scan(shop)
    ids = dict(Asset.objects.filter(source_id=shop.pk).values_list("pk", "fqn"))
    with CaptureQueriesContext(connection) as statements:
        sources.change(source=shop, by=cast.ann, name='Bob\'s "shop". of old')
    rewritten = [one for one in statements if "SET fqn" in one["sql"]]
    assert len(rewritten) == 1
    after = dict(Asset.objects.filter(source_id=shop.pk).values_list("pk", "fqn"))
    new = '"Bob\'s ""shop"". of old"'
    assert after == {pk: new + fqn.removeprefix("shop") for pk, fqn in ids.items()}
    shop.refresh_from_db()
    assert shop.container.name == shop.name


def test_history_proves_after_a_new_name_and_the_next_scan_finds_all_as_it_was(
    shop: Source, cast: Any
) -> None:
    factories.scan(shop)
    sources.change(source=shop, by=cast.ann, name="store")
    job = factories.scan(shop)
    assert (job.counts["unchanged"], job.counts["stored"]) == (3, 0)
    assert [one for one in changes.verify_history() if one.code != "unsealed"] == []
    verbs = Change.objects.filter(object_id=shop.pk, object_kind="governance.asset")
    assert [one.verb for one in verbs] == ["rename", "add"]


def test_no_new_name_while_a_scan_waits_or_runs(shop: Source, cast: Any) -> None:
    job = scans.start(source=shop, by=cast.ann)
    for state in (Job.State.QUEUED, Job.State.RUNNING):
        Job.objects.filter(pk=job.pk).update(state=state)
        with pytest.raises(Impossible, match="scan_is_running"):
            sources.change(source=shop, by=cast.ann, name="store")
        sources.change(source=shop, by=cast.ann, name="shop", description=str(state))
    Job.objects.filter(pk=job.pk).update(state=Job.State.SUCCEEDED)
    assert sources.change(source=shop, by=cast.ann, name="store").name == "store"


def test_search_knows_the_new_name_and_the_former_one(shop: Source, cast: Any) -> None:
    factories.scan(shop)
    sources.change(source=shop, by=cast.ann, name="emporium")
    found = {hit.asset.fqn for hit in search.search(cast.vera, "emporium").hits}
    assert found == {"emporium", "emporium.main"}
    former = [hit.asset.fqn for hit in search.search(cast.vera, "shop").hits]
    assert former == ["emporium"]


# --- retire ------------------------------------------------------------------------------------
def test_retiring_takes_everything_along(shop: Source, cast: Any, locked: Register) -> None:
    factories.scan(shop)
    other = locked()
    schedules.plan(name="n", kind="governance.scan", cron="0 3 * * *", about=shop, by=cast.ann)
    schedules.plan(name="m", kind="governance.scan", cron="0 3 * * *", about=other, by=cast.ann)
    sources.retire(source=shop, by=cast.stef)
    assert set(Asset.objects.filter(source_id=shop.pk).values_list("state", flat=True)) == {2}
    assert Asset.objects.get(pk=other.pk).state == 1
    assert [one.about_id for one in Schedule.objects.all()] == [other.pk]
    assert [one for one in changes.verify_history() if one.code != "unsealed"] == []
    assert len(told("retired")) == 1


def test_retiring_forgets_secrets(locked: Register, cast: Any) -> None:
    source = locked()
    sources.retire(source=source, by=cast.ann)
    assert queries.secret_names(Source.objects.get()) == []


def test_the_name_of_a_retired_source_is_free(shop: Source, cast: Any) -> None:
    factories.scan(shop)
    old = set(Asset.objects.filter(source_id=shop.pk).values_list("pk", flat=True))
    sources.retire(source=shop, by=cast.ann)
    again = factories.source(Path(shop.options["path"]), by=cast.ann)
    assert factories.scan(again).state == "succeeded"
    new = Asset.objects.filter(source_id=again.pk, state=1)
    assert new.count() == len(old)
    assert not old & set(new.values_list("pk", flat=True))
    assert Asset.objects.get(fqn="shop.main.orders", state=1).source_id == again.pk
