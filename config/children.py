"""The processes that the supervisor keeps alive: started, started again, stopped in good order."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from config import env
from config.leash import GO

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before a process that died is started again
HEALTHY_AFTER = 60.0  # seconds after which an old failure no longer counts
ATTEMPTS = 5  # of a process that never lets the portal answer
GRACE = 10.0  # seconds for requests and tasks under way


def spawn(command: list[str]) -> subprocess.Popen[str]:
    """In a session of its own: Ctrl-C reaches us alone, and we stop it in good order."""
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, text=True, cwd=env.CHECKOUT, start_new_session=True
    )


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen[str] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    failures: int = 0

    def warm_up(self, now: float) -> None:
        """Start it, but only to load its code: config/leash.py waits for the word."""
        self.process, self.started_at = spawn(self.command), now

    def go(self) -> None:
        if self.process and self.process.stdin:
            with suppress(BrokenPipeError), self.process.stdin as pipe:
                pipe.write(GO)

    def keep(self, now: float) -> None:
        """Start it when it is due; note when it has died."""
        if self.process is None:
            if now >= self.due_at:
                self.warm_up(now)
                self.go()
        elif (status := self.process.poll()) is not None:
            self._died(status, now)

    def _died(self, status: int, now: float) -> None:
        self.kill()  # its own children must not outlive it
        self.process = None
        self.failures = 1 if now - self.started_at > HEALTHY_AFTER else self.failures + 1
        wait = min(FIRST_WAIT * 2 ** (self.failures - 1), LONGEST_WAIT)
        self.due_at = now + wait
        say(f"The {self.name} process ended ({_ending(status)}); starting it again in {wait:g} s.")

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """The whole session; harmless when nothing of it is left."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Keeps its children alive until it is told to stop."""

    def __init__(self, commands: Mapping[str, list[str]]) -> None:
        self.children = [Child(name, command) for name, command in commands.items()]

    def warm_up(self) -> None:
        for child in self.children:
            child.warm_up(time.monotonic())

    def go(self) -> None:
        for child in self.children:
            child.go()

    def keep(self) -> None:
        for child in self.children:
            child.keep(time.monotonic())

    def failing(self) -> Child | None:
        """One that has died too often to hope."""
        return next((child for child in self.children if child.failures >= ATTEMPTS), None)

    def stop(self, grace: float = GRACE) -> None:
        for child in self.children:
            child.ask_to_stop()
        end = time.monotonic() + grace
        for child in self.children:
            while child.process and child.process.poll() is None and time.monotonic() < end:
                time.sleep(0.02)
            child.kill()


def say(text: str) -> None:
    print(text, flush=True)


def _ending(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"
