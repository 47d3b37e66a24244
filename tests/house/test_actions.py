"""Every verb takes `by` as a keyword, refuses a stranger, and says what happened."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.access import actions as access
from core.access.models import UNSORTED_ID, Container, Role
from core.access.rules import Refused
from core.bulk import actions as bulk
from core.bulk import engine
from core.bulk.models import BulkOperation
from core.changes.models import Retention
from core.events.models import Event
from core.jobs import actions as jobs
from core.people.models import User
from core.saved import actions as saved
from core.schedules import actions as schedules
from core.timeline import actions as timeline
from core.tokens import actions as tokens
from governance.catalog import actions as catalog
from governance.catalog.models import Asset, Precedence, RetireGroup
from governance.catalog.rules.facts import USUAL
from governance.scans import actions as scans
from governance.sources import actions as sources
from governance.sources.models import Source
from tests import factories

ROOT = Path(__file__).parents[2]

# Parts of verbs and the house's own chores: who calls them has checked the right, or there is none.
NOT_VERBS = {
    "core.access": {"make_container", "rename_container", "scope_of", "rematerialise"},
    "core.answers": {"claim", "keep", "forget"},
    "core.bulk": {"perform", "each"},
    "core.changes": {
        "create", "hold", "save", "remove", "who", "seal", "verify_history", "open_months",
        "follow_server", "purge", "retire",
    },
    "core.events": {"publish", "deliver", "enrol"},
    "core.jobs": {"start", "run", "sweep", "hand_over"},
    "core.people": {"count_failure", "check_tries", "change_password", "sign_in", "sign_out"},
    "core.schedules": {"tick", "remove_for"},
    "core.system": {"seed", "make_admin"},
    "core.timeline": {"run_proof", "run_retention"},
    "core.tokens": {"touch"},
    "governance.catalog": {
        "add_root", "follow_root", "follow", "catch_up", "retire_source", "retire", "learn",
        "index", "seed_precedence", "settle_all",
    },
    "governance.scans": {"scan", "undo"},
    "governance.search": {"fold", "recount", "weigh_words", "follow_scan"},
    "governance.sample": {"load", "scan_now", "folder"},
}  # fmt: skip


def verbs() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """(room, name, function) of everything public in an actions module."""
    for path in sorted([*ROOT.glob("*/*/actions.py"), *ROOT.glob("*/*/actions/__init__.py")]):
        room = path.parent if path.stem == "actions" else path.parent.parent
        name = f"{room.parent.name}.{room.name}"
        module = importlib.import_module(f"{name}.actions")
        for verb, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__.startswith(f"{name}.actions")
            if own and not verb.startswith("_") and verb not in NOT_VERBS.get(name, set()):
                yield name, verb, function


VERBS = {f"{room}.{verb}": function for room, verb, function in verbs()}


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_takes_keywords_and_its_actor(name: str) -> None:
    parameters = inspect.signature(VERBS[name]).parameters.values()
    kinds = {p.kind for p in parameters}
    assert kinds <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}, name
    assert "by" in {p.name for p in parameters}, name


Recipe = Callable[[SimpleNamespace, User], Any]
RECIPES: dict[str, Recipe] = {
    "core.access.add_person": lambda t, by: access.add_person(username="new", by=by),
    "core.access.add_service": lambda t, by: access.add_service(username="bot", name="B", by=by),
    "core.access.change_person": lambda t, by: access.change_person(user=t.vera, name="V", by=by),
    "core.access.deactivate": lambda t, by: access.deactivate(user=t.vera, by=by),
    "core.access.bind": lambda t, by: access.bind(role=t.role, user=t.nobody, by=by),
    "core.access.unbind": lambda t, by: access.unbind(binding=t.vera.bindings.get(), by=by),
    "core.access.make_role": lambda t, by: access.make_role(
        slug="x", name="X", rights=["catalog.view"], by=by
    ),
    "core.access.change_role": lambda t, by: access.change_role(
        role=t.custom, name="Y", rights=[], by=by
    ),
    "core.access.remove_role": lambda t, by: access.remove_role(role=t.custom, by=by),
    "core.access.make_domain": lambda t, by: access.make_domain(name="Sales", by=by),
    "core.access.move_container": lambda t, by: access.move_container(
        container=t.source.container, domain=t.domain, by=by
    ),
    "core.bulk.start": lambda t, by: bulk.start(verb=t.verb, selection=[t.source.pk], by=by),
    "core.bulk.carry_out": lambda t, by: bulk.carry_out(operation=t.trial, by=by),
    "core.bulk.undo": lambda t, by: bulk.undo(operation=t.done, by=by),
    "core.jobs.cancel": lambda t, by: jobs.cancel(job=t.job, by=by),
    "core.saved.save": lambda t, by: saved.save(list="asset", name="v", parameters={}, by=by),
    "core.saved.change": lambda t, by: saved.change(view=t.view, name="w", by=by),
    "core.saved.share": lambda t, by: saved.share(view=t.view, everyone=True, by=by),
    "core.saved.part_from_gone_groups": lambda t, by: saved.part_from_gone_groups(by=by),
    "core.saved.forget": lambda t, by: saved.forget(view=t.view, by=by),
    "core.schedules.plan": lambda t, by: schedules.plan(
        name="n", kind="governance.scan", cron="0 3 * * *", about=t.source, by=by
    ),
    "core.schedules.change": lambda t, by: schedules.change(
        schedule=t.schedule, by=by, cron="0 4 * * *"
    ),
    "core.schedules.remove": lambda t, by: schedules.remove(schedule=t.schedule, by=by),
    "core.timeline.keep": lambda t, by: timeline.keep(
        retention=Retention.objects.first(), months=12, by=by
    ),
    "core.timeline.purge": lambda t, by: timeline.purge(
        kind="core.role", object_id=t.custom.pk, reason="Asked for", by=by
    ),
    "core.timeline.prove": lambda t, by: timeline.prove(by=by),
    "core.timeline.export": lambda t, by: timeline.export(format="csv", by=by),
    "core.tokens.issue": lambda t, by: tokens.issue(
        user=t.vera, name="t", scopes=["catalog.view"], by=by
    ),
    "core.tokens.revoke": lambda t, by: tokens.revoke(token=t.token, by=by),
    "governance.catalog.add": lambda t, by: catalog.add(kind=Asset.Kind.REPORT, name="r", by=by),
    "governance.catalog.adopt": lambda t, by: catalog.adopt(
        old_id=t.table.pk, new_id=t.twin.pk, by=by
    ),
    "governance.catalog.change": lambda t, by: catalog.change(asset=t.report, name="z", by=by),
    "governance.catalog.describe": lambda t, by: catalog.describe(
        asset=t.table, facts={"description": "d"}, by=by
    ),
    "governance.catalog.move": lambda t, by: catalog.move(asset=t.table, domain=t.sales, by=by),
    "governance.catalog.rank": lambda t, by: catalog.rank(
        precedence=Precedence.objects.get(field="owner"), origins=USUAL[::-1], by=by
    ),
    "governance.catalog.rename": lambda t, by: catalog.rename(asset=t.table, name="z", by=by),
    "governance.catalog.restore": lambda t, by: catalog.restore(group=t.group, by=by),
    "governance.catalog.retire_tree": lambda t, by: catalog.retire_tree(asset=t.table, by=by),
    "governance.sources.register": lambda t, by: sources.register(
        name="s", connector="sqlite", options={"path": str(t.path)}, by=by
    ),
    "governance.sources.change": lambda t, by: sources.change(
        source=t.source, description="z", by=by
    ),
    "governance.sources.test": lambda t, by: sources.test(source=t.source, by=by),
    "governance.sources.pause": lambda t, by: sources.pause(source=t.source, by=by),
    "governance.sources.resume": lambda t, by: sources.resume(source=t.paused, by=by),
    "governance.sources.retire": lambda t, by: sources.retire(source=t.source, by=by),
    "governance.scans.start": lambda t, by: scans.start(source=t.other, by=by),
}
# Verbs that are tried elsewhere: they change nothing, or belong to a room with its own tests.
ELSEWHERE = {
    "governance.scans.release": "tests/governance/scans/test_vanishing.py",
    "governance.scans.keep": "tests/governance/scans/test_vanishing.py",
    "governance.scans.roll_back": "its job publishes; tests/governance/scans/test_undoing.py",
    "governance.scans.accept_rename": "tests/governance/scans/test_renaming.py",
    "governance.scans.accept_sure_renames": "tests/governance/scans/test_renaming.py",
    "governance.scans.reject_rename": "tests/governance/scans/test_renaming.py",
    "governance.sources.try_out": "stores nothing; tests/governance/sources",
    "governance.sources.rotate_secrets": "needs another key; tests/governance/sources",
    "governance.sources.set_grant_account": "needs accounts; tests/governance/sources",
    "governance.sources.forget_grant_account": "needs accounts; tests/governance/sources",
    "governance.sources.test_grant_account": "needs accounts; tests/governance/sources",
    "core.access.make_group": "tests/core/access/test_groups.py",
    "core.access.rename_group": "tests/core/access/test_groups.py",
    "core.access.remove_group": "tests/core/access/test_groups.py",
    "core.access.set_members": "tests/core/access/test_groups.py",
    "core.access.join_group": "tests/core/access/test_groups.py",
    "core.access.leave_group": "tests/core/access/test_groups.py",
}


def operation(verb: engine.Verb, source: Source, by: User, dry_run: bool) -> BulkOperation:
    """A bulk operation that has ended."""
    job = bulk.start(verb=verb, selection=[source.pk], by=by, dry_run=dry_run)
    jobs.run(job_id=job.pk)
    return BulkOperation.objects.get(pk=job.pk)


@pytest.fixture
def things(cast: Any, folder: Any) -> SimpleNamespace:
    """What the recipes act on, made by the administrator."""
    ann = cast.ann
    path = factories.sqlite_file(folder / "a.db")
    source, other, paused = (
        factories.source(path, by=ann, name=name) for name in ("one", "two", "three")
    )
    sources.pause(source=paused, by=ann)
    factories.scan(other)
    table = Asset.objects.get(fqn="two.main.orders")
    catalog.retire_tree(asset=Asset.objects.get(fqn="two.main.big_orders"), by=ann)
    plan = {"kind": "governance.scan", "cron": "0 3 * * *", "about": source}
    pause = engine.get("governance.source", "pause")
    trial, done = (operation(pause, other, ann, dry_run=trial) for trial in (True, False))
    sources.resume(source=other, by=ann)
    return SimpleNamespace(
        verb=pause,
        trial=trial,
        done=done,
        vera=cast.vera,
        nobody=cast.nobody,
        role=Role.objects.get(slug="viewer"),
        custom=access.make_role(slug="custom", name="C", rights=["catalog.view"], by=ann),
        source=source,
        other=other,
        paused=paused,
        path=path,
        domain=Container.objects.get(pk=UNSORTED_ID),
        sales=access.make_domain(name="Trade", by=ann),
        table=table,
        twin=Asset.objects.get(fqn="two.main.customers"),
        report=catalog.add(kind=Asset.Kind.REPORT, name="p", by=ann),
        group=RetireGroup.objects.latest("at"),
        schedule=schedules.plan(name="n", by=ann, **plan),
        view=of_a_gone_group(ann),
        token=tokens.issue(user=cast.stef, name="t", scopes=["catalog.view"], by=cast.stef)[0],
        job=scans.start(source=source, by=ann),
    )


def of_a_gone_group(by: Any) -> Any:
    """A view that was shared with a group, before anybody has heard that the group is gone."""
    group = access.make_group(name="gone", by=by)
    access.set_members(group=group, members=[by], by=by)
    view = saved.save(list="asset", name="v", parameters={}, by=by)
    saved.share(view=view, group=group, by=by)
    access.remove_group(group=group, by=by)
    return view


def test_every_verb_has_a_recipe() -> None:
    assert set(VERBS) == set(RECIPES) | set(ELSEWHERE)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_verb_refuses_a_stranger_and_leaves_no_trace(
    name: str, cast: Any, things: SimpleNamespace
) -> None:
    before = Event.objects.count()
    with pytest.raises(Refused):
        RECIPES[name](things, cast.nobody)
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_verb_says_what_happened(name: str, cast: Any, things: SimpleNamespace) -> None:
    before = Event.objects.count()
    RECIPES[name](things, cast.ann)
    told = list(Event.objects.order_by("txid", "id"))[before:]
    assert told, name
    assert {event.by_id for event in told} == {cast.ann.pk}
