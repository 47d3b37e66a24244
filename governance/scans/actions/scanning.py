"""One scan: read the source's catalogue in one consistent session, store what differs."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from core.access import queries as access
from core.events import actions as events
from core.jobs.actions import Running
from core.jobs.models import Job
from core.refusals import Impossible
from governance.catalog import actions as catalog
from governance.catalog.actions import recording
from governance.catalog.models import Asset
from governance.connector import (
    EVERYTHING,
    Fingerprint,
    Identity,
    Key,
    Relation,
    Schema,
    Selection,
    Session,
    selection,
)
from governance.scans import engine, rules
from governance.scans.actions import renaming, storing, vanishing
from governance.scans.models import Scan
from governance.sources import queries as sources
from governance.sources.models import Source

BATCH = 1_000
DEADLOCK = "40P01"
PARTS = ("seen", "stored", "unchanged", "filtered", "failed")
ASSETS = ("added", "changed", "retired")


@dataclass
class Round:
    """Everything that one scan holds in its hands."""

    running: Running
    source: Source
    scope: storing.Scope
    root: engine.Root
    selected: Selection
    receipt: rules.Receipt = field(default_factory=rules.Receipt)
    words: set[str] = field(default_factory=set)
    same_reach: bool = True
    withheld: int = 0
    may_come_back: bool = False


def scan(*, source: Source, running: Running) -> rules.Receipt:
    """Scan a source as the work of a job; every batch is a transaction of its own.

    A scan that is killed leaves whole batches behind and is simply run again: what is stored
    already compares equal. Raises Trouble for what the source does, AnotherDatabase, Cancelled,
    Impossible.
    """
    access.require(running.by, "scans.manage", source)
    source.refresh_from_db()
    if source.state != Source.State.ACTIVE:
        raise Impossible(f"source_is_{source.state}", name=source.name)
    catalog.catch_up(asset_id=source.pk, by=running.by)
    around = _round(source, running)
    Scan.objects.update_or_create(job=running.job, defaults={"source": source})
    connector = sources.connector_of(source)
    try:
        with connector.open(f"Guildhall {running.job.receipt}") as session:
            identity = _recognised(session, around)
            _read(session, around)
            _finish(session, identity, around)
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
        selected=selection(source.include, source.exclude),
        may_come_back=storing.anything_retired(source.pk),
    )


def _recognised(session: Session, around: Round) -> dict[str, Any]:
    """What the source says it is, once it is sure that it is the one that was scanned before."""
    before, now = around.source.identity, session.identity()
    if not around.running.plan.get("accept_identity"):
        rules.recognise(before, now)
    if before.get("version") not in (None, now.version):
        around.running.log("info", "version_changed", before=before["version"], now=now.version)
    around.same_reach = before.get("reach") in (None, now.reach)
    return _said(now)


def _said(identity: Identity) -> dict[str, Any]:
    fields = ("product", "version", "database", "stable_id", "reach")
    return {name: getattr(identity, name) for name in fields}


def _read(session: Session, around: Round) -> None:
    """Compare fingerprints, fetch and store what differs, settle what has vanished."""
    receipt, running = around.receipt, around.running
    running.progress(0, None, "comparing")
    schemas = {schema.name: schema for schema in session.schemas()}
    _note_closed(schemas.values(), running)
    marks = {(mark.schema, mark.name): mark for mark in session.fingerprints(around.selected)}
    known = storing.known_relations(around.source.pk)
    plan = rules.plan(marks, known, around.selected)
    _count(session, len(marks), around)
    receipt.unchanged = plan.unchanged
    if plan.fetch:
        everything = around.selected == EVERYTHING and len(plan.fetch) == len(marks)
        _fetch(session, None if everything else plan.fetch, len(plan.fetch), schemas, marks, around)
    receipt.failed += len(plan.fetch) - receipt.stored - receipt.failed
    if around.withheld:
        running.log("info", "texts_withheld", count=around.withheld)
    if receipt.counted == receipt.seen:
        _settle(plan, known, marks, around)
    else:
        running.log("warning", "count_disagrees", seen=receipt.seen, counted=receipt.counted)


def _count(session: Session, marked: int, around: Round) -> None:
    """What the source counts itself, by statements of their own, and what patterns leave out."""
    receipt = around.receipt
    receipt.counted = session.count()
    if around.selected != EVERYTHING:
        receipt.filtered = receipt.counted - session.count(around.selected)
    receipt.seen = marked + receipt.filtered


def _fetch(
    session: Session,
    wanted: list[Key] | None,
    total: int,
    schemas: Mapping[str, Schema],
    marks: Mapping[Key, Fingerprint],
    around: Round,
) -> None:
    """Read and make rows in one thread, store them in this one, with a bounded queue between."""
    receipt, running = around.receipt, around.running
    running.progress(0, total, "storing")
    batches = (
        (batch, list(engine.rows(batch, schemas, marks, around.root)))
        for batch in session.relations(wanted, BATCH)
    )
    with closing(engine.ahead(batches)) as read:
        for batch, rows in read:
            _store(batch, rows, around)
            running.progress(receipt.stored + receipt.failed, total, "storing")


def _store(batch: list[Relation], rows: list[engine.Row], around: Round) -> None:
    receipt, done = around.receipt, _stored(rows, around)
    receipt.added += done.added
    receipt.changed += done.changed
    receipt.retired += done.retired
    for text in {row.own for row in rows} | {row.said for row in rows}:
        around.words.update(text.split())
    around.withheld += sum(bool(one.problem) and not one.failed for one in batch)
    for relation in batch:
        if relation.failed and relation.problem:
            receipt.failed += 1
            code, params = relation.problem
            name = f"{relation.schema}.{relation.name}"
            around.running.log("warning", code, relation=name, **params)
        else:
            receipt.stored += 1


def _stored(rows: list[engine.Row], around: Round, tries: int = 3) -> storing.Done:
    """One batch, in a transaction; written again when the database took it back for somebody
    else's sake (a deadlock)."""
    try:
        with transaction.atomic():
            _hold(around)
            return storing.store(
                rows, around.scope, around.running.by, may_come_back=around.may_come_back
            )
    except OperationalError as error:
        if tries == 1 or getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
            raise
    return _stored(rows, around, tries - 1)


