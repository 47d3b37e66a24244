"""Servers that misbehave: closed, silent, refusing, and a wire that freezes."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


def closed_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@contextmanager
def serving(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port where every caller is talked to in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(line,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def silent(line: socket.socket) -> None:
    while line.recv(4096):
        pass


def refusing(state: str, message: str) -> Callable[[socket.socket], None]:
    """Speaks just enough PostgreSQL to ask for a password and turn it down."""

    def talk(line: socket.socket) -> None:
        with line, suppress(OSError):
            while line.recv(4096)[4:8] == struct.pack("!i", 80877103):  # asks for TLS
                line.sendall(b"N")
            line.sendall(b"R" + struct.pack("!ii", 8, 3))
            line.recv(4096)
            told = f"SFATAL\0VFATAL\0C{state}\0M{message}\0\0".encode()
            line.sendall(b"E" + struct.pack("!i", len(told) + 4) + told)

    return talk


def hanging_up(line: socket.socket) -> None:
    line.recv(4096)
    line.close()


class Wire:
    """Passes everything on to a server until it freezes."""

    def __init__(self, connect: Callable[[], socket.socket]) -> None:
        self.connect = connect
        self.frozen = threading.Event()

    def __call__(self, line: socket.socket) -> None:
        far = self.connect()
        threading.Thread(target=self._pass, args=(line, far), daemon=True).start()
        self._pass(far, line)

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if not self.frozen.is_set():
                    other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)
