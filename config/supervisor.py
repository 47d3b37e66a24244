"""`make run`: prepares the portal, then keeps one web process and one worker alive.

Imports no Django: it stays small beside the processes it watches.
"""

import fcntl
import http.client
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config import embedded, env
from config.children import GRACE, Supervisor, say, spawn

SLEEP = 0.1
SERVERS_EVERY = 3.0  # seconds between looks at PostgreSQL and Valkey
ROOT_WARNING = "You're running the worker with superuser privileges"  # who is root knows it
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotRun(Exception):
    """Why the portal does not start, in one sentence."""


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    data: Path

    @classmethod
    def read(cls) -> "Settings":
        host = env.text("HOST", "127.0.0.1")
        return cls(host, env.number("PORT", 8000, 1, 65535), env.data_dir())

    @property
    def local_host(self) -> str:
        """Where we reach it ourselves."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)

    @property
    def address(self) -> str:
        host = f"[{self.local_host}]" if ":" in self.local_host else self.local_host
        return f"http://{host}:{self.port}"

    def commands(self) -> dict[str, list[str]]:
        web = f"uvicorn config.asgi:application --host {self.host} --port {self.port}"
        web += " --log-level warning --no-access-log --no-server-header"
        web += f" --timeout-graceful-shutdown {GRACE / 2:g}"
        worker = "celery --quiet -A config.celery worker -B -Q short,long -c 3 --loglevel WARNING"
        worker += " --without-gossip --without-mingle --without-heartbeat"
        schedule = ["-s", str(self.data / "celerybeat-schedule")]
        python = [sys.executable, "-W", f"ignore:{ROOT_WARNING}", "-m", "config.leash"]
        return {
            "web": [*python, "config.asgi", *web.split()],
            "worker": [*python, "config.celery", *worker.split(), *schedule],
        }


def claim_folder(data: Path) -> IO[str]:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / "run.lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotRun(f"Guildhall already runs on the data folder {data}.") from None
    except OSError as error:
        raise CannotRun(f"The data folder {data} cannot be used ({error.strerror}).") from None
    return lock


def claim(settings: Settings) -> IO[str]:
    """One portal a data folder, and a port that is free: before anything is started."""
    lock = claim_folder(settings.data)
    try:
        family, kind, *_, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CannotRun(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}); "
            f"choose another one, for example with PORT={settings.port + 1}."
        ) from None
    return lock


def prepare() -> None:
    process = spawn([sys.executable, str(env.CHECKOUT / "manage.py"), "prepare"])
    try:
        status = process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    if status != 0:
        raise CannotRun("Guildhall could not be prepared; the reason stands above.")


def answers(settings: Settings) -> bool:
    """Any answer of the web process that is not its own failure."""
    connection = http.client.HTTPConnection(settings.local_host, settings.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(settings: Settings) -> str:
    """The password is shown only where it is known: still the first one, or given to us."""
    kept = settings.data / "first-password"
    ready = f"Guildhall is ready at {settings.address} — user admin, password"
    if kept.exists():
        return f"{ready} {kept.read_text(encoding='utf-8').strip()} (kept in {kept})"
    return f"{ready} {env.secret('GUILDHALL_ADMIN_PASSWORD', 'as you set it')}"


def run(settings: Settings) -> None:
    supervisor = Supervisor(settings.commands())
    try:
        embedded.ensure(settings.data)
        supervisor.warm_up()
        prepare()
        supervisor.go()
        watch(supervisor, settings)
    finally:
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
        embedded.stop(settings.data)


def watch(supervisor: Supervisor, settings: Settings) -> None:
    ready, checked_at = False, time.monotonic()
    while True:
        supervisor.keep()
        ready = ready or became_ready(supervisor, settings)
        if time.monotonic() - checked_at > SERVERS_EVERY:
            embedded.ensure(settings.data)  # a killed server comes back
            checked_at = time.monotonic()
        time.sleep(SLEEP)


def became_ready(supervisor: Supervisor, settings: Settings) -> bool:
    if failing := supervisor.failing():
        raise CannotRun(f"The {failing.name} process does not stay up; see above.")
    if not answers(settings):
        return False
    say(welcome(settings))
    return True


def main() -> int:
    for number in ENDINGS:
        signal.signal(number, signal.default_int_handler)
    try:
        settings = Settings.read()
        with claim(settings):
            run(settings)
    except KeyboardInterrupt:
        say("Guildhall has stopped.")
    except (CannotRun, env.Invalid, embedded.EmbeddedError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
