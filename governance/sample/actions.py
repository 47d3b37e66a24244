"""Loading the sample company: its databases are made, registered, scanned, moved on, scanned again,
so that a newcomer sees a catalogue with a history instead of an empty page.
"""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core.access import queries as access
from core.jobs import actions as jobs
from core.people.models import User
from governance.sample import engine
from governance.scans import actions as scans
from governance.sources import actions as sources
from governance.sources.models import Source


def folder() -> Path:
    """Where the sample's files lie: the first folder that file sources may be opened from."""
    return Path(settings.SOURCE_FOLDERS[0])


def load(*, by: User) -> list[Source]:
    """Make, register and scan the sample company; does nothing for sources that exist."""
    access.require(by, "sources.manage")
    today = _today()
    loaded = []
    for sample in engine.build(folder(), today):
        if Source.objects.filter(name=sample.name).exists():
            continue
        source = sources.register(
            name=sample.name,
            description=sample.description,
            connector="sqlite",
            options={"path": str(sample.path)},
            environment=sample.environment,
            criticality=sample.criticality,
            by=by,
        )
        scan_now(source=source, by=by)
        loaded.append(source)
    if loaded:
        engine.advance(folder(), today)
        for source in loaded:
            scan_now(source=source, by=by)
    return loaded


def scan_now(*, source: Source, by: User) -> None:
    """Scan in this process, whether a worker runs or not."""
    job = scans.start(source=source, by=by)
    jobs.run(job_id=job.pk)


def _today() -> date:
    return timezone.localdate()
