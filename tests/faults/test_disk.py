"""A disk that fills up under the embedded servers: nothing is lost, and what is wrong is said."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.home import POINTER, Home
from tests.faults.test_kills import Running

pytestmark = pytest.mark.fault
TABLES, COLUMNS = 1_500, 20
SIZE, ROOM = 240, 12  # megabytes: of the disk, and what is left on it when the scan begins


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, which an ordinary user cannot make."""
    if os.geteuid() != 0:
        pytest.skip("allowed: only root may mount a small disk")
    place = Path(tempfile.mkdtemp(prefix="guildhall-disk-"))
    options = f"size={SIZE}m,mode=0711"
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=False)
    if made.returncode:
        pytest.skip("allowed: this machine mounts no small disks")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
        place.rmdir()


@pytest.fixture
def portal(disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A portal whose servers live on the small disk, and a source that does not."""
    data = tmp_path / "data"
    data.mkdir()
    (data / POINTER).write_text(str(disk / "servers"))
    account: Any = Home.of(data).account
    (disk / "servers").mkdir(mode=0o700)
    os.chown(disk / "servers", account.pw_uid, account.pw_gid)
    monkeypatch.setenv("GUILDHALL_SOURCE_FOLDERS", str(tmp_path))
    with sqlite3.connect(tmp_path / "big.db") as source:
        columns = ", ".join(f"column_{n} TEXT" for n in range(COLUMNS))
        for n in range(TABLES):
            source.execute(f"CREATE TABLE t_{n} ({columns})")
    running = Running(data)
    yield running
    running.process.terminate()
    running.process.wait(60)


def test_a_full_disk_stops_a_scan_and_loses_nothing(portal: Running, disk: Path) -> None:
    options = {"path": str(portal.data.parent / "big.db")}
    status, source = portal.ask(
        "sources", {"name": "big", "connector": "sqlite", "options": options}
    )
    assert status == 201, source
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free - ROOM * 2**20
    with ballast.open("wb") as file:
        file.write(b"\0" * free)
    status, job = portal.ask("scans", {"source": source["id"]})
    assert status == 202, job
    troubled = trouble_of(portal, job["id"])
    ballast.unlink()
    portal.wait_ready()
    assert troubled in ("disk_full", "unavailable")
    assert portal.finished(job["id"], 120)["state"] in ("failed", "succeeded")
    status, job = portal.ask("scans", {"source": source["id"]})
    assert status == 202, job
    done = portal.finished(job["id"], 120)
    assert (done["state"], done["counts"]["seen"]) == ("succeeded", TABLES)
    assert portal.found() == TABLES
    assert portal.whole()


def trouble_of(portal: Running, job: str) -> str:
    """What is said while the disk is full: the job's own trouble, or that nothing answers."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        status, answer = portal.ask(f"jobs/{job}")
        if status == 200 and answer["state"] not in ("queued", "running"):
            return str((answer["trouble"] or {}).get("code", answer["state"]))
        if status == 503:
            return str(answer["code"])
        time.sleep(0.3)
    pytest.fail("nothing was said of the full disk")
