"""Starts and stops the PostgreSQL and Valkey that Guildhall brings along, on Unix sockets.

Both outlive the process that starts them: a second command, or the next one after a `kill -9`,
finds them running. DATABASE_URL and REDIS_URL replace them. Reasons: docs/decisions/launcher.md.
"""

import fcntl
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import env
from config.home import CannotRun, Home
from config.servers import Postgres, Server, Valkey


class EmbeddedError(Exception):
    """A server could not be started or stopped; the message is a sentence with the way out."""


@dataclass(frozen=True)
class Servers:
    database_url: str
    redis_url: str


def urls(data: Path) -> Servers:
    """The addresses in force for a data folder; starts nothing."""
    with _explained():
        home = Home.of(data.resolve())
        return Servers(_url(Postgres(home)), _url(Valkey(home)))


def running(data: Path) -> list[Server]:
    """Our own that answer now."""
    with _explained():
        return [one for one in _own(Home.of(data.resolve())) if one.answers()]


def ensure(data: Path, *, durable: bool = True) -> Servers:
    """Start what does not answer; `durable=False` trades safety for speed and is for tests."""
    data = data.resolve()
    with _explained():
        if not all(one.answers() for one in _own(Home.of(data))):
            with _alone(data):
                _start(Home.of(data), durable)
        for one in _own(Home.of(data)):
            os.environ.setdefault(one.variable, one.url)
    return urls(data)


def stop(data: Path) -> None:
    data = data.resolve()
    if running(data):
        with _explained(), _alone(data):
            for one in running(data):
                with _explained(one):
                    one.stop()


def _url(one: Server) -> str:
    return env.secret(one.variable, one.url)


def _own(home: Home, durable: bool = True) -> list[Server]:
    """Those that no variable replaces."""
    both: list[Server] = [Postgres(home, durable), Valkey(home)]
    return [one for one in both if _url(one) == one.url]


def _start(home: Home, durable: bool) -> None:
    home.make()
    for one in _own(home, durable):
        with _explained(one):
            if not one.answers():
                one.start()


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Of two commands that start at once, the second waits and finds the servers running."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "servers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _explained(one: Server | None = None) -> Iterator[None]:
    """Every failure becomes one sentence with the way out, told by the innermost who knows."""
    name = one.name if one else "servers"
    way_out = one.way_out if one else "Set DATABASE_URL and REDIS_URL to use others instead."
    try:
        yield
    except (CannotRun, OSError, subprocess.SubprocessError) as error:
        reason = _reason(error)
        raise EmbeddedError(f"Guildhall cannot run its own {name}: {reason}. {way_out}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.strerror}: {error.filename}"
    return str(error)


def _status(data: Path) -> None:
    up = [one.name for one in running(data)]
    for one in _own(Home.of(data)):
        print(f"{one.name}: {'running' if one.name in up else 'stopped'} ({one.url})")


def _print_urls(data: Path) -> None:
    """As a shell reads them: `eval "$(python -m config.embedded urls)"`."""
    servers = urls(data)
    print(f"export DATABASE_URL={shlex.quote(servers.database_url)}")
    print(f"export REDIS_URL={shlex.quote(servers.redis_url)}")


VERBS: dict[str, Callable[[Path], object]] = {
    "start": ensure,
    "stop": stop,
    "status": _status,
    "urls": _print_urls,
}


def main(arguments: list[str]) -> str | int:
    if len(arguments) != 1 or arguments[0] not in VERBS:
        return f"usage: python -m config.embedded {'|'.join(VERBS)}"
    try:
        VERBS[arguments[0]](env.data_dir())
    except (EmbeddedError, env.Invalid) as error:
        return str(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
