"""What is asked of DuckDB's own catalog. Other databases that are attached are not looked at."""

VERSION = """
SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = current_database()
"""
SCHEMAS = """
SELECT schema_name, comment FROM duckdb_schemas()
WHERE database_name = current_database() AND schema_name NOT IN ('information_schema', 'pg_catalog')
ORDER BY schema_name
"""
OURS = "database_name = current_database() AND NOT internal AND NOT temporary"
NAMES = f"""
SELECT schema_name, table_name FROM duckdb_tables() WHERE {OURS}
UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE {OURS}
"""
VIEWS = f"SELECT schema_name, view_name FROM duckdb_views() WHERE {OURS}"
SIZES = f"SELECT schema_name, table_name, estimated_size FROM duckdb_tables() WHERE {OURS}"

# A digest of the whole row as it is read: nothing that is read can change without it.
WHOLE = f"""
WITH relation AS (
  SELECT schema_name, table_name AS name, 'table' AS kind, comment, NULL AS definition
  FROM duckdb_tables() WHERE {OURS}
  UNION ALL
  SELECT schema_name, view_name, 'view', comment, sql FROM duckdb_views() WHERE {OURS}
), columns AS (
  SELECT schema_name, table_name AS name, list(json_array(column_name, column_index, data_type,
    is_nullable, column_default, comment, is_generated, generation_expression)::VARCHAR
    ORDER BY column_index) AS columns
  FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal GROUP BY ALL
), constraints AS (
  SELECT schema_name, table_name AS name, list(json_array(constraint_name, constraint_type,
    constraint_column_names, referenced_table, referenced_column_names, expression)::VARCHAR
    ORDER BY constraint_index) AS constraints
  FROM duckdb_constraints()
  WHERE database_name = current_database() AND constraint_type <> 'NOT NULL' GROUP BY ALL
), whole AS (
  SELECT relation.*, columns, constraints FROM relation
  LEFT JOIN columns USING (schema_name, name) LEFT JOIN constraints USING (schema_name, name)
)
"""
FINGERPRINTS = WHOLE + (
    "SELECT schema_name, name, kind, md5(json_array(kind, comment, definition, columns,"
    " constraints)::VARCHAR) FROM whole ORDER BY schema_name, name"
)
RELATIONS = WHOLE + "SELECT * FROM whole"
BY_KEY = " WHERE (schema_name, name) IN (SELECT (key[1], key[2]) FROM (SELECT unnest(?) AS key))"
IN_ORDER = " ORDER BY schema_name, name"


def bound(views: list[tuple[str, str]]) -> str:
    """A statement that makes DuckDB look up everything that these views read, and read nothing."""
    parts = [f"SELECT 1 FROM {_quoted(schema)}.{_quoted(name)}" for schema, name in views]
    return "DESCRIBE " + " UNION ALL ".join(parts)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
