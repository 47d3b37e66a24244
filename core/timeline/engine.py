"""Events as text for other programs: CSV for spreadsheets, JSON lines for the rest. Pure."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

COLUMNS = (
    *("id", "at", "name", "about_kind", "about_id", "about_label", "container_id"),
    *("by_id", "by_label", "data", "reason", "cause_kind", "cause_id"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_line(row: Mapping[str, Any]) -> str:
    """One event as one line of JSON."""
    return json.dumps({name: row[name] for name in COLUMNS}, default=_plain) + "\n"


def csv_line(row: Mapping[str, Any]) -> str:
    """One event as one line of CSV; no cell is a formula to a spreadsheet."""
    return _csv([_cell(row[name]) for name in COLUMNS])


def csv_head() -> str:
    """The line above all others."""
    return _csv(COLUMNS)


def _csv(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return json.dumps(value, default=_plain)
    text = "" if value is None else _plain(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
