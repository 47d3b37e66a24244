"""Verbs for the length of a test, and sources to do them to."""

from typing import Any

import pytest

from core.bulk import engine, rules
from core.bulk.actions import each
from core.bulk.models import BulkOperation
from core.jobs import actions as jobs
from governance.sources import actions as sources
from governance.sources.tasks import SOURCES
from tests import factories


@pytest.fixture
def declare():
    """Declare a verb for sources."""
    before = dict(engine._verbs)

    def add(apply: Any, slug: str = "test", **more: Any) -> engine.Verb:
        engine.verb(SOURCES, slug, **{"label": slug, "right": "sources.manage", **more})(apply)
        return engine.get(SOURCES.kind, slug)

    yield add
    engine._verbs.clear()
    engine._verbs.update(before)


@pytest.fixture
def describe(declare):
    """A verb with an option, which notes what was there before."""

    def apply(orders, by):
        def one(source, params):
            was = source.description
            sources.change(source=source, by=by, description=params["text"])
            return {"text": was}

        return each(SOURCES, orders, by, one)

    text = rules.Option("text", "Text")
    return declare(apply, "describe", options=(text,), inverse="describe")


@pytest.fixture
def shops(cast, folder):
    """Five sources."""
    path = factories.sqlite_file(folder / "shop.db")
    return [factories.source(path, by=cast.ann, name=f"shop {n}") for n in range(5)]


@pytest.fixture
def run():
    """Run a job here and now; its operation."""

    def finish(job):
        jobs.run(job_id=job.pk)
        return BulkOperation.objects.select_related("job").get(pk=job.pk)

    return finish


@pytest.fixture
def told():
    """What became of each object, in the order of the selection."""

    def states(operation):
        return list(operation.items.values_list("state", "code"))

    return states
