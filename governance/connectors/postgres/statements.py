"""The statements a scan of PostgreSQL sends; every row they answer is one JSON value."""

# Schemas named pg_… are PostgreSQL's own: catalog, toast and temporary ones.
OURS = """c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'
"""
BY_KEY = """AND (n.nspname::text, c.relname::text) IN
  (SELECT * FROM unnest(%(schemas)s::text[], %(names)s::text[]))"""
BY_OID = "AND c.oid = ANY(%(oids)s::oid[])"
WANTED = """(%(include)s::text IS NULL OR n.nspname || '.' || c.relname ~ %(include)s::text)
  AND (%(exclude)s::text IS NULL OR n.nspname || '.' || c.relname !~ %(exclude)s::text)"""

# Without deparse, no function is called that locks what an expression speaks of, or trips over it.
RELATIONS = f"""
SELECT json_build_array(c.oid::bigint, n.nspname, c.relname, c.relkind, d.description,
  CASE WHEN %(deparse)s AND c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
  col.rows, con.rows)::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_description d
  ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
LEFT JOIN LATERAL (
  SELECT json_agg(json_build_array(a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
    a.attnotnull, CASE WHEN %(deparse)s THEN pg_get_expr(v.adbin, v.adrelid) END, d.description,
    a.attgenerated <> '', a.attidentity) ORDER BY a.attnum) AS rows
  FROM pg_attribute a
  LEFT JOIN pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
  LEFT JOIN pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) col ON true
LEFT JOIN LATERAL (
  SELECT json_agg(json_build_array(k.conname, k.contype, k.conkey, tn.nspname, t.relname,
    (SELECT json_agg(a.attname ORDER BY w.place)
     FROM unnest(k.confkey) WITH ORDINALITY w(num, place)
     JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = w.num),
    CASE WHEN %(deparse)s AND k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END)
    ORDER BY k.conname) AS rows
  FROM pg_constraint k
  LEFT JOIN pg_class t ON t.oid = k.confrelid LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
  WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c') AND k.conparentid = 0
) con ON true
WHERE {OURS}"""
OIDS = f"""
SELECT c.oid::bigint::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {OURS}"""

