"""Runs a module as a child that ends with its parent: `python -m config.leash uvicorn …`.

After a `kill -9` of the supervisor nothing holds the port or works on; only Linux can promise it.
"""

import ctypes
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
