"""The first two steps of a connection test, alike for every server: its name, and its door."""

import socket
from pathlib import Path

from governance.connector.contract import Finding
from governance.connector.troubles import Trouble


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
