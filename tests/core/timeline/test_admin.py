"""The history in the Django admin: values are purged with a reason, classes get their limits."""

from typing import Any

import pytest
from django.urls import reverse

from core.access import actions as access
from core.changes.models import Change, Retention
from core.jobs import actions as jobs
from core.jobs.models import Job
from core.timeline import actions
from tests.administration import page, said, staff


@pytest.fixture
def role(cast: Any) -> Any:
    """A role that was renamed once."""
    role = access.make_role(slug="taster", name="A", rights=[], by=cast.ann)
    return access.change_role(role=role, name="B", rights=[], by=cast.ann)


def purge(client: Any, role: Any, action: str, reason: str) -> list[str]:
    chosen = Change.objects.filter(object_id=role.pk).values_list("pk", flat=True)
    body = {"action": action, "reason": reason, "_selected_action": list(chosen)}
    return said(client.post(page(Change, "changelist"), body, follow=True))


def values_left(role: Any) -> int:
    return (
        Change.objects.filter(object_id=role.pk, diff__isnull=False).exclude(verb="purge").count()
    )


def test_values_are_counted_first_and_purged_then(cast: Any, client: Any, role: Any) -> None:
    staff(client, cast.ann)
    assert "2 changes" in purge(client, role, "try_purge", "Asked for")[0]
    assert values_left(role) == 2
    assert "2 changes have lost" in purge(client, role, "purge", "Asked for")[0]
    assert values_left(role) == 0
    assert Change.objects.get(object_id=role.pk, verb="purge").reason == "Asked for"


def test_without_a_reason_nothing_goes(cast: Any, client: Any, role: Any) -> None:
    staff(client, cast.ann)
    assert "must not be empty" in purge(client, role, "purge", " ")[0]
    assert values_left(role) == 2


def test_who_may_only_look_is_not_offered_to_purge(cast: Any, client: Any, role: Any) -> None:
    staff(client, cast.stef)
    purge(client, role, "purge", "Asked for")
    assert values_left(role) == 2
    assert "Purge the values" not in client.get(page(Change, "changelist")).content.decode()


def test_a_class_gets_its_limit_and_loses_it(cast: Any, client: Any) -> None:
    staff(client, cast.ann)
    kept = Retention.objects.get(history="assets")
    for months, expected in (("24", 24), ("", None)):
        body = {"months": months, "expected": kept.revision}
        assert client.post(page(Retention, "change", kept.pk), body).status_code == 302
        kept.refresh_from_db()
        assert kept.months == expected
    body = {"months": "5000", "expected": kept.revision}
    assert (
        "from 1 to 1200 months"
        in client.post(page(Retention, "change", kept.pk), body).content.decode()
    )


def test_the_first_page_says_when_the_history_was_proven(
    cast: Any, client: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(jobs.starting, "hand_over", lambda *a: None)
    staff(client, cast.ann)

    def told() -> str:
        return client.get(reverse("admin:index")).content.decode().split("History last proven")[1]

    assert "Never" in told()[:200]
    jobs.run(job_id=actions.prove(by=cast.ann).pk)
    assert "Never" not in told()[:200]
    Job.objects.update(state=Job.State.FAILED)
    assert "Failed" in told()[:200]
