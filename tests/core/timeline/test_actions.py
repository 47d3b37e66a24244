"""Proving the history as a job: who may start it, what its row and its log say."""

import pytest
from django.db import connection

from core.access.rules import Refused
from core.changes.models import Change
from core.jobs import actions as jobs
from core.jobs.models import Job, JobLog
from core.timeline import actions


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


def test_who_may_not_audit_may_not_prove(cast):
    with pytest.raises(Refused):
        actions.prove(by=cast.vera)
