"""How names are compared and spelled in a dialect.

A name is spelled as the schema spells it, else as it is written; unquoted names of dialects that
fold to lower case are spelled folded, since that is what they are called there.
"""

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect, NormalizationStrategy

# Dialects the parser has no word for, and the one that reads them best.
RELATIVES = {
    "ansi": "",
    "db2": "",
    "flink": "",
    "generic": "",
    "greenplum": "postgres",
    "impala": "hive",
    "mariadb": "mysql",
    "mssql": "tsql",
    "postgresql": "postgres",
    "sparksql": "spark",
    "sqlserver": "tsql",
    "vertica": "postgres",
}
# Where an item of a SELECT list may name an earlier one.
LATERAL_ALIASES = frozenset(
    {"clickhouse", "databricks", "duckdb", "redshift", "snowflake", "spark", "teradata"}
)
# Where a common table expression may name itself without the word RECURSIVE.
SILENT_RECURSION = frozenset({"", "exasol", "fabric", "oracle", "snowflake", "tsql"})
# Where a cast column keeps its name.
CASTS_KEEP_NAMES = frozenset({"postgres", "redshift", "materialize", "risingwave"})

T = TypeVar("T")


class Unknown(Exception):
    """No dialect of this name."""


class Name(NamedTuple):
    text: str  # as it is shown
    want: str  # as the database looks it up


class Names:
    """The names of one script in one dialect."""

    def __init__(self, dialect: str) -> None:
        self.slug = RELATIVES.get(dialect.lower(), dialect.lower())
        try:
            self.dialect = Dialect.get_or_raise(self.slug)
        except ValueError as error:
            raise Unknown(dialect) from error
        self._strategy = self.dialect.normalization_strategy
        self._spelled: dict[str, str] = {}

    def of(self, identifier: exp.Expr | str | None) -> Name:
        """The name of an identifier; a plain text counts as unquoted."""
        if isinstance(identifier, exp.Identifier):
            return self._name(identifier.this, bool(identifier.args.get("quoted")))
        text = identifier.name if isinstance(identifier, exp.Expr) else identifier or ""
        return self._name(text, quoted=False)

    def real(self, text: str) -> Name:
        """A name as a schema spells it."""
        insensitive = self._strategy is NormalizationStrategy.CASE_INSENSITIVE
        return Name(text, text.lower() if insensitive else text)

    def path(self, table: exp.Table) -> tuple[Name, ...]:
        """The parts of a table's name, the outermost first."""
        return tuple(self.of(part) for part in table.parts)

    def _name(self, text: str, quoted: bool) -> Name:
        if self._strategy is NormalizationStrategy.CASE_INSENSITIVE:
            want = text.lower()
        elif quoted:
            want = text
        elif self._strategy is NormalizationStrategy.LOWERCASE:
            text = want = text.lower()
        elif self._strategy is NormalizationStrategy.UPPERCASE:
            want = text.upper()
        else:
            want = text
        return Name(self._spelled.setdefault(want, text), want)


class Index(Generic[T]):
    """Things by name: exactly, else the only one that differs in case at most.

    The second can only be met by a statement that the database would refuse, or by a schema that
    was written down carelessly, so it never prefers a wrong one.
    """

    def __init__(self, named: Iterable[tuple[str, T]] = ()) -> None:
        self._exact: dict[str, T] = {}
        self._alike: dict[str, list[T]] = {}
        for want, thing in named:
            self.add(want, thing)

    def add(self, want: str, thing: T) -> None:
        if want not in self._exact:
            self._exact[want] = thing
            self._alike.setdefault(want.casefold(), []).append(thing)

    def get(self, want: str) -> T | None:
        found = self._exact.get(want)
        if found is not None:
            return found
        alike = self._alike.get(want.casefold(), ())
        return alike[0] if len(alike) == 1 else None
