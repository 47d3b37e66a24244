"""The process that holds one DuckDB file open for the length of a session.

A file may come from anybody, and DuckDB reads it with native code: whatever it makes of a hostile
one happens here, without a network address, a secret or a right to write, and with bounds on memory
that the kernel keeps. Started as a program and importing nothing of ours, it answers each line of
JSON on its input with one on its output, and ends with its input.

    {"sql": …, "params": […], "page": n}  →  {"rows": […]}, at most n of them
    {}                                    →  {"rows": […]}, the next ones of the same statement
                                          →  {"error": …, "text": …}
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any, TextIO

import duckdb

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "access_mode": "read_only",
    "enable_external_access": "false",  # no other file, no network, no ATTACH, no extension
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "allow_persistent_secrets": "false",
    "temp_directory": "",
    "memory_limit": "512MB",
    "threads": "1",
    "lock_configuration": "true",
}
ADDRESS_SPACE = 2 << 30  # of the whole process, its libraries and stacks included


def confine(seconds: int) -> None:
    """What the kernel holds this process to; `seconds` of computing are a last resort."""
    for limit, most in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),  # pipes are no files
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def failed(error: BaseException) -> dict[str, Any]:
    return {"error": type(error).__name__, "text": str(error)}


class Answering:
    """The answers to one request after the other."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.page = 0

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            if request:
                self.page = request["page"]
                self.connection.execute(request["sql"], request["params"])
            return {"rows": self.connection.fetchmany(self.page)}
        except (duckdb.Error, UnicodeError, MemoryError) as error:
            return failed(error)


def serve(answer: Callable[[dict[str, Any]], dict[str, Any]], out: TextIO) -> None:
    for line in sys.stdin:
        out.write(json.dumps(answer(json.loads(line))) + "\n")
        out.flush()


def main(path: str, seconds: int) -> None:
    confine(seconds)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    try:
        connection = duckdb.connect(path, config=SETTINGS)
    except (duckdb.Error, UnicodeError, MemoryError) as error:
        refusal = failed(error)
        serve(lambda _: refusal, out)
    else:
        serve(Answering(connection), out)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
