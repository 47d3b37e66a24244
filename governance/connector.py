"""The contract of a data source: the manual for whoever writes a connector.

A connector is one file in `governance/connectors/`, pure Python without Django, that holds one
concrete subclass of `Connector` and one of `Session`; nothing has to be registered. The suite in
`tests/governance/connectors/test_conformance.py` holds every connector on the shelf to the promises
below: a new one brings a lab (how to make a schema on the real engine) in `labs.py` beside it.

What a connector promises
- It reads metadata, never rows, and changes nothing in the source.
- One session is one consistent, read-only picture of the source.
- A full scan sends a fixed number of statements; iterators are lazy, memory stays flat.
- A relation that cannot be read does not spoil the others: it comes with a `problem`.
- Every expected failure is a `Trouble`: a code and parameters, no words, never a secret.

How a scan uses a session
    with connector.open("scan J-000123") as session:
        marks = {(f.schema, f.name): f.digest for f in session.fingerprints()}
        changed = [key for key, digest in marks.items() if known.get(key) != digest]
        for batch in session.relations(changed):
            store(batch)          # a relation with a problem is not stored with its digest,
        complete = session.count() == len(marks)       # so the next scan asks for it again
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, ClassVar, Literal, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from core.refusals import Refusal

T = TypeVar("T")
Key = tuple[str, str]  # schema name and relation name, cleaned

TROUBLE_PARAMS: Mapping[str, tuple[str, ...]] = {
    "unreachable": ("host", "port"),  # unknown name, closed port, no route
    "timeout": ("seconds",),  # connecting, a statement or a lock took longer
    "auth_failed": ("user",),
    "no_database": ("database",),
    "connection_lost": (),
    "permission_denied": ("what",),
    "locked": ("path",),  # somebody else holds the file
    "not_a_database": ("path",),
    "encrypted": ("path",),
    "truncated": ("path",),
    "unfinished": ("path",),  # a writer crashed, and its journal waits for one that may write
    "not_found": ("path",),
    "path_outside": ("path",),  # not in a folder that Limits allows
    "bad_option": ("option", "reason"),  # reason: one of REASONS
    "bad_url": ("reason",),  # reason: one of REASONS
    "driver_missing": ("package",),
    "tls_failed": ("reason",),  # the first line the TLS layer gave
    "unsupported_version": ("version", "minimum"),
    "source_error": ("detail",),  # anything else: the first line the source gave
}
TROUBLES = frozenset(TROUBLE_PARAMS)
REASONS = frozenset({"required", "unknown", "not_text", "not_a_number", "out_of_range"})
REASONS |= {"not_a_choice", "syntax", "scheme", "path"}  # the last three of a URL


class Trouble(Refusal):
    """An expected failure of a source: `Trouble("unreachable", host="db", port=5432)`."""

    def __init__(self, code: str, **params: Any) -> None:
        if set(params) != set(TROUBLE_PARAMS.get(code, ("an unknown code",))):
            raise ValueError(f"{code}: a trouble and its parameters are listed in TROUBLE_PARAMS")
        super().__init__(code, **params)

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Trouble, self.code, **self.params), ()


Kind = Literal["text", "number", "secret", "path", "choice", "flag"]
State = Literal["passed", "failed", "warning", "skipped"]
RelationKind = Literal["table", "view", "materialized_view", "foreign_table", "partitioned_table"]
ConstraintKind = Literal["primary_key", "unique", "foreign_key", "check"]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to fill in: forms, API schema and command line are made from it."""

    name: str
    label: str  # English; doors translate it
    kind: Kind = "text"
    required: bool = False
    default: Any = None
    help: str = ""
    choices: tuple[str, ...] = ()
    minimum: int = 0  # of a number
    maximum: int = 2**31 - 1

    def checked(self, value: Any) -> Any:
        """The value to use; raises bad_option."""
        value = self.default if value in (None, "") else value
        if reason := self._flaw(value):
            raise Trouble("bad_option", option=self.name, reason=reason)
        return int(value) if self.kind == "number" and value is not None else value

    def _flaw(self, value: Any) -> str | None:
        if value is None:
            return "required" if self.required else None
        if self.kind == "number":
            if not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
                return "not_a_number"
            return None if self.minimum <= int(value) <= self.maximum else "out_of_range"
        if not isinstance(value, bool if self.kind == "flag" else str):
            return "not_text"
        if self.kind == "choice" and value not in self.choices:
            return "not_a_choice"
        return "not_text" if clean(str(value)) != str(value) else None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the deployment allows a connector: patience, and folders for files (none by default)."""

    connect_seconds: int = 5
    statement_seconds: int = 60
    lock_seconds: int = 2
    folders: tuple[str, ...] = ()


VERDICT_PARAMS: Mapping[str, tuple[str, ...]] = {
    "resolved": ("host",),
    "found": ("path",),
    "connected": ("host", "port"),
    "readable": ("path",),
    "signed_in": ("user",),
    "not_needed": (),
    "catalog_read": ("product", "version", "relations"),
    "covered": (),
    "schemas_closed": ("count", "names"),  # the names of the first five
    "relations_broken": ("count", "names"),
}
VERDICTS = frozenset(VERDICT_PARAMS) | TROUBLES


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one step of a connection test; code is one of VERDICTS."""

    step: str  # resolve, connect, sign_in, read_catalog, coverage
    state: State
    code: str
    params: dict[str, Any]


