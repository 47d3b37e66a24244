import os
import socket
import sys
import time

import pytest

from config import supervisor
from tests.config.processes import alive, command, kill, said, wait_for

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, file=open(sys.argv[1], "w"), flush=True)
time.sleep(60)
"""


@pytest.fixture
def supervise(monkeypatch):
    """Makes a supervisor of quick temper; what it started is gone afterwards."""
    monkeypatch.setattr(supervisor, "FIRST_WAIT", 0.05)
    made = []

    def make(**commands):
        made.append(supervisor.Supervisor(commands))
        return made[-1]

    yield make
    for one in made:
        one.stop(grace=0)


def kept(one, condition):
    """Keeps the children until something holds."""

    def holds():
        one.keep()
        return condition()

    wait_for(holds)


def test_a_killed_process_is_started_again(supervise, capsys):
    one = supervise(web=SLEEPER)
    one.keep()
    first = one.children[0].process.pid
    kill(first)
    kept(one, lambda: (now := one.children[0].process) and now.pid != first)
    assert alive(one.children[0].process.pid)
    assert capsys.readouterr().out == (
        "The web process ended (signal 9); starting it again in 0.05 s.\n"
    )


def test_waits_grow_up_to_a_limit_and_hope_ends(monkeypatch):
    child = supervisor.Child("web", SLEEPER)
    monkeypatch.setattr(child, "kill", lambda: None)
    waits = []
    for _ in range(10):
        child._died(1, now=0.0)
        waits.append(child.due_at)
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30]
    one = supervisor.Supervisor({})
    one.children = [child]
    assert one.failing() is child


def test_a_failure_long_ago_is_forgiven(monkeypatch):
    child = supervisor.Child("web", SLEEPER, failures=4, started_at=0.0)
    monkeypatch.setattr(child, "kill", lambda: None)
    child._died(1, now=supervisor.HEALTHY_AFTER + 1)
    assert child.failures == 1


def test_stop_ends_even_the_stubborn_and_their_children(supervise, tmp_path):
    note = tmp_path / "pid"
    one = supervise(worker=[sys.executable, "-c", STUBBORN, str(note)], web=SLEEPER)
    kept(one, lambda: note.exists() and note.read_text().endswith("\n"))
    numbers = [int(note.read_text()), *(child.process.pid for child in one.children)]
    began = time.monotonic()
    one.stop(grace=0.3)
    assert time.monotonic() - began < 2
    wait_for(lambda: not any(alive(number) for number in numbers))


def test_children_of_a_killed_process_do_not_outlive_it(supervise, tmp_path):
    note = tmp_path / "pid"
    one = supervise(worker=[sys.executable, "-c", STUBBORN, str(note)])
    kept(one, lambda: note.exists() and note.read_text().endswith("\n"))
    orphan = int(note.read_text())
    kill(one.children[0].process.pid)
    kept(one, lambda: not alive(orphan))


@pytest.mark.skipif(
    sys.platform != "linux", reason="allowed: only Linux ends a child with its parent"
)
def test_a_leashed_process_ends_with_its_parent(tmp_path):
    (tmp_path / "sleeper.py").write_text("import time; print('up', flush=True); time.sleep(60)")
    start = "import subprocess, sys, time\n"
    start += "child = subprocess.Popen([sys.executable, '-m', 'config.leash', 'sleeper'])\n"
    start += "print(child.pid, flush=True); time.sleep(60)"
    parent = command("-c", start, PYTHONPATH=str(tmp_path))
    child = int(parent.stdout.readline())
    assert parent.stdout.readline() == "up\n"
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: not alive(child))


def test_a_busy_port_is_one_sentence_and_starts_nothing(data):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        status, output = said(command("-m", "config.supervisor", PORT=str(port)))
    assert status == 1
    assert output == (
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use); "
        f"choose another one, for example with PORT={port + 1}.\n"
    )
    assert sorted(path.name for path in data.iterdir()) == ["run.lock"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT must be a whole number from 1 to 65535, not 'eighty'.\n"),
        ("HOST", "no such host", "Port 8000 on no such host cannot be used"),
        ("GUILDHALL_DATA", "/proc/data", "The data folder /proc/data cannot be used"),
    ],
)
def test_a_bad_knob_is_one_sentence(data, name, value, sentence):
    status, output = said(command("-m", "config.supervisor", **{name: value}))
    assert status == 1
    assert output.startswith(sentence)
    assert len(output.splitlines()) == 1


def test_a_second_portal_on_one_data_folder_is_refused(data):
    settings = supervisor.Settings("127.0.0.1", 0, data)
    with supervisor.claim(settings), pytest.raises(supervisor.CannotRun, match="already runs on"):
        supervisor.claim(settings)
    supervisor.claim(settings).close()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001"),
        ("0.0.0.0", "http://127.0.0.1:8001"),
        ("::", "http://[::1]:8001"),
        ("portal.example", "http://portal.example:8001"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(tmp_path, host, address):
    assert supervisor.Settings(host, 8001, tmp_path).address == address


def test_host_and_port_reach_the_web_process(tmp_path):
    web = supervisor.Settings("0.0.0.0", 8123, tmp_path / "a b").commands()["web"]
    assert web[web.index("--host") + 1] == "0.0.0.0"
    assert web[web.index("--port") + 1] == "8123"


def test_the_password_is_shown_only_where_it_is_known(data):
    data.mkdir()
    settings = supervisor.Settings("127.0.0.1", 8000, data)
    assert supervisor.welcome(settings).endswith("user admin, password as you set it")
    os.environ["GUILDHALL_ADMIN_PASSWORD"] = "given"
    assert supervisor.welcome(settings).endswith("user admin, password given")
    (data / "first-password").write_text("made-up\n")  # the account keeps it: given came too late
    assert supervisor.welcome(settings).endswith(f"made-up (kept in {data}/first-password)")
