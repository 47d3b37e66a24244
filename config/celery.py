"""The Celery application: messages carry ids only, rows are the truth."""

import gc
import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_before_create_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("guildhall")
app.config_from_object("django.conf:settings", namespace="CELERY")

# A beat only knocks; what is due stands in rows, so any number of beats may run.
app.conf.beat_schedule = {
    "schedules": {"task": "core.schedules.tick", "schedule": 10.0, "options": {"expires": 9}},
    "jobs": {"task": "core.jobs.sweep", "schedule": 10.0, "options": {"expires": 9}},
    "events": {"task": "core.events.deliver", "schedule": 5.0, "options": {"expires": 4}},
    "seals": {"task": "core.changes.seal", "schedule": 5.0, "options": {"expires": 4}},
    "answers": {"task": "core.answers.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "counts": {"task": "governance.search.fold", "schedule": 60.0, "options": {"expires": 50}},
    "recount": {"task": "governance.search.recount", "schedule": crontab(hour=2, minute=10)},
    "words": {"task": "governance.search.weigh_words", "schedule": crontab(hour=2, minute=20)},
}


@worker_before_create_process.connect
def _share_memory(**_: Any) -> None:
    """A collector that visits what was inherited copies it: 30 MB less for every child."""
    gc.freeze()
