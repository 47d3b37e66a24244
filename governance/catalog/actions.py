"""What can be done with assets. Scans write theirs in bulk (`governance/scans/actions`)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from core.access import actions as access
from core.changes import actions as changes
from core.changes import engine
from core.ids import uuid7
from core.people.models import User
from governance.catalog.models import Asset
from governance.catalog.rules import naming

TRACKED = engine.track(
    "governance.asset",
    "governance_asset",
    ("name", "kind", "state", "parent_id", "domain_id", "description"),
    more="details",
    source="t.source_id",
)

# Weights: the asset's own name, what it lies in, what is said of it, what lies in it.
VECTOR = """(setweight(to_tsvector('simple', {a}), 'A')
 || setweight(to_tsvector('simple', {b}), 'B')
 || setweight(to_tsvector('simple', {c}), 'C')
 || setweight(to_tsvector('simple', {d}), 'D'))"""


def add_root(*, source: Any, by: User) -> None:
    """The asset that a source itself is: same id, parent of everything found in it.

    Part of registering a source, whose verb has checked the right.
    """
    domain_id = source.container.parent_id
    now = timezone.now()
    root = Asset(
        id=source.pk,
        kind=Asset.Kind.SOURCE,
        scope_id=access.scope_of(domain_id=domain_id, source_id=source.pk),
        domain_id=domain_id,
        source_id=source.pk,
        name=source.name,
        name_norm=naming.normalised(source.name),
        fqn=_free_fqn(naming.dotted(source.name), source.pk),
        description=source.description or None,
        created_at=now,
        updated_at=now,
        search="",
    )
    changes.create(root, by=by, verb="add")
    _index(root)


def follow_root(*, source: Any, by: User) -> None:
    """Follow what a source is now called and said to be.

    With its name the dotted path of everything in it is rewritten at once.
    """
    root = Asset.objects.get(pk=source.pk)
    was = changes.hold(root)
    old, renamed = root.fqn, root.name != source.name
    root.name, root.name_norm = source.name, naming.normalised(source.name)
    root.description = source.description or None
    root.fqn = _free_fqn(naming.dotted(source.name), source.pk)
    root.updated_at = timezone.now()
    changes.save(root, was, by=by, verb="rename" if renamed else "change")
    if root.fqn != old:
        _rewrite_paths(root, old)
    _index(root)


def _rewrite_paths(root: Asset, old: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE governance_asset SET fqn = %s || substr(fqn, %s) "
            "WHERE source_id = %s AND id <> %s",
            [root.fqn, len(old) + 1, root.source_id, root.pk],
        )


def _free_fqn(fqn: str, source_id: UUID) -> str:
    """Names of sources are unique but for case and retired ones; paths must be unique always."""
    taken = Asset.objects.filter(fqn=fqn, state=Asset.State.ACTIVE).exclude(pk=source_id).exists()
    return f"{fqn}-{source_id.hex[-6:]}" if taken else fqn


def _index(root: Asset) -> None:
    """Make the search documents of a root, and of the schemas in it, which its name finds too."""
    names, said = naming.searchable(root.name), naming.spoken(root.description or "")
    rows = [(root.pk, names, "", said)]
    for schema in Asset.objects.filter(parent_id=root.pk, kind=Asset.Kind.SCHEMA):
        about = naming.spoken(schema.description or "")
        rows.append((schema.pk, naming.searchable(schema.name), names, about))
    vector = VECTOR.format(a="w.own", b="w.around", c="w.said", d="''")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE governance_asset t SET search = {vector} "
            "FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) "
            "AS w(id, own, around, said) WHERE t.id = w.id",
            [list(column) for column in zip(*rows, strict=True)],
        )
    learn(words={*names.split(), *said.split()})


def retire_source(*, source: Any, by: User) -> int:
    """Retire everything in a source that goes out of use; its verb has checked the right."""
    live = Asset.objects.filter(source_id=source.pk, state=Asset.State.ACTIVE)
    return retire(asset_ids=list(live.values_list("id", flat=True)), by=by)


def retire(*, asset_ids: Sequence[UUID], by: User) -> int:
    """Retire these assets, with a change each, in one statement. Returns how many were active."""
    if not asset_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH gone AS (
              UPDATE governance_asset t SET state = 2, revision = t.revision + 1, updated_at = now()
              FROM unnest(%s::uuid[], %s::uuid[]) AS w(id, change_id)
              WHERE t.id = w.id AND t.state = 1 RETURNING t.*, w.change_id
            )
            INSERT INTO core_change (id, at, object_kind, object_id, source_id, revision, verb,
                                     {changes.ABOUT}, diff, digest)
            SELECT n.change_id, now(), 'governance.asset', n.id, n.source_id, n.revision, 'retire',
                   %s::uuid, %s, %s, %s, %s, n.diff, {changes.DIGEST.format(diff="n.diff")}
            FROM (SELECT gone.*, '{{"state": [1, 2]}}'::jsonb AS diff FROM gone) n
            """,
            [list(asset_ids), [uuid7() for _ in asset_ids], *changes.who(by)],
        )
        return cursor.rowcount


def learn(*, words: set[str]) -> None:
    """Add words to the vocabulary that repairs typing errors. Sorted: two scans cannot deadlock."""
    if not words:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO governance_word (word) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
            [sorted(words)],
        )
