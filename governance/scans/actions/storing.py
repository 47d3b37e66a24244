"""Writing what a scan found: COPY into a stage, then a few set-based statements a batch.

Only rows that differ are written: an unchanged re-scan writes nothing to assets, changes or
search. Old values come from the statement's own snapshot (joining the table that is updated sees
the rows as they were), so this works on PostgreSQL before 18 too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.changes import actions as changes
from core.people.models import User
from governance.catalog import actions as catalog
from governance.catalog.models import Asset
from governance.catalog.queries import RELATIONS
from governance.connector import Key
from governance.scans import engine, rules


class Scope(NamedTuple):
    """Where everything that is stored belongs."""

    scope_id: int
    domain_id: UUID
    source_id: UUID


@dataclass(frozen=True)
class Done:
    """How many assets one batch added, changed and retired."""

    added: int
    changed: int
    retired: int


STATE = catalog.TRACKED.state()
COLUMNS = ", ".join(engine.FIELDS)
VECTOR = catalog.VECTOR.format(a="s.own", b="s.around", c="s.said", d="s.inside")
# What people say of an asset stays in its document, whatever the source says.
FACTS = catalog.FACTS_VECTOR.format(t="t")
CHANGE = f"""INSERT INTO core_change (id, at, object_kind, object_id, source_id, revision, verb,
 {changes.ABOUT}, diff, digest)"""
ACTOR = "%s::uuid, %s, %s, %s, %s"

_STAGE = """
CREATE TEMP TABLE IF NOT EXISTS scan_stage (
  no int, parent_no int, id uuid, change_id uuid, parent_id uuid, kind smallint, ordinal int,
  name text, name_norm text COLLATE "C", fqn text COLLATE "C", external_id text, description text,
  fingerprint bytea, details jsonb, first jsonb, own text, around text, said text, inside text,
  known boolean NOT NULL DEFAULT false) ON COMMIT DROP;
TRUNCATE scan_stage
"""
# One look at the index a row: a join would be planned without knowing how many rows are staged,
# and might read a million assets for each batch.
_MATCH = """
WITH m AS MATERIALIZED (
  SELECT s.no, (SELECT a.id FROM governance_asset a WHERE a.fqn = s.fqn AND a.state = 1) AS id
  FROM scan_stage s)
UPDATE scan_stage s SET id = m.id, known = true FROM m WHERE m.no = s.no AND m.id IS NOT NULL
"""
# What comes back after it was gone is the same thing again, with its history.
_MATCH_RETIRED = """
UPDATE scan_stage s SET id = a.id, known = true
FROM (SELECT DISTINCT ON (g.fqn) g.id, g.fqn FROM scan_stage w JOIN governance_asset g
        ON g.source_id = %s AND g.kind = w.kind AND g.name_norm = w.name_norm AND g.fqn = w.fqn
      WHERE NOT w.known AND g.state = 2 ORDER BY g.fqn, g.updated_at DESC) a
WHERE a.fqn = s.fqn AND NOT s.known
"""
_PARENTS = """
UPDATE scan_stage s SET parent_id = p.id FROM scan_stage p WHERE p.no = s.parent_no AND p.known
"""
# What is found in something that a person has put into another domain belongs there as well: its
# parent is known already, or the parent of that (a new table of a known schema, with its columns).
_ADD = f"""
WITH t AS (
  INSERT INTO governance_asset (id, parent_id, kind, state, scope_id, domain_id, source_id,
    domain_by_hand, revision, ordinal, created_at, updated_at, name, name_norm, fqn, external_id,
    description, labels, fingerprint, details, search)
  SELECT s.id, s.parent_id, s.kind, 1, coalesce(h.scope_id, %s), coalesce(h.domain_id, %s), %s,
    h.id IS NOT NULL, 1, s.ordinal, now(), now(), s.name, s.name_norm, s.fqn, s.external_id,
    s.description, '{{}}', s.fingerprint, s.details, {VECTOR}
  FROM scan_stage s LEFT JOIN scan_stage p ON p.no = s.parent_no
  LEFT JOIN governance_asset h
    ON h.id = CASE WHEN p.known OR p.no IS NULL THEN s.parent_id ELSE p.parent_id END
    AND h.domain_by_hand
  WHERE NOT s.known ORDER BY s.no
  RETURNING id, source_id, parent_id, domain_id
)
{CHANGE}
SELECT d.change_id, now(), 'governance.asset', d.id, d.source_id, 1, 'add', {ACTOR},
  d.diff, {changes.DIGEST.format(diff="d.diff")}
FROM (SELECT t.id, t.source_id, s.change_id,
        s.first || jsonb_build_object('parent_id', jsonb_build_array(NULL, t.parent_id),
          'domain_id', jsonb_build_array(NULL, t.domain_id)) AS diff
      FROM t JOIN scan_stage s ON s.id = t.id) d
