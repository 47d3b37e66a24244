"""Column lineage from SQL text: pure, bounded, and never silent about what it could not follow."""

from governance.lineage.engine.names import Unknown
from governance.lineage.engine.reading import MOST_TEXT
from governance.lineage.engine.scripts import Schema, Text, Traced, trace

__all__ = ["MOST_TEXT", "Schema", "Text", "Traced", "Unknown", "trace"]
