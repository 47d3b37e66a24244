"""Proving the history as a job: who may start it, what its row and its log say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.access import actions as access
from core.access.rules import Refused
from core.changes import actions as changes
from core.changes.actions import sealing
from core.changes.models import Change, Retention
from core.changes.rules import HARMLESS
from core.events.models import Event
from core.jobs import actions as jobs
from core.jobs.models import Job, JobLog
from core.refusals import Invalid
from core.schedules.models import Schedule
from core.timeline import actions, rules


@pytest.fixture
def proof(cast, monkeypatch):
    """Start a proof and run it here; its job."""
    monkeypatch.setattr(jobs.starting, "hand_over", lambda *a: None)

    def run():
        job = actions.prove(by=cast.ann)
        jobs.run(job_id=job.pk)
        job.refresh_from_db()
        return job

    return run


def test_a_proof_counts_what_it_held_against_its_seals(proof):
    job = proof()
    assert job.state == Job.State.SUCCEEDED
    assert job.counts == {"changes": job.progress_done, "findings": 0}
    assert JobLog.objects.filter(job=job).last().code == "history_proven"


def test_a_falsified_history_fails_the_job_and_is_named_in_its_log(proof):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_role SET name = 'Mallory' WHERE slug = 'viewer'")
    job = proof()
    assert (job.state, job.trouble_code) == (Job.State.FAILED, "history_broken")
    assert job.counts["findings"] == 1
    assert JobLog.objects.filter(job=job, level="error", code="row_differs").count() == 1
    assert Change.objects.exists()


@pytest.fixture
def night(cast, monkeypatch):
    """Run the nightly retention here; its job."""
    monkeypatch.setattr(jobs.starting, "hand_over", lambda *a: None)

    def run():
        job = jobs.start(kind=rules.RETENTION, by=cast.system)
        jobs.run(job_id=job.pk)
        job.refresh_from_db()
        return job

    return run


def test_a_night_takes_nothing_while_all_is_kept(night):
    job = night()
    assert (job.state, job.counts) == (Job.State.SUCCEEDED, {})
    assert JobLog.objects.get(job=job).code == "all_is_kept"


@pytest.mark.django_db(transaction=True)
def test_a_night_proves_first_and_tells_what_it_took(cast, night, eventually):
    actions.keep(retention=Retention.objects.get(history="access"), months=1, by=cast.ann)
    old = timezone.now() - timedelta(days=100)
    changes.open_months(now=old)
    role = access.make_role(slug="taster", name="A", rights=[], by=cast.ann)
    Change.objects.filter(object_id=role.pk).update(at=old)
    eventually(lambda: not changes.seal() and not sealing.unsealed_months())
    job = night()
    assert (job.state, job.counts["changes"], job.counts["values"]) == ("succeeded", 1, 0)
    told = Event.objects.get(name="core.history.retired")
    assert told.data["changes"] == 1
    assert [one.code for one in changes.verify_history() if one.code not in HARMLESS] == []


def test_a_history_that_does_not_prove_loses_nothing_at_night(cast, night):
    actions.keep(retention=Retention.objects.get(history="access"), months=1, by=cast.ann)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_role SET name = 'Mallory' WHERE slug = 'viewer'")
    job = night()
    assert (job.state, job.trouble_code) == (Job.State.FAILED, "history_broken")
    assert "months" not in job.counts


def test_the_first_limit_plans_the_nights(cast):
    one, other = Retention.objects.filter(history__in=["access", "assets"])
    assert not Schedule.objects.exists()
    actions.keep(retention=one, months=12, by=cast.ann)
    actions.keep(retention=other, months=12, by=cast.ann)
    (schedule,) = Schedule.objects.all()
    assert (schedule.kind, schedule.enabled) == (rules.RETENTION, True)


@pytest.mark.parametrize("months", [0, -1, 1_201])
def test_a_limit_is_a_number_of_months(cast, months):
    with pytest.raises(Invalid):
        actions.keep(retention=Retention.objects.first(), months=months, by=cast.ann)


def test_who_may_not_audit_may_not_prove(cast):
    with pytest.raises(Refused):
        actions.prove(by=cast.vera)
