"""Private servers of a test run: with certificates, killed, stopped and started at will."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pymysql

from tests.governance.connectors.authority import Authority
from tests.governance.connectors.networks import closed_port


class Server:
    """A program with a folder of its own, and a certificate that `authority` vouches for."""

    def __init__(self, folder: Path, owner: str) -> None:
        self.folder, self.port = folder, closed_port()
        # such servers refuse to run as root
        self.user = owner if os.geteuid() == 0 else None
        self.authority = Authority()
        self.certificate, self.key = self.authority.vouch(folder)
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        if self.user:
            for path in (folder, self.data, self.certificate, self.key):
                shutil.chown(path, self.user)
        self.process: subprocess.Popen[bytes] | None = None

    def execute(self, *command: object) -> None:
        subprocess.run([str(word) for word in command], user=self.user, cwd=self.folder,
                       check=True, capture_output=True)  # fmt: skip

    def start(self, *command: object) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                user=self.user, cwd=self.folder, stdout=log, stderr=log,
            )  # fmt: skip
        end = time.monotonic() + 20
        while not self.answers():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.1)

    def answers(self) -> bool:
        raise NotImplementedError

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The server keeps its connections and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitpid(self.process.pid, os.WUNTRACED)  # until it has
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


class PrivateMariadb(Server):
    """Stores names in lower case, as MariaDB does on Windows."""

    def run(self) -> None:
        self.start(
            *("mariadbd", "--no-defaults", f"--datadir={self.data}", f"--port={self.port}"),
            *("--bind-address=127.0.0.1", f"--socket={self.folder}/socket"),
            *("--lower-case-table-names=1", "--innodb-buffer-pool-size=16M"),
            *(f"--ssl-cert={self.certificate}", f"--ssl-key={self.key}"),
        )

    def answers(self) -> bool:
        try:
            pymysql.connect(host="127.0.0.1", port=self.port, user="root").close()
        except pymysql.Error:
            return False
        return True


class PrivatePostgres(Server):
    """Lets nobody in without encryption."""

    def run(self, programs: Path) -> None:
        (self.data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 trust\n")
        self.start(
            *(programs / "postgres", "-D", self.data, "-p", self.port, "-h", "127.0.0.1"),
            *("-k", self.folder, "-c", "ssl=on", "-c", "fsync=off"),
            *("-c", f"ssl_cert_file={self.certificate}", "-c", f"ssl_key_file={self.key}"),
        )

    def answers(self) -> bool:
        try:
            psycopg.connect(
                host="127.0.0.1", port=self.port, user="postgres", sslmode="require"
            ).close()
        except psycopg.Error:
            return False
        return True


@contextmanager
def private_mariadb() -> Iterator[PrivateMariadb]:
    """Raises FileNotFoundError where MariaDB is not installed."""
    with _started("mariadbd", "mysql") as (folder, owner):
        server = PrivateMariadb(folder, owner)
        server.execute(
            *("mariadb-install-db", "--no-defaults", f"--datadir={server.data}"),
            *("--auth-root-authentication-method=normal", "--skip-test-db"),
        )
        try:
            server.run()
            yield server
        finally:
            server.kill()


@contextmanager
def private_postgres() -> Iterator[PrivatePostgres]:
    """Raises FileNotFoundError where PostgreSQL is not installed."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))
    with _started(str(programs / "postgres"), "postgres") as (folder, owner):
        server = PrivatePostgres(folder, owner)
        server.execute(programs / "initdb", "-D", server.data, "-U", "postgres", "--no-sync")
        try:
            server.run(programs)
            yield server
        finally:
            server.kill()


@contextmanager
def _started(program: str, owner: str) -> Iterator[tuple[Path, str]]:
    if not shutil.which(program):
        raise FileNotFoundError(program)
    if os.geteuid() == 0:
        try:
            pwd.getpwnam(owner)
        except KeyError:
            raise FileNotFoundError(f"an account named {owner}") from None
    with tempfile.TemporaryDirectory(prefix="guildhall-") as folder:
        yield Path(folder), owner