# Only catalog columns, so no lock is waited for. `dep` covers what stored expressions name by oid:
# the text of a view changes when a column it reads is renamed, the stored tree does not.
FINGERPRINTS = f"""
WITH rel AS (
  SELECT c.oid, n.nspname, c.relname, c.relkind
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS} AND {WANTED}),
att AS (
  SELECT attrelid AS oid, sum(hashtextextended(concat_ws(E'\\x1f', attnum, attname, atttypid,
    atttypmod, attnotnull, attgenerated, attidentity,
    CASE WHEN atttypid >= 16384 THEN format_type(atttypid, NULL) END), 0)) AS h
  FROM pg_attribute
  WHERE attnum > 0 AND NOT attisdropped AND attrelid IN (SELECT oid FROM rel) GROUP BY 1),
def AS (
  SELECT adrelid AS oid, sum(hashtextextended(adnum || adbin::text, 0)) AS h
  FROM pg_attrdef GROUP BY 1),
des AS (
  SELECT objoid AS oid, sum(hashtextextended(objsubid || description, 0)) AS h
  FROM pg_description WHERE classoid = 'pg_class'::regclass GROUP BY 1),
con AS (
  SELECT k.conrelid AS oid, sum(hashtextextended(concat_ws(E'\\x1f', k.conname, k.contype, k.conkey,
    k.confrelid, k.confkey, n.nspname, t.relname, CASE k.contype WHEN 'c' THEN k.conbin::text
      WHEN 'f' THEN (SELECT string_agg(a.attname, E'\\x1f' ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = k.confrelid AND a.attnum = ANY(k.confkey)) END), 0)) AS h
  FROM pg_constraint k
  LEFT JOIN pg_class t ON t.oid = k.confrelid LEFT JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE k.conrelid <> 0 AND k.contype IN ('p', 'u', 'f', 'c') AND k.conparentid = 0 GROUP BY 1),
rul AS (
  SELECT ev_class AS oid, sum(hashtextextended(ev_action::text, 0)) AS h
  FROM pg_rewrite WHERE ev_type = '1' AND ev_class IN (SELECT oid FROM rel) GROUP BY 1),
tree AS (
  SELECT 'pg_rewrite'::regclass::oid AS classid, oid AS objid, ev_class AS rel
  FROM pg_rewrite WHERE ev_type = '1' AND ev_class IN (SELECT oid FROM rel)
  UNION ALL SELECT 'pg_attrdef'::regclass, oid, adrelid FROM pg_attrdef
  UNION ALL SELECT 'pg_constraint'::regclass, oid, conrelid
  FROM pg_constraint WHERE contype = 'c'),
dep AS (
  SELECT tree.rel AS oid, sum(hashtextextended(concat_ws(E'\\x1f', d.refobjsubid,
    (SELECT nspname FROM pg_namespace
     WHERE oid = coalesce(c.relnamespace, p.pronamespace, t.typnamespace)),
    c.relname, a.attname, p.proname, t.typname), 0)) AS h
  FROM tree JOIN pg_depend d USING (classid, objid)
  LEFT JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
  LEFT JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
  LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
  WHERE d.refobjid <> tree.rel GROUP BY 1)
SELECT json_build_array(oid::bigint, nspname, relname, relkind, md5(concat_ws('|', oid, relkind,
  coalesce(att.h, 0), coalesce(def.h, 0), coalesce(des.h, 0), coalesce(con.h, 0),
  coalesce(rul.h, 0), coalesce(dep.h, 0))))::text
FROM rel LEFT JOIN att USING (oid) LEFT JOIN def USING (oid) LEFT JOIN des USING (oid)
LEFT JOIN con USING (oid) LEFT JOIN rul USING (oid) LEFT JOIN dep USING (oid)"""

SCHEMAS = """
SELECT json_build_array(nspname, obj_description(oid, 'pg_namespace'), oid::bigint,
  coalesce(has_schema_privilege(oid, 'USAGE'), false))::text
FROM pg_namespace WHERE nspname <> 'information_schema' AND left(nspname, 3) <> 'pg_'
ORDER BY nspname"""

# Planner statistics, never count(*) or size functions: those wait for locks. Before PostgreSQL 14 a
# table that was never analysed looks like an empty one.
SIZES = f"""
SELECT json_build_array(n.nspname, c.relname, sum(part.rows),
  sum(part.pages) * current_setting('block_size')::bigint)::text
FROM (
  SELECT CASE WHEN relispartition THEN pg_partition_root(oid) ELSE oid END AS root,
    reltuples::bigint AS rows, CASE relkind WHEN 'f' THEN NULL ELSE relpages END AS pages,
    reltuples > 0 OR relpages > 0 OR reltuples = 0
      AND current_setting('server_version_num')::integer >= 140000 AS known
  FROM pg_class WHERE relkind IN ('r', 'm', 'f')) part
JOIN pg_class c ON c.oid = part.root JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {OURS} GROUP BY n.nspname, c.relname HAVING bool_and(part.known)"""

COUNT = f"""
SELECT count(*)::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {OURS}"""
NAMES = f"""
SELECT json_build_array(n.nspname, c.relname)::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {OURS} AND {WANTED}"""

WHO = """
SELECT json_build_array(current_setting('server_version'), current_database(), d.oid::bigint,
  has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE'))::text
FROM pg_database d WHERE d.datname = current_database()"""
CLUSTER = "SELECT system_identifier::text FROM pg_control_system()"
SET = """
SELECT to_json(set_config(name, value, true))::text
FROM unnest(%(names)s::text[], %(values)s::text[]) AS wanted(name, value)"""
