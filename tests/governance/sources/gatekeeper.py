"""A server that asks for a password in PostgreSQL's own words and then tells it to everybody.

It stands for a source that lets nobody in, and for the worst that one can say in its errors.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PLAIN_PASSWORD = 3
SSL_REQUEST = 80877103


class Gatekeeper:
    """`port` to knock at; `heard` are the passwords that were said."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._stand, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)  # wakes the one that waits
        self._door.close()
        self._thread.join(5)

    def _stand(self) -> None:
        while True:
            try:
                visitor, _ = self._door.accept()
            except OSError:
                return
            with visitor, suppress(OSError, struct.error):
                visitor.settimeout(5)
                self._refuse(visitor)

    def _refuse(self, visitor: socket.socket) -> None:
        while struct.unpack("!I", self._message(visitor)[:4])[0] == SSL_REQUEST:
            visitor.sendall(b"N")
        visitor.sendall(b"R" + struct.pack("!II", 8, PLAIN_PASSWORD))
        visitor.recv(1)  # the kind of message: a password
        password = self._message(visitor).rstrip(b"\0").decode()
        self.heard.append(password)
        said = f'password authentication failed for user "{password}"'
        body = b"SFATAL\0C28P01\0M" + said.encode() + b"\0\0"
        visitor.sendall(b"E" + struct.pack("!I", len(body) + 4) + body)

    @staticmethod
    def _message(visitor: socket.socket) -> bytes:
        length = struct.unpack("!I", visitor.recv(4, socket.MSG_WAITALL))[0]
        return visitor.recv(length - 4, socket.MSG_WAITALL)


@contextmanager
def standing() -> Iterator[Gatekeeper]:
    """One for as long as the block lasts."""
    gatekeeper = Gatekeeper()
    try:
        yield gatekeeper
    finally:
        gatekeeper.close()


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
