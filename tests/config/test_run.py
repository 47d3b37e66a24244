"""`make run` with real servers, uvicorn and worker, around a portal of a few lines."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from redis import Redis

from config import embedded
from config.env import CHECKOUT
from tests.config.processes import alive, kill, postmaster, said, wait_for

pytestmark = pytest.mark.fault
GROUND = ("__init__", "env", "embedded", "home", "servers", "supervisor", "children", "leash")
ASGI = """
import os
async def application(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(os.getpid()).encode()})
"""
CELERY = """
import os
from celery import Celery
app = Celery(broker=os.environ["REDIS_URL"].replace("unix://", "redis+socket://"))
"""
PREPARE = "print('Prepared.')"


@pytest.fixture
def checkout(tmp_path):
    """The ground of a checkout, in a folder with a space, and a portal that only says who it is."""
    folder = tmp_path / "a checkout"
    (folder / "config").mkdir(parents=True)
    for name in GROUND:
        shutil.copy(CHECKOUT / "config" / f"{name}.py", folder / "config")
    (folder / "config" / "asgi.py").write_text(ASGI)
    (folder / "config" / "celery.py").write_text(CELERY)
    (folder / "manage.py").write_text(PREPARE)
    return folder


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def start(checkout, port, data):
    """Runs the supervisor; whatever is left of it is ended afterwards."""
    started = []
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # the worker would look for Django

    def run():
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "config.supervisor"],
                cwd=checkout,
                env=os.environ | {"PORT": str(port)},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def heard(process, words):
    """Reads on until it says the words."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return line
    raise AssertionError("".join(lines))


def web(port):
    """The process that serves."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return int(answer.read())


def children(number):
    """Every process below this one."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == number:
            found += [int(path.parent.name), *children(int(path.parent.name))]
    return found


linux = pytest.mark.skipif(sys.platform != "linux", reason="allowed: reads /proc")


@linux
def test_the_portal_runs_and_mends_and_stops(start, port, data):
    portal = start()
    assert heard(portal, "ready") == (
        f"Guildhall is ready at http://127.0.0.1:{port} — user admin, password as you set it\n"
    )
    first = web(port)
    below = children(portal.pid)
    kill(first)
    heard(portal, "The web process ended (signal 9); starting it again in 0.5 s.")
    wait_for(lambda: (now := children(portal.pid)) and set(now) != set(below))
    wait_for(lambda: answers(port))
    assert web(port) != first
    below += children(portal.pid)
    portal.send_signal(signal.SIGTERM)
    status, output = said(portal)
    assert (status, output.splitlines()[-1]) == (0, "Guildhall has stopped.")
    assert "Traceback" not in output
    assert not any(alive(number) for number in below)


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_killed_servers_come_back_while_the_portal_runs(start, data):
    heard(start(), "ready")
    redis = Redis.from_url(embedded.urls(data).redis_url)
    kill(postmaster(data))
    kill(redis.info()["process_id"])
    assert not embedded.running(data)
    wait_for(lambda: len(embedded.running(data)) == 2)


@linux
def test_a_killed_supervisor_leaves_room_for_the_next(start, port):
    portal = start()
    heard(portal, "ready")
    below = children(portal.pid)
    portal.kill()
    wait_for(lambda: not any(alive(number) for number in below))
    again = start()
    heard(again, "ready")
    again.send_signal(signal.SIGINT)
    assert said(again)[0] == 0


def test_a_failed_preparation_stops_the_start(start, checkout, port):
    (checkout / "manage.py").write_text("raise SystemExit('The schema is newer than the code.')")
    assert said(start()) == (
        1,
        "The schema is newer than the code.\n"
        "Guildhall could not be prepared; the reason stands above.\n",
    )
    assert not answers(port)


def test_a_portal_that_never_answers_ends_with_a_reason(start, checkout):
    (checkout / "config" / "asgi.py").write_text("raise SystemExit('Broken.')")
    hasty = checkout / "config" / "children.py"
    hasty.write_text(hasty.read_text().replace("WAIT = 0.5, 30.0", "WAIT = 0, 0"))
    status, output = said(start())
    assert status == 1
    assert output.count("Broken.") == 5
    assert output.endswith("The web process does not stay up; see above.\n")
