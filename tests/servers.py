"""Starts what tests need before Django reads its settings (loaded by `-p` in pyproject.toml).

Given servers (DATABASE_URL, REDIS_URL) are used where they are given; otherwise the embedded ones
run in a data folder of their own, without durability, and stay up for the next run.
"""

import os
from pathlib import Path

from config import embedded

DATA = Path(os.environ.get("GUILDHALL_TEST_DATA", Path(__file__).parent.parent / ".data" / "tests"))

os.environ["GUILDHALL_DATA"] = str(DATA)
os.environ.setdefault("GUILDHALL_API_RATE", "100000/min")
DATA.mkdir(parents=True, exist_ok=True)
embedded.ensure(DATA, durable=False)
