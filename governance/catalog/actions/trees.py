"""Verbs on everything in an asset: at once, or by a job where that is more than anybody waits for.

There is one verb for both. It checks what forbids it, asks `later`, and when that has started a job
it is done; the job calls the same verb again, with the actor as they then are. Whoever is in a job
already never waits for another.
"""

from dataclasses import dataclass
from typing import Any

from core.jobs import actions as jobs
from core.jobs.models import Job
from core.people.models import User
from governance.catalog import queries
from governance.catalog.models import Asset
from governance.catalog.rules import trees as rules


@dataclass(frozen=True)
class Done:
    """What became of a verb: so many assets, or the job that goes on with it."""

    count: int = 0
    job: Job | None = None


def later(verb: str, asset: Asset, by: User, *, alone: bool = True, **plan: str) -> Done | None:
    """The job of a verb when there is much in the asset; None when it should be done now.

    `plan` is what the verb is told besides the asset. Raises AlreadyRunning when another verb that
    stands `alone` goes through the same asset.
    """
    if not queries.is_large(asset.pk):
        return None
    return start(verb, asset, by, alone=alone, **plan)


def start(verb: str, asset: Asset, by: User, *, alone: bool = True, **plan: str) -> Done:
    """Start the job of a verb, however much there is in the asset."""
    lies_in = asset.source_id or asset.domain_id
    about = jobs.About(asset._meta.label_lower, asset.pk, str(asset), lies_in)
    unique = f"governance.tree:{asset.pk}" if alone else None
    kind, given = rules.kind(verb), dict[str, Any](plan)
    return Done(job=jobs.start(kind=kind, by=by, about=about, plan=given, unique=unique))