def _hold(around: Round) -> None:
    """Keep everybody else who writes many assets of the source out, until the batch is written.

    Raises Impossible when the source was retired, renamed or moved since the scan began: what it
    holds in its hands no longer fits.
    """
    recording.lock([around.source.pk])
    root = Asset.objects.get(pk=around.source.pk)
    found = engine.Root(root.pk, root.fqn, root.name), root.scope_id, root.state
    if found != (around.root, around.scope.scope_id, Asset.State.ACTIVE):
        raise Impossible("source_changed_meanwhile", name=around.source.name)


def _note_closed(schemas: Iterable[Schema], running: Running) -> None:
    closed = [schema.name for schema in schemas if not schema.readable]
    if closed:
        names = ", ".join(closed[:5])
        running.log("warning", "schemas_closed", count=len(closed), names=names)


@transaction.atomic
def _settle(
    plan: rules.Plan,
    known: Mapping[Key, rules.Known],
    marks: Mapping[Key, Fingerprint],
    around: Round,
) -> None:
    """Retire what is gone, or hold it for a person; guess what was only renamed."""
    _hold(around)
    receipt, running = around.receipt, around.running
    moved = rules.renamed(plan.vanished, known, marks)
    because = rules.held_because(
        vanished=len(plan.vanished) - len(moved),
        known=len(known) - len(plan.unwanted),
        share=around.source.share_that_may_vanish,
        same_reach=around.same_reach,
    )
    vanished = {key: known[key].id for key in plan.vanished}
    gone = [known[key].id for key in plan.unwanted]
    scan = Scan.objects.get(pk=running.job.pk)
    # What an attempt retired that was killed is in no receipt.
    columns_gone = receipt.retired > 0 or running.job.attempts > 1
    renaming.guess(scan=scan, vanished=vanished, moved=moved, columns_gone=columns_gone)
    if because:
        receipt.held = vanishing.hold(scan=scan, asset_ids=vanished.values(), because=because)
        running.log("warning", f"vanished_held_{because}", count=receipt.held)
    else:
        vanishing.forget_held(source_id=around.source.pk)
        gone += vanished.values()
    kept = plan.schemas | ({schema for schema, _ in vanished} if because else set())
    receipt.retired += storing.retire_gone(gone, running.by)
    receipt.retired += storing.retire_empty_schemas(around.scope, kept, running.by)


def _finish(session: Session, identity: dict[str, Any], around: Round) -> None:
    """The last, short transaction: sizes, vocabulary, what the source says it is, and the news."""
    running, receipt, source = around.running, around.receipt, around.source
    running.progress(receipt.stored, receipt.stored, "finishing")
    sizes = [(size.schema, size.name, size.rows, size.bytes) for size in session.sizes()]
    met = identity
    if receipt.held and not around.same_reach:  # until a person says that they are gone
        met = identity | {"reach": source.identity["reach"]}
    with transaction.atomic():
        storing.store_sizes(source.pk, sizes)
        catalog.learn(words=around.words)
        Source.objects.filter(pk=source.pk).update(scanned_at=timezone.now(), identity=met)
        Scan.objects.filter(pk=running.job.pk).update(
            identity=identity, statements=session.statements
        )
        events.publish(
            "governance.scan.finished",
            about=source,
            by=running.by,
            data={
                "job": str(running.job.pk),
                "complete": receipt.complete,
                **{name: getattr(receipt, name) for name in (*ASSETS, "held")},
            },
        )
    storing.settle_search_index(changed=bool(receipt.stored))
    if not receipt.complete:
        running.outcome = Job.State.PARTIAL


def _close(around: Round) -> None:
    """Write down what was done, also when the scan ends early."""
    if connection.needs_rollback or not connection.is_usable():
        return
    receipt = around.receipt
    parts = {name: getattr(receipt, name) for name in PARTS}
    assets = {name: getattr(receipt, name) for name in ASSETS}
    row = {**parts, **{f"assets_{name}": n for name, n in assets.items()}}
    Scan.objects.filter(pk=around.running.job.pk).update(
        counted=receipt.counted, held=receipt.held, ended_at=Now(), **row
    )
    held = {"held": receipt.held} if receipt.held else {}
    around.running.counts(**parts, **assets, **held)
