"""A whole portal whose processes are killed: what was acknowledged stays, what was under way ends.

Every test finds the portal running and leaves it so; the supervisor brings back what is killed.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.config.processes import postmaster
from tests.e2e.conftest import GIVEN, PASSWORD, ROOT, _free_port, _socket_folder, _wait

pytestmark = pytest.mark.fault
TABLES = 1_200


class Running:
    """A portal with a big source of its own, spoken to by API and signals only."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
        self.env = {
            **kept,
            "GUILDHALL_DATA": str(data),
            "PORT": str(self.port),
            "GUILDHALL_ADMIN_PASSWORD": PASSWORD,
            "GUILDHALL_API_RATE": "100000/min",
            "SAMPLE": "0",
        }
        self.log = data / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.supervisor"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
            )
        self.wait_ready()
        self.socket = _socket_folder(data, self.env)
        self.token = self.manage("create_token", "admin", "--scope", "*").stdout.strip()

    def wait_ready(self) -> None:
        _wait(f"http://127.0.0.1:{self.port}/readyz", self.process, self.log)

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def ask(self, path: str, body: Any = None) -> tuple[int, Any]:
        """(status, answer) of a call; 0 when nobody answered."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, None

    def children(self, word: str) -> list[int]:
        """Processes below the supervisor whose command has this word, the eldest first."""
        below, found = {self.process.pid}, []
        for path in sorted(Path("/proc").glob("[0-9]*"), key=lambda p: int(p.name)):
            try:
                parent = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
                command = (path / "cmdline").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent in below:
                below.add(int(path.name))
                if word in command:
                    found.append(int(path.name))
        return found

    def finished(self, job: str, seconds: int = 60) -> dict[str, Any]:
        """The job once it has ended."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            status, answer = self.ask(f"jobs/{job}")
            if status == 200 and answer["state"] not in ("queued", "running"):
                return answer
            time.sleep(0.2)
        pytest.fail(f"the job did not end: {answer}")

    def whole(self) -> bool:
        proof = self.manage("verify_history")
        assert "Traceback" not in proof.stdout + proof.stderr
        return proof.returncode == 0

    def found(self) -> int:
        """How many tables of the big source are in the catalogue."""
        with psycopg.connect(host=self.socket, user="guildhall", dbname="guildhall") as database:
            return database.execute(
                "SELECT count(*) FROM governance_asset WHERE kind = 3 AND state = 1"
            ).fetchone()[0]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: Any) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("faults"))
    where = {"host": running.socket, "user": "guildhall"}
    with psycopg.connect(**where, dbname="guildhall", autocommit=True) as database:
        database.execute("CREATE DATABASE big")
    with psycopg.connect(**where, dbname="big") as database:
        for start in range(0, TABLES, 200):
            database.execute(
                ";".join(
                    f"CREATE TABLE t_{n} (a int, b text, c text)" for n in range(start, start + 200)
                )
            )
            database.commit()
    options = {**where, "database": "big"}
    status, source = running.ask(
        "sources", {"name": "big", "connector": "postgresql", "options": options}
    )
    assert status == 201, source
    running.source = source["id"]
    yield running
    running.process.terminate()
    running.process.wait(30)
    assert "Traceback" not in running.manage("doctor").stderr


def start(portal: Running) -> str:
    status, job = portal.ask("scans", {"source": portal.source})
    assert status == 202, job
    return job["id"]


@pytest.mark.parametrize("pause", [0.15, 0.5])
def test_a_worker_killed_in_mid_scan_loses_nothing(portal: Running, pause: float) -> None:
    job = start(portal)
    time.sleep(pause)
    workers = portal.children("celery")
    assert workers
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    done = portal.finished(job)
    assert done["state"] == "succeeded", done
    assert done["counts"]["seen"] == TABLES
    assert portal.found() == TABLES
    assert portal.whole()


def test_a_web_process_killed_comes_back_with_everything_acknowledged(portal: Running) -> None:
    status, made = portal.ask("domains", {"name": f"Sales {time.time()}"})
    assert status == 201
    webs = portal.children("uvicorn")
    assert webs
    for web in webs:
        os.kill(web, signal.SIGKILL)
    portal.wait_ready()
    assert portal.ask(f"domains/{made['id']}")[0] == 200


def test_a_database_killed_in_mid_scan_loses_nothing_acknowledged(portal: Running) -> None:
    status, made = portal.ask("domains", {"name": f"People {time.time()}"})
    assert status == 201
    job = start(portal)
    time.sleep(0.2)
    os.kill(postmaster(portal.data), signal.SIGKILL)
    status, answer = portal.ask("sources")
    assert status in (0, 200, 503)
    if status == 503:
        assert answer["code"]
    portal.wait_ready()
    assert portal.ask(f"domains/{made['id']}")[0] == 200
    done = portal.finished(job)
    assert done["state"] in ("succeeded", "failed")
    again = portal.finished(start(portal))
    assert again["state"] == "succeeded"
    assert portal.found() == TABLES
    assert portal.whole()


def test_a_broker_killed_delays_work_only(portal: Running) -> None:
    from config.home import Home

    pids = [
        int(p.name)
        for p in Path("/proc").glob("[0-9]*")
        if _command(p).find("valkey") >= 0 and str(Home.of(portal.data).folder) in _command(p)
    ]
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    status, job = portal.ask("scans", {"source": portal.source})
    assert status in (0, 202, 503), job
    portal.wait_ready()
    if status == 202:
        assert portal.finished(job["id"])["state"] == "succeeded"
    assert portal.finished(start(portal))["state"] == "succeeded"


def _command(path: Path) -> str:
    try:
        return (path / "cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_the_command_line_says_in_one_sentence_what_is_wrong(portal: Running) -> None:
    for words, status in (
        (("scan", "nothing-of-this-name"), 1),
        (("scan", "foo://x"), 1),
        (("scan", f"postgresql://x:secret-9@127.0.0.1:{_free_port()}/none"), 1),
        (("scan", "sqlite:////etc/passwd"), 1),
        (("scan", "big"), 0),
        (("scan", "big", "--json"), 0),
    ):
        said = portal.manage(*words)
        assert said.returncode == status, said
        assert "Traceback" not in said.stderr + said.stdout
        assert "secret-9" not in said.stderr + said.stdout
    assert json.loads(said.stdout)["counts"]["unchanged"] == TABLES
