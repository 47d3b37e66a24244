"""The least that any scan has to do: read the catalogue in two statements, COPY it, upsert it.

No history, no search, no permissions, no progress: what our scan costs above this is their price.
"""

import json
import sys
import time

import psycopg

READ = """
SELECT n.nspname, c.relname, c.relkind::text, obj_description(c.oid, 'pg_class'),
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
  (SELECT json_agg(json_build_array(a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
            a.attnotnull, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum))
            ORDER BY a.attnum)
   FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  (SELECT json_agg(json_build_array(k.conname, k.contype, k.conkey, k.confrelid, k.confkey))
   FROM pg_constraint k WHERE k.conrelid = c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema)'
"""
TABLES = """
CREATE TABLE IF NOT EXISTS floor_relation (schema text, name text, kind text, comment text,
  definition text, keys jsonb, PRIMARY KEY (schema, name));
CREATE TABLE IF NOT EXISTS floor_column (schema text, relation text, name text, position int,
  type text, required boolean, fallback text, comment text, PRIMARY KEY (schema, relation, name))
"""


def scan(source: str, target: str, batch: int = 1_000) -> tuple[float, int]:
    """(seconds, relations) of one full read into two empty tables."""
    started = time.perf_counter()
    count = 0
    with psycopg.connect(source) as there, psycopg.connect(target) as here:
        here.execute(TABLES)
        with there.cursor("floor") as cursor:
            cursor.itersize = batch
            cursor.execute(READ)
            while rows := cursor.fetchmany(batch):
                count += len(rows)
                _store(here, rows)
    return time.perf_counter() - started, count


def _store(here: psycopg.Connection, rows: list[tuple]) -> None:
    cursor = here.cursor()
    for table in ("relation", "column"):
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS s_{table} (LIKE floor_{table}); TRUNCATE s_{table}"
        )
    with cursor.copy("COPY s_relation FROM STDIN") as copy:
        for schema, name, kind, comment, text, _, keys in rows:
            copy.write_row((schema, name, kind, comment, text, json.dumps(keys)))
    with cursor.copy("COPY s_column FROM STDIN") as copy:
        for schema, name, *_, columns, _ in rows:
            for position, column, kind, required, fallback, comment in columns or ():
                copy.write_row((schema, name, column, position, kind, required, fallback, comment))
    cursor.execute("INSERT INTO floor_relation SELECT * FROM s_relation ON CONFLICT DO NOTHING")
    cursor.execute("INSERT INTO floor_column SELECT * FROM s_column ON CONFLICT DO NOTHING")


if __name__ == "__main__":
    seconds, relations = scan(*sys.argv[1:3])
    print(json.dumps({"seconds": seconds, "relations": relations}))
