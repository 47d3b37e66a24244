"""Sources that are servers: what every connector to one has in common."""

import socket
from abc import abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from governance.connector.contract import (
    Check,
    Connector,
    Finding,
    Session,
    catalog_read,
    covered,
)
from governance.connector.options import Option
from governance.connector.troubles import Trouble

ENCRYPTION = ("prefer", "require", "verify-ca", "verify-full", "disable")
CA = Option(
    "ca",
    "Certificate of the authority",
    "certificate",
    help="PEM text, to verify the server with. Empty: what this machine trusts.",
)


class ServerConnector(Connector):
    """A connector to what answers at a host and a port, with an account."""

    credentials = ("user", "password")

    @property
    @abstractmethod
    def unix(self) -> str:
        """The Unix socket to connect to, "" for none."""

    @abstractmethod
    def open(self, label: str) -> AbstractContextManager[Session]: ...

    def coverage(self, session: Session) -> Finding:
        """The check of the step "coverage"."""
        return covered(session)

    def steps(self, held: ExitStack) -> Iterable[tuple[str, Check]]:
        opened: list[Session] = []
        host, port = self.given["host"], self.given["port"]

        def sign_in() -> Finding:
            opened.append(held.enter_context(self.open("connection test")))
            return "passed", "signed_in", {"user": self.given["user"]}

        yield "resolve", lambda: resolved(host, port)
        yield "connect", lambda: reached(host, port, self.limits.connect_seconds, self.unix)
        yield "sign_in", sign_in
        yield "read_catalog", lambda: catalog_read(opened[0])
        yield "coverage", lambda: self.coverage(opened[0])


def resolved(host: str, port: int) -> Finding:
    """The check of the step "resolve"; a host that begins with a slash is a place on the disk."""
    try:
        if host.startswith("/"):
            Path(host).stat()
        else:
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # UnicodeError: a host name no resolver takes
        raise Trouble("unreachable", host=host, port=port) from None
    return "passed", "resolved", {"host": host}


def reached(host: str, port: int, seconds: int, unix: str = "") -> Finding:
    """The check of the step "connect", by TCP or through the Unix socket at the path `unix`."""
    try:
        if unix:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(seconds)
                line.connect(unix)
        else:
            socket.create_connection((host, port), seconds).close()
    except TimeoutError:
        raise Trouble("timeout", seconds=seconds) from None
    except (OSError, UnicodeError):
        raise Trouble("unreachable", host=host, port=port) from None
    return "passed", "connected", {"host": host, "port": port}
