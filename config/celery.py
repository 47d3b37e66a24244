"""The Celery application: messages carry ids only, rows are the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("guildhall")
app.config_from_object("django.conf:settings", namespace="CELERY")

# A beat only knocks; what is due stands in rows, so any number of beats may run.
app.conf.beat_schedule = {
    "schedules": {"task": "core.schedules.tick", "schedule": 10.0, "options": {"expires": 9}},
    "jobs": {"task": "core.jobs.sweep", "schedule": 10.0, "options": {"expires": 9}},
    "events": {"task": "core.events.deliver", "schedule": 5.0, "options": {"expires": 4}},
    "seals": {"task": "core.changes.seal", "schedule": 5.0, "options": {"expires": 4}},
}
