"""Planning, and starting what is due: once, whatever the number of beats."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from core.access import actions as access
from core.access.models import Role
from core.access.queries import Refused
from core.events.models import Event
from core.ids import uuid7
from core.jobs import actions as jobs
from core.jobs import engine
from core.jobs.models import Job
from core.jobs.rules import UnknownKind
from core.people import queries as people
from core.refusals import Invalid
from core.schedules import actions, queries
from core.schedules.models import Schedule

NIGHT = datetime(2031, 5, 6, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    work = engine.Kind(
        "test.work", lambda run: None, "", "short", "scans.view", "scans.manage", False
    )
    monkeypatch.setitem(engine._kinds, "test.work", work)


@pytest.fixture
def source(cast):
    return access.make_container(id=uuid7(), kind="source", name="shop", domain=None, by=cast.ann)


@pytest.fixture
def plan(cast, source):
    def make(next_at=NIGHT, **fields):
        values = {"name": "nightly", "kind": "test.work", "cron": "0 3 * * *", "about": source}
        schedule = actions.plan(**{**values, "by": cast.ann, **fields})
        Schedule.objects.filter(pk=schedule.pk).update(next_at=next_at)
        schedule.refresh_from_db()
        return schedule

    return make


def started(schedule):
    return Job.objects.filter(kind="test.work", about_id=schedule.about_id)


class TestPlanning:
    def test_knows_when_and_about_what(self, cast, source):
        schedule = actions.plan(
            name="nightly",
            kind="test.work",
            cron="0 3 * * *",
            zone="Europe/Berlin",
            about=source,
            by=cast.ann,
        )
        assert (schedule.about_id, schedule.container_id) == (source.pk, source.pk)
        assert schedule.next_at.astimezone(ZoneInfo("Europe/Berlin")).hour == 3
        assert schedule.next_at > schedule.created_at
        assert Event.objects.latest("id").data == {"cron": "0 3 * * *"}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("cron", "0 0 30 2 *"),
            ("zone", "Mars/Base"),
            ("missed", "twice"),
            ("overlap", "queue"),
        ],
    )
    def test_what_is_not_understood_is_named(self, plan, cast, field, value):
        with pytest.raises(Invalid) as invalid:
            plan(**{field: value})
        assert invalid.value.field == field
        schedule = plan()
        with pytest.raises(Invalid) as invalid:
            actions.change(schedule=schedule, by=cast.ann, **{field: value})
        assert invalid.value.field == field

    def test_unknown_work_cannot_be_planned(self, plan):
        with pytest.raises(UnknownKind):
            plan(kind="test.nothing")

    def test_needs_the_right_to_plan_and_the_right_to_do(self, plan, source, cast, fresh):
        """A schedule acts as the house: otherwise planning would be a way to do anything."""
        for rights in (["schedules.manage"], ["scans.manage"]):
            role = access.make_role(slug=rights[0][:5], name="R", rights=rights, by=cast.ann)
            binding = access.bind(user=cast.nobody, role=role, container=source, by=cast.ann)
            with pytest.raises(Refused):
                plan(by=fresh(cast.nobody))
            access.unbind(binding=binding, by=cast.ann)
        dba = Role.objects.get(slug="dba")
        access.bind(user=cast.nobody, role=dba, container=source, by=cast.ann)
        assert plan(by=fresh(cast.nobody)).pk

    @pytest.mark.parametrize("stranger", ["andy", "vera", "nobody"])
    def test_strangers_change_nothing(self, plan, cast, stranger):
        schedule, by = plan(), getattr(cast, stranger)
        with pytest.raises(Refused):
            actions.change(schedule=schedule, enabled=False, by=by)
        with pytest.raises(Refused):
            actions.remove(schedule=schedule, by=by)

    def test_another_time_moves_the_next_run_and_another_name_does_not(self, plan, cast):
        schedule = plan()
        actions.change(schedule=schedule, name="weekly", by=cast.ann)
        assert schedule.next_at == NIGHT
        actions.change(schedule=schedule, cron="0 4 * * *", by=cast.ann)
        assert schedule.next_at != NIGHT
        assert schedule.next_at.hour == 4

    def test_seen_by_who_sees_its_container(self, plan, source, cast, fresh):
        schedule = plan()
        assert list(queries.visible(fresh(cast.andy))) == [schedule]
        assert list(queries.visible(fresh(cast.nobody))) == []
        analyst = Role.objects.get(slug="analyst")
        access.bind(user=cast.nobody, role=analyst, container=source, by=cast.ann)
        assert list(queries.visible(fresh(cast.nobody))) == [schedule]

    def test_removed_with_what_it_is_about(self, plan, cast, source):
        plan()
        plan(name="weekly")
        other = plan(about=None)
        actions.remove_for(about_id=source.pk, by=cast.ann)
        assert list(Schedule.objects.all()) == [other]
        assert Event.objects.filter(name="core.schedule.removed").count() == 2


class TestTick:
    def test_starts_what_is_due_and_nothing_else(self, plan):
        due = plan()
        plan(next_at=NIGHT + timedelta(seconds=1), about=None)
        assert actions.tick(now=NIGHT - timedelta(seconds=1)) == []
        assert actions.tick(now=NIGHT) == [due]
        due.refresh_from_db()
        job = started(due).get()
        assert (job.by_id, job.about_label, job.container_id) == (
            people.system().pk,
            "shop",
            due.container_id,
        )
        assert (due.next_at, due.last_at, due.last_job_id, due.last_outcome) == (
            NIGHT + timedelta(days=1),
            NIGHT,
            job.pk,
            "started",
        )
        assert actions.tick(now=NIGHT) == []

    def test_what_is_switched_off_rests(self, plan, cast):
        schedule = plan()
        actions.change(schedule=schedule, enabled=False, by=cast.ann)
        Schedule.objects.update(next_at=NIGHT)
        assert actions.tick(now=NIGHT) == []

    @pytest.mark.parametrize(
        ("late", "missed", "outcome"),
        [
            (timedelta(minutes=5), "skip", "started"),
            (timedelta(minutes=5, seconds=1), "skip", "missed"),
            (timedelta(days=30), "skip", "missed"),
            (timedelta(days=30), "once", "started"),
        ],
    )
    def test_a_missed_run_is_made_up_for_once_or_not_at_all(self, plan, late, missed, outcome):
        schedule = plan(missed=missed)
        assert actions.tick(now=NIGHT + late) == [schedule]
        schedule.refresh_from_db()
        assert schedule.last_outcome == outcome
        assert started(schedule).count() == (outcome == "started")
        assert schedule.next_at > NIGHT + late

    def test_while_it_still_goes_the_next_run_is_skipped(self, plan):
        schedule = plan(overlap="skip")
        jobs.start(kind="test.work", by=people.system(), about=jobs.About(id=schedule.about_id))
        actions.tick(now=NIGHT)
        schedule.refresh_from_db()
        assert (schedule.last_outcome, schedule.next_at) == ("skipped", NIGHT + timedelta(days=1))
        assert started(schedule).count() == 1

    def test_or_waits_until_it_has_ended(self, plan):
        schedule = plan(overlap="wait")
        going = jobs.start(
            kind="test.work", by=people.system(), about=jobs.About(id=schedule.about_id)
        )
        actions.tick(now=NIGHT)
        schedule.refresh_from_db()
        assert schedule.next_at == NIGHT + actions.ASK_AGAIN
        Job.objects.filter(pk=going.pk).update(state="succeeded")
        actions.tick(now=schedule.next_at)
        schedule.refresh_from_db()
        assert schedule.last_outcome == "started"
        assert started(schedule).count() == 2

    def test_work_started_by_hand_counts_as_well(self, plan):
        """The key that scans use by hand is the same one: two of them never overlap."""
        schedule = plan()
        jobs.start(kind="test.work", by=people.system(), unique=f"test.work:{schedule.about_id}")
        actions.tick(now=NIGHT)
        schedule.refresh_from_db()
        assert schedule.last_outcome == "already_running"

    @pytest.mark.parametrize(
        ("flaw", "outcome"),
        [
            ({"zone": "Dropped/Zone"}, "unknown_zone"),
            ({"cron": "0 0 30 2 *"}, "bad_cron"),
            ({"kind": "test.removed"}, "unknown_job_kind"),
        ],
    )
    def test_one_that_cannot_run_does_not_stop_those_behind_it(self, plan, flaw, outcome):
        broken, whole = plan(), plan(next_at=NIGHT + timedelta(seconds=1), about=None)
        Schedule.objects.filter(pk=broken.pk).update(**flaw)
        later = NIGHT + timedelta(seconds=2)
        assert [s.pk for s in actions.tick(now=later)] == [broken.pk, whole.pk]
        broken.refresh_from_db()
        assert broken.last_outcome == outcome
        assert actions.tick(now=later) == []
        assert started(whole).count() == 1

    def test_two_beats_start_it_once(self, transactional_db, plan, meanwhile, monkeypatch):
        schedule, other = plan(), plan(about=None)
        inside, go_on = threading.Event(), threading.Event()
        start = actions._start

        def slowly(schedule, now):
            start(schedule, now)
            if schedule.about_id is not None:
                inside.set()
                assert go_on.wait(10)

        monkeypatch.setattr(actions, "_start", slowly)
        first = meanwhile(lambda: actions.tick(now=NIGHT))
        assert inside.wait(10)
        with transaction.atomic():
            assert actions.tick(now=NIGHT) == [other], "the first beat works on the other one"
        go_on.set()
        assert first.result(10) == [schedule]
        assert started(schedule).count() == 1
