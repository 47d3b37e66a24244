"""Runs the engine in a process of its own and kills it where it hurts most."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

SCRIPT = """
import os, signal, sys
from datetime import date
from pathlib import Path
from governance.sample import engine
from governance.sample.engine import files

call, folder, today, fatal = sys.argv[1:5]
flush = files._flush


def flush_or_die(part):
    if part.name == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    flush(part)


files._flush = flush_or_die
getattr(engine, call)(Path(folder), date.fromisoformat(today), *map(float, sys.argv[5:]))
"""


def started(
    call: str, folder: Path, today: date, *scale: float, fatal: str = "", seed: str = "0"
) -> subprocess.Popen:
    """`engine.<call>` in another process, which dies with `fatal` written, not in place."""
    arguments = [call, str(folder), today.isoformat(), fatal, *map(str, scale)]
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())},
    )


def killed(call: str, folder: Path, today: date, *scale: float, name: str) -> None:
    process = started(call, folder, today, *scale, fatal=f"{name}.db.part")
    assert process.wait() == -signal.SIGKILL
    assert (folder / f"{name}.db.part").exists()
