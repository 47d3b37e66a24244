"""What a reader of one format says about a file."""

from dataclasses import dataclass, field

from governance.connector import Column

MOST_COLUMNS = 20_000  # the others are left out: no table has more, broken files do


@dataclass(frozen=True, slots=True)
class Said:
    columns: tuple[Column, ...]
    traits: dict[str, str] = field(default_factory=dict)
    rows: int | None = None  # None: only reading all of it would tell
