"""Our end of the process that reads a DuckDB file: it is asked, given time, and ended."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from governance.connector import clean

PROGRAM = Path(__file__).with_name("child.py")
LONGEST = 64 << 20  # bytes of one answer
LIFETIME = 3_600  # seconds of computing before the kernel ends it, should nobody else


class Failed(Exception):
    """DuckDB said no: `kind` is the class of its error."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


class Slow(Exception):
    """No answer in time."""


class Lost(Exception):
    """The process ended by itself, or said what cannot be understood."""


class Keeper:
    """One such process; raises Failed, Slow and Lost. After Slow and Lost it is gone."""

    def __init__(self, path: Path, seconds: float) -> None:
        self.seconds = seconds  # an answer may take
        self._rest = b""
        self._process = subprocess.Popen(
            [sys.executable, "-I", PROGRAM, path, str(LIFETIME)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},  # no secret of the portal's
            cwd="/",
        )

    def rows(self, sql: str, *params: Any, page: int = 1_000) -> Iterator[Sequence[Any]]:
        """The rows of one statement, fetched as far as they are asked for, a page at once."""
        request: dict[str, Any] = {"sql": sql, "params": params, "page": page}
        while rows := self._asked(request):
            yield from rows
            request = {}

    def close(self) -> None:
        """End it, and wait until its lock on the file is gone."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it was not sent any more
                    pipe.close()
        self._process.wait()

    def _asked(self, request: dict[str, Any]) -> list[Any]:
        try:
            answer = json.loads(self._exchanged(json.dumps(request).encode() + b"\n"))
        except (OSError, ValueError) as error:
            self.close()
            raise Lost from error
        except Slow:
            self.close()
            raise
        if "error" in answer:
            raise Failed(answer["error"], clean(answer["text"]))
        return list(answer["rows"])

    def _exchanged(self, line: bytes) -> bytes:
        pipe, source = self._process.stdin, self._process.stdout
        if pipe is None or source is None:
            raise BrokenPipeError
        pipe.write(line)
        pipe.flush()
        deadline = time.monotonic() + self.seconds
        with selectors.DefaultSelector() as ready:
            ready.register(source, selectors.EVENT_READ)
            return self._line(source.fileno(), ready, deadline)

    def _line(self, number: int, ready: selectors.BaseSelector, deadline: float) -> bytes:
        parts = [self._rest]
        size = len(self._rest)
        while b"\n" not in parts[-1]:
            if not ready.select(max(0.0, deadline - time.monotonic())):
                raise Slow
            parts.append(os.read(number, 1 << 16))
            size += len(parts[-1])
            if not parts[-1] or size > LONGEST:
                raise BrokenPipeError
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line
