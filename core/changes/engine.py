"""Which objects have a history, and the SQL expression of their state. Pure registry.

The state of an object is one flat JSON object, computed by the database from the row: verbs and
scans diff the same expression, and `verify_history` compares the fold of all changes with it.
"""

from dataclasses import dataclass

_ledger: dict[str, "Tracked"] = {}


@dataclass(frozen=True)
class Tracked:
    """A table with history: the columns that count, and a JSON column merged into them.

    `history` is the class of history that it belongs to (`models.Retention.Of`).
    """

    kind: str
    table: str
    fields: tuple[str, ...]
    more: str
    source: str
    history: str = "governed"

    def state(self, alias: str = "t") -> str:
        """SQL of the state of the row `alias`; absent and null are the same."""
        pairs = ", ".join(f"'{field}', {alias}.{field}" for field in self.fields)
        merged = f" || {alias}.{self.more}" if self.more else ""
        return f"jsonb_strip_nulls(jsonb_build_object({pairs}){merged})"


def track(
    kind: str,
    table: str,
    fields: tuple[str, ...],
    *,
    more: str = "",
    source: str = "NULL::uuid",
    history: str = "governed",
) -> Tracked:
    """Give a table a history of these columns.

    `more` is a JSON column merged into the state, `source` SQL over the row `t` for the id of the
    data source that the row belongs to, `history` decides how long its values are kept.
    """
    _ledger[kind] = Tracked(kind, table, fields, more, source, history)
    return _ledger[kind]


def tracked(kind: str) -> Tracked:
    """The entry of one kind (`app.model`); KeyError when it has no history."""
    return _ledger[kind]


def ledger() -> list[Tracked]:
    """Every table with history, by kind."""
    return [_ledger[kind] for kind in sorted(_ledger)]
