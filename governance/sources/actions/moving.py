"""The life of a source: paused, resumed, retired."""

from django.db import transaction
from django.utils import timezone

from core.access import queries as access
from core.changes import actions as changes
from core.events import actions as events
from core.people.models import User
from core.schedules import actions as schedules
from governance.catalog import actions as catalog
from governance.sources import rules
from governance.sources.models import Source


def pause(*, source: Source, by: User, expected: int | None = None) -> Source:
    """Stop scanning a source until it is resumed."""
    return _move(source, Source.State.PAUSED, "pause", by, expected)


def resume(*, source: Source, by: User, expected: int | None = None) -> Source:
    """Scan a paused source again."""
    return _move(source, Source.State.ACTIVE, "resume", by, expected)


@transaction.atomic
def retire(*, source: Source, by: User, expected: int | None = None) -> Source:
    """Take a source out of use for good: what was found in it is retired with it, the secrets of
    all its accounts are forgotten, its history stays."""
    _move(source, Source.State.RETIRED, "retire", by, expected)
    source.secrets.all().delete()
    catalog.retire_source(source=source, by=by)
    schedules.remove_for(about_id=source.pk, by=by)
    return source


@transaction.atomic
def _move(source: Source, to: str, verb: str, by: User, expected: int | None) -> Source:
    access.require(by, "sources.manage", source)
    was = changes.hold(source, expected)
    source.state = rules.moved(source.state, to)
    if source.state == Source.State.RETIRED:
        source.grant_options = None
    source.updated_at = timezone.now()
    changes.save(source, was, by=by, verb=verb)
    events.publish(f"governance.source.{verb}d", about=source, by=by)
    return source
