"""Planning what starts by itself, and starting what is due."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.access import queries as access
from core.changes import actions as changes
from core.changes import engine
from core.events import actions as events
from core.jobs import actions as jobs
from core.jobs import engine as kinds
from core.jobs.models import Job
from core.people import queries as people
from core.people.models import User
from core.refusals import Invalid, Refusal
from core.schedules import rules
from core.schedules.models import Schedule

LATE = timedelta(minutes=5)
ASK_AGAIN = timedelta(seconds=30)
FIELDS = ("name", "cron", "zone", "missed", "overlap", "enabled")

engine.track(
    "core.schedule",
    "core_schedule",
    ("name", "kind", "about_id", "container_id", "cron", "zone", "missed", "overlap", "enabled"),
)


@transaction.atomic
def plan(
    *,
    name: str,
    kind: str,
    cron: str,
    by: User,
    about: Any = None,
    zone: str = "UTC",
    missed: str = "once",
    overlap: str = "skip",
) -> Schedule:
    """A new schedule. Raises Invalid for a cron expression or zone that is not understood.

    It needs the right to plan and the right over what is planned: later nobody is asked again.
    """
    access.require(by, "schedules.manage", about)
    access.require(by, kinds.get(kind).cancel_right, about)
    _check_choices(missed=missed, overlap=overlap)
    schedule = Schedule(
        name=name,
        kind=kind,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        about_label=str(about) if about is not None else "",
        container_id=getattr(about, "container_id", None),
        cron=cron,
        zone=zone,
        missed=missed,
        overlap=overlap,
        next_at=rules.next_run(cron, zone, timezone.now()),
        created_at=timezone.now(),
    )
    changes.create(schedule, by=by, verb="plan")
    events.publish("core.schedule.planned", about=schedule, by=by, data={"cron": cron})
    return schedule


@transaction.atomic
def change(*, schedule: Schedule, by: User, expected: int | None = None, **fields: Any) -> Schedule:
    """Change when or whether it runs; the next run is then computed anew."""
    access.require(by, "schedules.manage", _on(schedule))
    was = changes.hold(schedule, expected)
    _check_choices(**{name: fields[name] for name in ("missed", "overlap") if name in fields})
    for field in FIELDS:
        if field in fields:
            setattr(schedule, field, fields[field])
    if {"cron", "zone", "enabled"} & fields.keys():
        schedule.next_at = rules.next_run(schedule.cron, schedule.zone, timezone.now())
    if changes.save(schedule, was, by=by, verb="change"):
        events.publish("core.schedule.changed", about=schedule, by=by)
    return schedule


@transaction.atomic
def remove(*, schedule: Schedule, by: User, expected: int | None = None) -> None:
    """Delete a schedule; what it started stays."""
    access.require(by, "schedules.manage", _on(schedule))
    was = changes.hold(schedule, expected)
    events.publish("core.schedule.removed", about=schedule, by=by)
    changes.remove(schedule, was, by=by, verb="remove")


def remove_for(*, about_id: UUID, by: User) -> None:
    """Delete the schedules of an object that is going away; the caller has checked the right."""
    for schedule in Schedule.objects.filter(about_id=about_id):
        was = changes.hold(schedule)
        events.publish("core.schedule.removed", about=schedule, by=by)
        changes.remove(schedule, was, by=by, verb="remove")


def _check_choices(**given: str) -> None:
    choices = {"missed": Schedule.Missed.values, "overlap": Schedule.Overlap.values}
    for field, value in given.items():
        if value not in choices[field]:
            raise Invalid("not_a_choice", field, value=value, choices=", ".join(choices[field]))


def _on(schedule: Schedule) -> Schedule | None:
    return schedule if schedule.container_id else None


def tick(*, now: datetime | None = None) -> list[Schedule]:
    """Start what is due; any number of beats may call this at once."""
    moment = now or timezone.now()
    started = []
    while schedule := _start_one(moment):
        started.append(schedule)
    return started


@transaction.atomic
def _start_one(now: datetime) -> Schedule | None:
    due = Schedule.objects.filter(enabled=True, next_at__lte=now).order_by("next_at")
    schedule = due.select_for_update(skip_locked=True).first()
    if schedule is None:
        return None
    try:
        following = rules.next_run(schedule.cron, schedule.zone, now)
    except Invalid as flaw:
        return _put_aside(schedule, flaw)
    missed = schedule.next_at is not None and now - schedule.next_at > LATE
    if missed and schedule.missed == Schedule.Missed.SKIP:
        schedule.last_outcome = "missed"
    elif not _still_going(schedule):
        _start(schedule, now)
    elif schedule.overlap == Schedule.Overlap.WAIT:
        following = now + ASK_AGAIN
    else:
        schedule.last_outcome = "skipped"
    schedule.next_at = following
    schedule.save(update_fields=["next_at", "last_at", "last_job_id", "last_outcome"])
    return schedule


def _put_aside(schedule: Schedule, flaw: Invalid) -> Schedule:
    """Its zone is not known any more: it must not stop the schedules behind it."""
    schedule.next_at, schedule.last_outcome = None, flaw.code
    schedule.save(update_fields=["next_at", "last_outcome"])
    return schedule


def _start(schedule: Schedule, now: datetime) -> None:
    """Queue the job. A refusal is an outcome: it must not stop the schedules behind it."""
    about = jobs.About(
        schedule.about_kind, schedule.about_id, schedule.about_label, schedule.container_id
    )
    try:
        job = jobs.start(
            kind=schedule.kind,
            by=people.system(),
            about=about,
            plan=schedule.plan,
            unique=f"{schedule.kind}:{schedule.about_id}",
        )
    except Refusal as refusal:
        schedule.last_outcome = refusal.code[:20]
    else:
        schedule.last_at, schedule.last_job_id, schedule.last_outcome = now, job.pk, "started"


def _still_going(schedule: Schedule) -> bool:
    """Whether the same work is waiting or running, whoever started it."""
    same = Job.objects.filter(kind=schedule.kind, about_id=schedule.about_id)
    return same.filter(state__in=Job.LIVE).exists()
