"""What tests of real processes ask and do."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config.env import CHECKOUT
from config.home import Home


def command(*arguments, **environment):
    """A command in the checkout, with everything it says."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said(process, seconds=30):
    """Its exit status and everything it said."""
    output, _ = process.communicate(timeout=seconds)
    return process.returncode, output


def postmaster(data):
    """The process number of the PostgreSQL of a data folder."""
    lock = Home.of(data).folder / "postgres" / "postmaster.pid"
    return int(lock.read_text().split()[0])


def kill(number):
    """`kill -9`, and the moment until it has happened."""
    os.kill(number, signal.SIGKILL)
    wait_for(lambda: not alive(number))


def alive(number):
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def wait_for(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
