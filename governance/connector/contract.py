"""The two classes that a connector derives from."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, Literal

from governance.connector import options as given
from governance.connector.options import Limits, Option
from governance.connector.picture import Fingerprint, Identity, Key, Relation, Schema, Size
from governance.connector.reading import clean
from governance.connector.selection import EVERYTHING, Selection
from governance.connector.troubles import TROUBLES, Trouble

State = Literal["passed", "failed", "warning", "skipped"]

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


class Session(ABC):
    """One read-only, consistent session. Every method raises Trouble and nothing else.

    Iterators are read to their end or closed before the next method is called. A session is used by
    one thread at a time, which need not be the one that opened it.
    """

    statements: int = 0  # sent so far; fetching on from an open cursor is not a statement

    @abstractmethod
    def identity(self) -> Identity: ...

    @abstractmethod
    def schemas(self) -> list[Schema]:
        """Every schema but those of the system, also the empty and the unreadable ones."""

    @abstractmethod
    def fingerprints(self, wanted: Selection = EVERYTHING) -> Iterator[Fingerprint]:
        """One for each wanted relation, computed from the catalog, without reading a row."""

    @abstractmethod
    def relations(self, keys: Sequence[Key] | None, batch: int = 1000) -> Iterator[list[Relation]]:
        """All (None) or the wanted relations, at most `batch` at once; unknown keys left out."""

    @abstractmethod
    def sizes(self) -> Iterator[Size]:
        """What statistics already know; relations without any are left out. Never counts rows."""

    @abstractmethod
    def count(self, wanted: Selection = EVERYTHING) -> int:
        """How many wanted relations there are, by a statement of its own: a scan checks itself
        with it."""


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
    folders_too: ClassVar[bool] = False  # what it reads may be a folder
    credentials: ClassVar[tuple[str, ...]] = ()  # the options that sign in: "user", "password"

    def __init__(
        self, options: Mapping[str, Any], secrets: Mapping[str, str], limits: Limits
    ) -> None:
        hidden = [option for option in self.options if option.kind == "secret"]
        shown = [option for option in self.options if option.kind != "secret"]
        self.given = given.checked(shown, options)
        self._secrets: dict[str, Any] = given.checked(hidden, secrets)
        self.limits = limits

    @classmethod
    def from_url(cls, url: str) -> tuple[dict[str, Any], dict[str, str]]:
        """Options and secrets of `scheme://user:password@host:port/database?option=value`."""
        options, secrets = given.parts(url, cls.url_schemes)
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

    def role_script(self, account: str, *, read_values: bool = False) -> str:
        """SQL with which an administrator makes the least privileged account that scans need.

        It ends where the password is to be put in, and never holds one. `read_values` adds what
        profiles and samples need. "" for sources that know no accounts.
        """
        return ""

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


def entered(session: Session) -> Finding:
    """A check of the step "coverage": whether every schema may be entered."""
    closed = [schema.name for schema in session.schemas() if not schema.readable]
    if closed:
        return "warning", "schemas_closed", {"count": len(closed), "names": closed[:5]}
    return "passed", "covered", {}


def covered(session: Session) -> Finding:
    """The same, and whether every relation can be read: for sources in which views break."""
    finding = entered(session)
    read = chain.from_iterable(session.relations(None))
    broken = [one.name for one in read if one.failed] if finding[0] == "passed" else []
    if broken:
        return "warning", "relations_broken", {"count": len(broken), "names": broken[:5]}
    return finding
