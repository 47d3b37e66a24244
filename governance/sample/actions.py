"""Loading the sample company: its databases are made, registered, scanned, moved on, scanned again,
so that a newcomer sees a catalogue with a history instead of an empty page.
"""

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
    """Make, register and scan the sample company, then again after its next release.

    May be killed and called again: what is there already is left as it is. Returns the sources
    that were scanned.
    """
    access.require(by, "sources.manage")
    today = timezone.localdate()
    sources_by_path = {str(s.path): _registered(s, by) for s in engine.build(folder(), today)}
    new = [source for source in sources_by_path.values() if source.scanned_at is None]
    for source in new:
        scan_now(source=source, by=by)
    moved_on = [sources_by_path[str(s.path)] for s in engine.advance(folder(), today)]
    for source in moved_on:
        scan_now(source=source, by=by)
    handed_on = [_registered(sample, by) for sample in engine.export(folder())]
    fresh = [source for source in handed_on if source.scanned_at is None]
    for source in fresh:
        scan_now(source=source, by=by)
    return list({source.pk: source for source in [*new, *moved_on, *fresh]}.values())


def _registered(sample: engine.SampleSource, by: User) -> Source:
    """The source over one of the sample's files; one that was renamed or retired stays so."""
    options = {"path": str(sample.path)}
    found = Source.objects.filter(connector=sample.connector, options=options).first()
    return found or sources.register(
        name=sample.name,
        description=sample.description,
        connector=sample.connector,
        options=options,
        environment=sample.environment,
        criticality=sample.criticality,
        by=by,
    )


def scan_now(*, source: Source, by: User) -> None:
    """Scan in this process, whether a worker runs or not; a retired or paused source is left."""
    if source.state == Source.State.ACTIVE:
        job = scans.start(source=source, by=by)
        jobs.run(job_id=job.pk)
