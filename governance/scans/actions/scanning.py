"""One scan: read the source's catalogue in one consistent session, store what differs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from core.access import queries as access
from core.events import actions as events
from core.jobs.actions import Running
from core.jobs.models import Job
from core.refusals import Impossible
from governance.catalog import actions as catalog
from governance.catalog.models import Asset
from governance.connector import (
    EVERYTHING,
    Fingerprint,
    Key,
    Relation,
    Schema,
    Session,
    selection,
)
from governance.scans import engine, rules
from governance.scans.actions import storing
from governance.scans.models import Scan
from governance.sources import queries as sources
from governance.sources.models import Source

BATCH = 1_000
PARTS = ("seen", "stored", "unchanged", "filtered", "failed")


@dataclass
class Round:
    """Everything that one scan holds in its hands."""

    running: Running
    source: Source
    scope: storing.Scope
    root: engine.Root
    receipt: rules.Receipt = field(default_factory=rules.Receipt)
    words: set[str] = field(default_factory=set)


def scan(*, source: Source, running: Running) -> rules.Receipt:
    """Scan a source as the work of a job; every batch is a transaction of its own.

    A scan that is killed leaves whole batches behind and is simply run again: what is stored
    already compares equal. Raises Trouble for what the source does, Cancelled, Impossible.
    """
    access.require(running.by, "scans.manage", source)
    source.refresh_from_db()
    if source.state != Source.State.ACTIVE:
        raise Impossible(f"source_is_{source.state}", name=source.name)
    around = _round(source, running)
    Scan.objects.update_or_create(job=running.job, defaults={"source": source})
    connector = sources.connector_of(source)
    try:
        with connector.open(f"Guildhall {running.job.receipt}") as session:
            _read(session, around)
            _finish(session, around)
    finally:
        _close(around)
    return around.receipt


def _round(source: Source, running: Running) -> Round:
    root = Asset.objects.only("id", "fqn", "name", "scope_id", "domain_id").get(pk=source.pk)
    return Round(
        running=running,
        source=source,
        scope=storing.Scope(root.scope_id, root.domain_id, source.pk),
        root=engine.Root(root.pk, root.fqn, root.name),
    )


def _read(session: Session, around: Round) -> None:
    """Compare fingerprints, fetch and store what differs, retire what is gone."""
    receipt, running = around.receipt, around.running
    running.progress(0, None, "comparing")
    schemas = {schema.name: schema for schema in session.schemas()}
    selected = selection(around.source.include, around.source.exclude)
    marks = {(mark.schema, mark.name): mark for mark in session.fingerprints(selected)}
    known = storing.known_relations(around.source.pk)
    plan = rules.plan(marks, {key: one.digest for key, one in known.items()})
    receipt.counted = session.count()
    receipt.filtered = receipt.counted - session.count(selected)
    receipt.seen, receipt.unchanged = len(marks) + receipt.filtered, plan.unchanged
    _note_closed(schemas.values(), running)
    everything = selected == EVERYTHING and len(plan.fetch) == len(marks)
    wanted = None if everything else plan.fetch
    if plan.fetch:
        running.progress(0, len(plan.fetch), "storing")
        for batch in session.relations(wanted, BATCH):
            _store(batch, schemas, marks, around)
            running.progress(receipt.stored + receipt.failed, len(plan.fetch), "storing")
    receipt.failed += len(plan.fetch) - receipt.stored - receipt.failed
    if receipt.counted == receipt.seen:
        receipt.retired += storing.retire_gone([known[key].id for key in plan.gone], running.by)
        receipt.retired += storing.retire_empty_schemas(around.scope, plan.schemas, running.by)
    else:
        running.log("warning", "count_disagrees", seen=receipt.seen, counted=receipt.counted)


def _store(
    batch: list[Relation],
    schemas: dict[str, Schema],
    marks: dict[Key, Fingerprint],
    around: Round,
) -> None:
    rows = list(engine.rows(batch, schemas, marks, around.root))
    with transaction.atomic():
        done = storing.store(rows, around.scope, around.running.by)
    around.receipt.added += done.added
    around.receipt.changed += done.changed
    around.receipt.retired += done.retired
    for text in {row.own for row in rows} | {row.said for row in rows}:
        around.words.update(text.split())
    for relation in batch:
        if relation.problem:
            around.receipt.failed += 1
            code, params = relation.problem
            name = f"{relation.schema}.{relation.name}"
            around.running.log("warning", code, relation=name, **params)
        else:
            around.receipt.stored += 1


def _note_closed(schemas: Iterable[Schema], running: Running) -> None:
    closed = [schema.name for schema in schemas if not schema.readable]
    if closed:
        names = ", ".join(closed[:5])
        running.log("warning", "schemas_closed", count=len(closed), names=names)


def _finish(session: Session, around: Round) -> None:
    """The last, short transaction: sizes, vocabulary, what the source says it is, and the news."""
    running, receipt, source = around.running, around.receipt, around.source
    running.progress(receipt.stored, receipt.stored, "finishing")
    sizes = [(size.schema, size.name, size.rows, size.bytes) for size in session.sizes()]
    identity = session.identity()
    said = {
        "product": identity.product,
        "version": identity.version,
        "database": identity.database,
        "stable_id": identity.stable_id,
    }
    complete = receipt.complete
    with transaction.atomic():
        storing.store_sizes(source.pk, sizes)
        catalog.learn(words=around.words)
        Source.objects.filter(pk=source.pk).update(scanned_at=timezone.now(), identity=said)
        Scan.objects.filter(pk=running.job.pk).update(identity=said, statements=session.statements)
        events.publish(
            "governance.scan.finished",
            about=source,
            by=running.by,
            data={
                "job": str(running.job.pk),
                "complete": complete,
                "added": receipt.added,
                "changed": receipt.changed,
                "retired": receipt.retired,
            },
        )
    storing.settle_search_index(changed=bool(receipt.stored))
    if not complete:
        running.outcome = Job.State.PARTIAL


def _close(around: Round) -> None:
    """Write down what was done, also when the scan ends early."""
    if connection.needs_rollback or not connection.is_usable():
        return
    receipt = around.receipt
    parts = {name: getattr(receipt, name) for name in PARTS}
    assets = {name: getattr(receipt, name) for name in ("added", "changed", "retired")}
    row = {**parts, **{f"assets_{name}": n for name, n in assets.items()}}
    Scan.objects.filter(pk=around.running.job.pk).update(counted=receipt.counted, **row)
    around.running.counts(**parts, **assets)
