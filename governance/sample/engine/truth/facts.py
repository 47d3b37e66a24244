"""The kinds of things that are known about the sample company because it was made that way."""

from dataclasses import dataclass

FIRST, NEXT = 1, 2

Place = tuple[str, str, str]  # database, relation, column

KINDS = frozenset(
    (
        *("given_name", "family_name", "person_name", "gender", "date_of_birth", "marital_status"),
        *("email", "phone", "ip_address", "credential", "free_text", "health", "salary"),
        *("street_address", "postal_code", "city", "geo_point"),
        *("card_number", "card_expiry", "iban", "national_id"),
    )
)
NAMINGS = frozenset(("clear", "misleading", "cryptic"))
FLAWS = frozenset(
    (
        *("missing", "duplicate", "out_of_range", "malformed"),
        *("orphan", "disordered", "contradiction", "stale"),
    )
)
TRANSFORMATIONS = frozenset(("direct", "expression", "aggregate", "window"))
CHANGES = frozenset(
    (
        *("table_added", "table_dropped", "table_renamed"),
        *("column_added", "column_dropped", "column_renamed", "column_retyped"),
        *("view_added", "view_dropped", "view_changed"),
    )
)


@dataclass(frozen=True)
class Personal:
    """A column with personal data; `naming` says what its name gives away."""

    place: Place
    kind: str
    naming: str
    since: int = FIRST
    until: int = NEXT


@dataclass(frozen=True)
class Fault:
    """Bad rows put into a table on purpose.

    `probe` counts them (for `stale`: 1 when the table has stood still); its parameter `:today` is
    the day the company was built for. `inject` makes them, and is empty where a fault came with the
    rows of another database or is in the data from the start.
    """

    database: str
    relation: str
    columns: tuple[str, ...]
    flaw: str
    rows: int
    probe: str
    inject: str = ""


@dataclass(frozen=True)
class Derived:
    """A column of a view, or of a loaded table, and the columns its value is made of."""

    place: Place
    transformation: str
    sources: tuple[Place, ...]
    since: int = FIRST
    until: int = NEXT


@dataclass(frozen=True)
class Change:
    """One thing the next release does; `before` and `after` are names or types."""

    database: str
    change: str
    relation: str
    column: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Truth:
    """All that is known; a column that is neither personal nor debatable is harmless.

    `traps` are harmless columns whose names sound personal; `debatable` ones two stewards may
    judge differently (keys of persons, what a browser tells, mailboxes of companies). `exported`
    are the personal columns of what the company hands on, outside of its databases.
    """

    personal: tuple[Personal, ...]
    traps: tuple[Place, ...]
    debatable: tuple[Place, ...]
    faults: tuple[Fault, ...]
    lineage: tuple[Derived, ...]
    release: tuple[Change, ...]
    exported: tuple[Personal, ...]


def place(database: str, name: str) -> Place:
    """`relation.column` of `database`, or `other:relation.column`."""
    home, _, rest = name.rpartition(":")
    relation, _, column = rest.partition(".")
    return (home or database, relation, column)


def lifetime(word: str) -> tuple[int, int]:
    """`@1` there only before the next release, `@2` only from it on, nothing: always."""
    return {"@1": (FIRST, FIRST), "@2": (NEXT, NEXT), "": (FIRST, NEXT)}[word]
