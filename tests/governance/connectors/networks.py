"""Servers that misbehave: closed, silent, refusing, and a wire that freezes."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Talk = Callable[[socket.socket], None]


def closed_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@contextmanager
def serving(talk: Talk) -> Iterator[int]:
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


def refusing(state: str, message: str) -> Talk:
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


def mysql(*replies: bytes, version: str = "10.11.0-MariaDB", tls: bool = False) -> Talk:
    """Speaks just enough MySQL to greet, and to answer one packet after the other."""
    ssl, able = 0x0800, 0x0008A208  # may encrypt; protocol 4.1, secure passwords, plugins, database
    flags = struct.pack("<I", able | (ssl if tls else 0))
    greeting = (
        b"\x0a" + version.encode() + b"\0\1\0\0\0" + b"saltsalt\0" + flags[:2] + b"\x2d\2\0"
        + flags[2:] + b"\x15" + bytes(10) + b"saltsaltsalt\0mysql_native_password\0"
    )  # fmt: skip

    def packet(number: int, content: bytes) -> bytes:
        return struct.pack("<I", len(content))[:3] + bytes([number]) + content

    def talk(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.sendall(packet(0, greeting))
            for reply in replies:
                if asked := line.recv(65536):
                    line.sendall(packet(asked[3] + 1, reply))
            line.recv(65536)

    return talk


MYSQL_OK = b"\0\0\0\2\0\0\0"


def mysql_error(number: int, message: str) -> bytes:
    return b"\xff" + struct.pack("<H", number) + b"#HY000" + message.encode()


def babbling(line: socket.socket) -> None:
    """Something else listens here."""
    with line, suppress(OSError):
        line.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" * 20)
        line.recv(4096)


def hanging_up(line: socket.socket) -> None:
    line.recv(4096)
    line.close()


class Wire:
    """Passes everything on to a server until it freezes, or breaks after so many bytes of it."""

    def __init__(self, connect: Callable[[], socket.socket], breaks_after: int = 2**40) -> None:
        self.connect = connect
        self.left = breaks_after
        self.frozen = threading.Event()

    def __call__(self, line: socket.socket) -> None:
        far = self.connect()
        threading.Thread(target=self._pass, args=(line, far), daemon=True).start()
        with line, far, suppress(OSError):
            while self.left > 0 and (data := far.recv(min(65536, self.left))):
                self.left -= len(data)
                if not self.frozen.is_set():
                    line.sendall(data)
            line.shutdown(socket.SHUT_RDWR)

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if not self.frozen.is_set():
                    other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)
