"""A past of so many changes: a year of tables with their columns, five changes an asset.

Written by a few set-based statements, as scans and stewards would have left it behind: every row
of the catalogue is what its changes add up to.
"""

from uuid import UUID

from django.db import connection

from core.access import actions as access
from core.changes import actions as changes
from core.ids import uuid7
from core.people.models import User
from governance.catalog.models import Asset

EACH = 5  # changes an asset
WIDE = 100  # a table and its columns
DAYS = 360

_ASSETS = """
INSERT INTO governance_asset (id, parent_id, kind, state, scope_id, domain_id, source_id, revision,
  ordinal, created_at, updated_at, name, name_norm, fqn, description, labels, details, search)
SELECT {id}, {parent}, {kind}, 1, %(scope)s, %(domain)s, {source}, {each}, i %% {wide}, now(),
  now(),
  'thing_' || i, 'thing ' || i, 'past.thing_' || i, 'said 4', '{{}}',
  jsonb_build_object('type', 'type 5', 'required', i %% 2 = 0, 'position', i %% {wide}), ''
FROM generate_series(0, %(assets)s - 1) i
"""
_CHANGES = """
INSERT INTO core_change (id, txid, at, object_kind, object_id, source_id, revision, verb, by_id,
  by_label, reason, cause_kind, cause_id, diff, digest)
SELECT (lpad(to_hex(i::bigint * {each} + r), 32, '0'))::uuid,
  -((%(assets)s - i)::bigint + ({each} - r) * %(assets)s::bigint), d.at, 'governance.asset', {id},
  {source}, r, CASE r WHEN 1 THEN 'add' ELSE 'change' END, %(by)s, 'Nightly scan', '', 'job',
  'J-000001', d.diff, {digest}
FROM generate_series(1, {each}) r, generate_series(0, %(assets)s - 1) i,
LATERAL (SELECT now() - interval '{days} days'
    + interval '{days} days' * ((r - 1 + i::float / %(assets)s) / {each}) AS at,
  CASE WHEN r = 1 THEN jsonb_build_object(
      'name', jsonb_build_array(NULL, 'thing_' || i), 'kind', jsonb_build_array(NULL, {kind}),
      'state', jsonb_build_array(NULL, 1), 'parent_id', jsonb_build_array(NULL, {parent}),
      'domain_id', jsonb_build_array(NULL, %(domain)s::uuid),
      'type', jsonb_build_array(NULL, 'type 1'), 'required', jsonb_build_array(NULL, i %% 2 = 0),
      'position', jsonb_build_array(NULL, i %% {wide}))
    WHEN r = 2 THEN jsonb_build_object('description', jsonb_build_array(NULL, 'said 2'))
    WHEN r = 4 THEN jsonb_build_object('description', jsonb_build_array('said 2', 'said 4'))
    ELSE jsonb_build_object('type', jsonb_build_array('type ' || r - 2, 'type ' || r))
  END - CASE WHEN {parent} IS NULL THEN 'parent_id' ELSE '' END AS diff) d
"""
_SQL = {
    "id": "(lpad(to_hex(i + 1), 12, '0') || repeat('0', 20))::uuid",
    "parent": f"CASE WHEN i % {WIDE} > 0 THEN "
    f"(lpad(to_hex(i - i % {WIDE} + 1), 12, '0') || repeat('0', 20))::uuid END",
    "kind": f"CASE WHEN i % {WIDE} > 0 THEN 8 ELSE 3 END",
    "source": "%(source)s::uuid",
    "digest": changes.DIGEST.format(diff="d.diff"),
    "each": str(EACH),
    "wide": str(WIDE),
    "days": str(DAYS),
}


def make(count: int, by: User) -> UUID:
    """Write about so many changes; the id of the source that they lie in."""
    source = access.make_container(id=uuid7(), kind="source", name="past", domain=None, by=by)
    values = {
        "scope": access.scope_of(domain_id=source.parent_id, source_id=source.pk),
        "domain": source.parent_id,
        "source": source.pk,
        "assets": count // EACH,
        "by": by.pk,
    }
    sql = {name: text.replace("i % ", "i %% ") for name, text in _SQL.items()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() - interval '1 day' * %s", [DAYS])
        changes.open_months(now=cursor.fetchone()[0], ahead=DAYS // 30 + 1)
        cursor.execute(_ASSETS.format(**sql), values)
        cursor.execute(_CHANGES.format(**sql), values)
        cursor.execute("ANALYZE core_change, governance_asset")
    return source.pk


def tables() -> list[UUID]:
    """Every table of the past."""
    found = Asset.objects.filter(kind=Asset.Kind.TABLE, fqn__startswith="past.")
    return list(found.values_list("id", flat=True))
