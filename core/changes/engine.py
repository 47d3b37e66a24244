"""Which objects have a history, and the SQL expression of their state. Pure registry.

The state of an object is one flat JSON object, computed by the database from the row: verbs and
scans diff the same expression, and `verify_history` compares the fold of all changes with it.
"""

from dataclasses import dataclass

_ledger: dict[str, "Tracked"] = {}


@dataclass(frozen=True)
class Tracked:
    """A table with history. `state` is SQL over the row alias `t`, `source` the source's id."""

    kind: str
    table: str
    state: str
    source: str = "NULL::uuid"


def track(
    kind: str,
    table: str,
    fields: tuple[str, ...],
    *,
    more: str = "",
    source: str = "NULL::uuid",
) -> Tracked:
    """Give a table a history of these columns; `more` is a JSON column merged into the state."""
    pairs = ", ".join(f"'{field}', t.{field}" for field in fields)
    merged = f" || t.{more}" if more else ""
    state = f"jsonb_strip_nulls(jsonb_build_object({pairs}){merged})"
    _ledger[kind] = Tracked(kind, table, state, source)
    return _ledger[kind]


def tracked(kind: str) -> Tracked:
    """The entry of one kind (`app.model`); KeyError when it has no history."""
    return _ledger[kind]


def ledger() -> list[Tracked]:
    """Every table with history, by kind."""
    return [_ledger[kind] for kind in sorted(_ledger)]