Finding = tuple[State, str, dict[str, Any]]
Check = Callable[[], Finding]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which database this is; `stable_id` survives a new address, None when it has none."""

    product: str
    version: str
    database: str
    stable_id: str | None


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


# both with (detail): the source itself cannot tell the columns; some expressions are missing
PROBLEMS = frozenset({"view_broken", "partly_read"})


@dataclass(frozen=True, slots=True)
class Size:
    """An estimate that costs the source nothing; None where it has none."""

    schema: str
    name: str
    rows: int | None
    bytes: int | None


class Session(ABC):
    """One read-only, consistent session. Every method raises Trouble and nothing else.

    Iterators are read to their end or closed before the next method is called.
    """

    statements: int = 0  # sent so far; fetching on from an open cursor is not a statement

    @abstractmethod
    def identity(self) -> Identity: ...

    @abstractmethod
    def schemas(self) -> list[Schema]:
        """Every schema but those of the system, also the empty and the unreadable ones."""

    @abstractmethod
    def fingerprints(self) -> Iterator[Fingerprint]:
        """One for each relation, computed from the catalog, without reading a row."""

    @abstractmethod
    def relations(self, keys: Sequence[Key] | None, batch: int = 1000) -> Iterator[list[Relation]]:
        """All (None) or the wanted relations, at most `batch` at once; unknown keys left out."""

    @abstractmethod
    def sizes(self) -> Iterator[Size]:
        """What statistics already know; relations without any are left out. Never counts rows."""

    @abstractmethod
    def count(self) -> int:
        """How many relations there are, by a statement of its own: a scan checks itself with it."""


class Connector(ABC):
    """One kind of source. An instance is one configured source; making one connects nowhere.

    Values of secret options come in `secrets`, all others in `options`; what is unknown, missing or
    unusable raises bad_option. `given` has every option, defaults filled in.
    """

    slug: ClassVar[str]
    label: ClassVar[str]
    description: ClassVar[str]
    dialect: ClassVar[str]  # of the definitions, as sqlglot calls it
    options: ClassVar[tuple[Option, ...]] = ()
    url_schemes: ClassVar[tuple[str, ...]] = ()
    file_suffixes: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, options: Mapping[str, Any], secrets: Mapping[str, str], limits: Limits
    ) -> None:
        hidden = [option for option in self.options if option.kind == "secret"]
        shown = [option for option in self.options if option.kind != "secret"]
        self.given = _checked(shown, options)
        self._secrets: dict[str, Any] = _checked(hidden, secrets)
        self.limits = limits

    @classmethod
    def from_url(cls, url: str) -> tuple[dict[str, Any], dict[str, str]]:
        """Options and secrets of `scheme://user:password@host:port/database?option=value`."""
        options, secrets = _parts(url, cls.url_schemes)
        declared = {option.name: option.kind for option in cls.options}
        if not set(options) <= {name for name, kind in declared.items() if kind != "secret"}:
            raise Trouble("bad_url", reason="unknown")
        return options, {name: value for name, value in secrets.items() if name in declared}

    def test(self) -> Iterator[Verdict]:
        """Try step by step, stop after the first that fails. Never raises."""
        with ExitStack() as held:
            for step, check in self.steps(held):
                try:
                    finding = check()
                except Trouble as trouble:
                    finding = "failed", trouble.code, trouble.params
                yield Verdict(step, *finding)
                if finding[0] == "failed":
                    return

    @abstractmethod
    def steps(self, held: ExitStack) -> Iterable[tuple[str, Check]]:
        """The steps of a test, "coverage" last; what enters `held` is closed after the last one.

        A check returns (state, code, params) or raises Trouble, which makes the step fail.
        """

    @abstractmethod
    def open(self, label: str) -> AbstractContextManager[Session]:
        """Connect; raises Trouble. The source shows `label` to its administrators if it can."""

    def scrubbed(self, text: str) -> str:
        """The first line of what a source said, without any secret of ours."""
        for secret in filter(None, self._secrets.values()):
            text = text.replace(secret, "***")
        return clean(text.strip().split("\n", 1)[0])[:500]


def catalog_read(session: Session) -> Finding:
    """The check of the step "read_catalog"."""
    who = session.identity()
    params = {"product": who.product, "version": who.version, "relations": session.count()}
    return "passed", "catalog_read", params


_UNSAFE = re.compile("[\0\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that every database takes: no NUL, no lone surrogate."""
    return _UNSAFE.sub(lambda found: "\u2400" if found[0] == "\0" else "\ufffd", text)


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` rows, read no further than asked for."""
    rest = iter(rows)
    while some := list(islice(rest, size)):
        yield some


class Spoiled(Exception):
    """One relation makes the statement that reads many fail. Never leaves a connector."""


def salvage(
    wanted: Sequence[T],
    read: Callable[[Sequence[T]], list[Relation]],
    bare: Callable[[Sequence[T], str], list[Relation]],
    attempts: int,
) -> Iterator[Relation]:
    """Read around broken relations: a part that raises Spoiled is read in halves.

    A single broken one, and all that is left after so many failed attempts, comes from `bare`.
    """
    parts = [wanted]
    while parts:
        part = parts.pop()
        try:
            found = read(part)
        except Spoiled as spoiled:
            attempts -= 1
            if len(part) > 1 and attempts > 0:
                half = len(part) // 2
                parts += [part[half:], part[:half]]
                continue
            found = bare(part, str(spoiled))
        yield from found


def _checked(options: Sequence[Option], values: Mapping[str, Any]) -> dict[str, Any]:
    for name in set(values) - {option.name for option in options}:
        raise Trouble("bad_option", option=clean(str(name)), reason="unknown")
    return {option.name: option.checked(values.get(option.name)) for option in options}


def _parts(url: str, schemes: Sequence[str]) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        port = parts.port
    except ValueError:  # its message may quote the URL, hence the password
        raise Trouble("bad_url", reason="syntax") from None
    if parts.scheme not in schemes:
        raise Trouble("bad_url", reason="scheme")
    host = re.sub(r":\d*$", "", parts.netloc.rpartition("@")[2]).strip("[]")
    database, user = unquote(parts.path.removeprefix("/")), unquote(parts.username or "")
    named = {"host": unquote(host), "port": port, "user": user, "database": database}
    given = options | {name: value for name, value in named.items() if value}
    return given, {"password": unquote(parts.password)} if parts.password else {}
