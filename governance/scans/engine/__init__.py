"""The machinery of a scan: rows that can be staged, and reading ahead of the writer. Pure."""

from governance.scans.engine.ahead import ahead
from governance.scans.engine.rows import COLUMN, FIELDS, SCHEMA, Root, Row, relation_details, rows

__all__ = ["COLUMN", "FIELDS", "SCHEMA", "Root", "Row", "ahead", "relation_details", "rows"]
