"""Runs a module as a child that ends with its parent: `-m config.leash config.asgi uvicorn …`.

After a `kill -9` of the supervisor nothing holds the port or works on; only Linux can promise it.
The first name is only imported; the second is run when standard input says `go`. So the code is
loaded while the database is still being prepared, and touches it only afterwards.
"""

import ctypes
import importlib
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1
GO = "go\n"

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    importlib.import_module(sys.argv[1])
    if sys.stdin.readline() == GO:
        del sys.argv[:2]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