"""
_DIFFERS = """(t.name, t.kind, t.state, t.parent_id, t.details)
   IS DISTINCT FROM (s.name, s.kind, 1::smallint, s.parent_id, s.details)
   OR t.description IS DISTINCT FROM s.description"""
_CHANGE_ROWS = f"""
WITH t AS (
  UPDATE governance_asset t SET name = s.name, kind = s.kind, state = 1, parent_id = s.parent_id,
    ordinal = s.ordinal, name_norm = s.name_norm, external_id = s.external_id,
    description = s.description, details = s.details, fingerprint = s.fingerprint,
    search = {VECTOR} || {FACTS},
    revision = t.revision + CASE WHEN {_DIFFERS} THEN 1 ELSE 0 END,
    updated_at = CASE WHEN {_DIFFERS} THEN now() ELSE t.updated_at END
  FROM scan_stage s
  WHERE t.id = s.id AND s.known AND ({_DIFFERS} OR t.ordinal <> s.ordinal
    OR t.external_id IS DISTINCT FROM s.external_id
    OR t.fingerprint IS DISTINCT FROM s.fingerprint)
  RETURNING t.*, s.change_id
), d AS (
  SELECT t.id, t.source_id, t.change_id, t.revision, o.state AS old_state,
         core_diff({catalog.TRACKED.state("o")}, {STATE}) AS diff
  FROM t JOIN governance_asset o ON o.id = t.id
)
{CHANGE}
SELECT d.change_id, now(), 'governance.asset', d.id, d.source_id, d.revision,
  CASE WHEN d.old_state = 2 THEN 'restore' ELSE 'change' END, {ACTOR},
  d.diff, {changes.DIGEST.format(diff="d.diff")}
FROM d WHERE d.diff <> '{{}}'
"""
# Written so that no plan can go wrong on a table that was empty a moment ago: from the few stage
# rows to their columns by index, and against the stage by one hash.
_VANISHED_COLUMNS = f"""
WITH r AS MATERIALIZED (SELECT id FROM scan_stage
                        WHERE known AND kind NOT IN ({engine.SCHEMA}, {engine.COLUMN}))
SELECT a.id FROM r JOIN governance_asset a ON a.parent_id = r.id
WHERE a.state = 1 AND a.kind = {engine.COLUMN} AND a.id NOT IN (SELECT id FROM scan_stage)
"""


def known_relations(source_id: UUID) -> dict[Key, rules.Known]:
    """The relations of a source that are active in the catalogue, with their fingerprints."""
    rows = Asset.objects.filter(
        source_id=source_id, kind__in=RELATIONS, state=Asset.State.ACTIVE
    ).values_list("parent__name", "name", "id", "fingerprint", "external_id")
    return {
        (schema, name): rules.Known(id, bytes(digest) if digest is not None else None, external_id)
        for schema, name, id, digest, external_id in rows.iterator(chunk_size=5_000)
    }


def anything_retired(source_id: UUID) -> bool:
    """Whether anything of a source could come back."""
    retired = Asset.objects.filter(source_id=source_id, state=Asset.State.RETIRED)
    return retired.exists()


def store(rows: Sequence[engine.Row], scope: Scope, by: User, *, may_come_back: bool) -> Done:
    """Store one batch inside the caller's transaction; `may_come_back`: look among the retired."""
    who = changes.who(by)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy(f"COPY scan_stage ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_MATCH)
        if may_come_back:
            cursor.execute(_MATCH_RETIRED, [scope.source_id])
        cursor.execute(_PARENTS)
        cursor.execute(_ADD, [*scope, *who])
        added = cursor.rowcount
        cursor.execute(_CHANGE_ROWS, who)
        changed = cursor.rowcount
        cursor.execute(_VANISHED_COLUMNS)
        vanished = [row[0] for row in cursor.fetchall()]
    return Done(added, changed, catalog.retire(asset_ids=vanished, by=by))


def retire_gone(relation_ids: Sequence[UUID], by: User) -> int:
    """Retire relations that are gone, with their columns."""
    if not relation_ids:
        return 0
    columns = Asset.objects.filter(parent_id__in=relation_ids, state=Asset.State.ACTIVE)
    ids = [*relation_ids, *columns.values_list("id", flat=True)]
    return catalog.retire(asset_ids=ids, by=by)


def retire_empty_schemas(scope: Scope, kept: Iterable[str], by: User) -> int:
    """Retire schemas in which nothing is catalogued any more."""
    schemas = Asset.objects.filter(
        source_id=scope.source_id, kind=Asset.Kind.SCHEMA, state=Asset.State.ACTIVE
    )
    gone = [id for id, name in schemas.values_list("id", "name") if name not in set(kept)]
    return catalog.retire(asset_ids=gone, by=by)


def schemas_in_use(source_id: UUID) -> set[str]:
    """The names of a source's schemas in which relations are catalogued."""
    relations = Asset.objects.filter(
        source_id=source_id, kind__in=RELATIONS, state=Asset.State.ACTIVE
    )
    return set(relations.values_list("parent__name", flat=True).distinct())


def store_sizes(source_id: UUID, sizes: Sequence[tuple[str, str, Any, Any]]) -> int:
    """Keep the planner's estimates where they differ; no history, no revision."""
    if not sizes:
        return 0
    schemas, names, rows, bytes_ = (list(column) for column in zip(*sizes, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO governance_assetsize AS z (asset_id, rows, bytes, measured_at)
            SELECT r.id, w.rows, w.bytes, now()
            FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[])
              AS w(schema, name, rows, bytes)
            JOIN governance_asset p ON p.source_id = %s AND p.kind = 2 AND p.state = 1
              AND p.name = w.schema
            JOIN governance_asset r ON r.parent_id = p.id AND r.state = 1 AND r.name = w.name
            ON CONFLICT (asset_id) DO UPDATE
              SET rows = excluded.rows, bytes = excluded.bytes, measured_at = now()
              WHERE (z.rows, z.bytes) IS DISTINCT FROM (excluded.rows, excluded.bytes)
            """,
            [schemas, names, rows, bytes_, source_id],
        )
        return cursor.rowcount


def settle_search_index(*, changed: bool) -> None:
    """Merge the index's pending entries now, so that the first searcher does not pay for it."""
    if changed:
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('asset_search'::regclass)")
