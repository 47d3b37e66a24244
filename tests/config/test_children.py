import sys
import time

import pytest

from config import children
from tests.config.processes import alive, command, kill, said, wait_for

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, file=open(sys.argv[1], "w"), flush=True)
time.sleep(60)
"""
SAYS_UP = "import time; print('up', flush=True); time.sleep(60)"
PARENT = """
import subprocess, sys, time
leash = [sys.executable, "-m", "config.leash", "config", "sleeper"]
child = subprocess.Popen(leash, stdin=subprocess.PIPE, text=True)
print(child.pid, flush=True)
print("go", file=child.stdin, flush=True)
time.sleep(60)
"""


@pytest.fixture
def supervise(monkeypatch):
    """Makes a supervisor of quick temper; what it started is gone afterwards."""
    monkeypatch.setattr(children, "FIRST_WAIT", 0.05)
    made = []

    def make(**commands):
        made.append(children.Supervisor(commands))
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
    child = children.Child("web", SLEEPER)
    monkeypatch.setattr(child, "kill", lambda: None)
    waits = []
    for _ in range(10):
        child._died(1, now=0.0)
        waits.append(child.due_at)
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30]
    one = children.Supervisor({})
    one.children = [child]
    assert one.failing() is child


def test_a_failure_long_ago_is_forgiven(monkeypatch):
    child = children.Child("web", SLEEPER, failures=4, started_at=0.0)
    monkeypatch.setattr(child, "kill", lambda: None)
    child._died(1, now=children.HEALTHY_AFTER + 1)
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
    (tmp_path / "sleeper.py").write_text(SAYS_UP)
    parent = command("-c", PARENT, PYTHONPATH=str(tmp_path))
    child = int(parent.stdout.readline())
    assert parent.stdout.readline() == "up\n"
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: not alive(child))


def test_a_leashed_process_loads_its_code_and_waits_for_the_word(supervise, tmp_path, monkeypatch):
    (tmp_path / "heavy.py").write_text(f"open({str(tmp_path / 'loaded')!r}, 'w')")
    (tmp_path / "light.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    one = supervise(web=[sys.executable, "-m", "config.leash", "heavy", "light"])
    one.warm_up()
    wait_for((tmp_path / "loaded").exists)
    time.sleep(0.1)
    assert not (tmp_path / "ran").exists()
    one.go()
    wait_for((tmp_path / "ran").exists)


def test_a_leashed_process_whose_word_never_comes_does_not_run(tmp_path):
    (tmp_path / "light.py").write_text("print('ran')")
    leash = ("-m", "config.leash", "config", "light")
    assert said(command(*leash, PYTHONPATH=str(tmp_path))) == (0, "")
