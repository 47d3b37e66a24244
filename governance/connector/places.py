"""Sources that lie at a path: what every connector to a file or a folder has in common."""

import os
import stat
from abc import abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from governance.connector.contract import Check, Connector, Finding, Session, catalog_read, covered
from governance.connector.options import Option
from governance.connector.troubles import Trouble


class PathConnector(Connector):
    """A connector to what lies at a path below a folder that `Limits` allows."""

    options = (Option("path", "File", "path", required=True, help="Path of the database file."),)

    @property
    def path(self) -> str:
        return str(self.given["path"])

    @classmethod
    def from_url(cls, url: str) -> tuple[dict[str, Any], dict[str, str]]:
        """`scheme:///folder/file`, always an absolute path."""
        try:
            parts = urlsplit(url)
        except ValueError:
            raise Trouble("bad_url", reason="syntax") from None
        if parts.scheme not in cls.url_schemes:
            raise Trouble("bad_url", reason="scheme")
        if parts.query or parts.fragment:
            raise Trouble("bad_url", reason="unknown")
        path = unquote(parts.path)
        if parts.netloc or not path.strip("/") or not path.startswith("/"):
            raise Trouble("bad_url", reason="path")
        return {"path": "/" + path.lstrip("/")}, {}

    @abstractmethod
    def open(self, label: str) -> AbstractContextManager[Session]: ...

    def found(self) -> Path:
        """The real path, links resolved, if it lies in an allowed folder.

        Raises path_outside (of what lies elsewhere, not even the existence is told), no_file,
        source_refuses, or not_a_database: opening a pipe would wait for ever.
        """
        path = Path(os.path.realpath(self.path))
        if not any(path.is_relative_to(os.path.realpath(root)) for root in self.limits.folders):
            raise Trouble("path_outside", path=self.path)
        try:
            mode = path.stat().st_mode
        except PermissionError:
            raise Trouble("source_refuses", what=self.path) from None
        except OSError:
            raise Trouble("no_file", path=self.path) from None
        if not (stat.S_ISREG(mode) or (self.folders_too and stat.S_ISDIR(mode))):
            raise Trouble("not_a_database", path=self.path)
        return path

    def steps(self, held: ExitStack) -> Iterable[tuple[str, Check]]:
        opened: list[Session] = []

        def find() -> Finding:
            self.found()
            return "passed", "found", {"path": self.path}

        def read() -> Finding:
            opened.append(held.enter_context(self.open("connection test")))
            return "passed", "readable", {"path": self.path}

        yield "resolve", find
        yield "connect", read
        yield "sign_in", lambda: ("skipped", "not_needed", {})
        yield "read_catalog", lambda: catalog_read(opened[0])
        yield "coverage", lambda: covered(opened[0])
