"""The picture of a source that a session gives: plain, immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Key = tuple[str, str]  # schema name and relation name, cleaned
RelationKind = Literal[
    "table", "view", "materialized_view", "foreign_table", "partitioned_table", "file"
]
ConstraintKind = Literal["primary_key", "unique", "foreign_key", "check"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which database this is; `stable_id` survives a new address, None when it has none.

    `reach` is a digest of what the account may see, for sources that hide what it may not: when it
    differs from that of the last scan, what has vanished may only be out of sight.
    """

    product: str
    version: str
    database: str
    stable_id: str | None
    reach: str | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    comment: str | None
    external_id: str
    readable: bool  # False: the role may not use it


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The digest changes whenever what `relations()` says changes; statistics are no part of it."""

    schema: str
    name: str
    kind: RelationKind
    external_id: str
    digest: bytes  # 16 bytes


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    ordinal: int  # rising, gaps allowed
    type: str  # as the source writes it; "any" when none was declared
    nullable: bool
    default: str | None  # an expression; of a generated column, what generates it
    comment: str | None
    external_id: str | None  # unique in the source, survives a rename
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    name: str | None
    kind: ConstraintKind
    columns: tuple[str, ...]
    target: Key | None  # of a foreign key
    target_columns: tuple[str, ...]  # empty: the primary key of the target
    expression: str | None  # of a check


@dataclass(frozen=True, slots=True)
class Relation:
    schema: str
    name: str
    kind: RelationKind
    external_id: str
    comment: str | None
    definition: str | None  # of a view: its query, or the whole statement that made it
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]
    problem: tuple[str, dict[str, Any]] | None = None  # code is one of PROBLEMS
    traits: Mapping[str, str] = field(default_factory=dict)  # names are from TRAITS

    @property
    def failed(self) -> bool:
        """Whether it must be read again: a text that is withheld is how things are, no failure."""
        return self.problem is not None and self.problem[0] not in WITHHELD


# all with (detail): the source itself cannot tell the columns; some of it is missing; it is a file
# that ends too early, is encrypted, may not be opened, is not what its name says, or was written to
# while it was read
PROBLEMS = frozenset({"view_broken", "partly_read"})
PROBLEMS |= {"file_truncated", "file_encrypted", "file_closed", "file_broken", "file_changing"}
# The account may not read the text of a view; all else of it was read.
WITHHELD = frozenset({"text_withheld"})
PROBLEMS |= WITHHELD

# How a file is written, as far as it decides what is read: shown as facts, tracked by history
TRAITS = frozenset({"format", "compression", "encoding", "delimiter", "header", "partitioned_by"})


@dataclass(frozen=True, slots=True)
class Size:
    """An estimate that costs the source nothing; None where it has none."""

    schema: str
    name: str
    rows: int | None
    bytes: int | None
