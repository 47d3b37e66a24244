"""Runs every section, or those that are named (`python -m tests.bench scans`), in one database.

A section is a module with `measure()`, which prints what it measured (`report`): ratios in one
run, no verdicts. Its sizes come from the environment; its docstring says which.
"""

import os
import resource
import sys

import tests.servers  # noqa: F401  starts the embedded servers before Django reads its settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402

from tests.bench import classification, history, lineage, million, scans  # noqa: E402

SECTIONS = {
    "scans": scans,
    "history": history,
    "million": million,
    "classification": classification,
    "lineage": lineage,
}


def main(names: list[str]) -> None:
    connection.settings_dict["TEST"]["NAME"] = f"portal_bench_{os.getpid()}"  # beside the tests'
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        for name in names or SECTIONS:
            SECTIONS[name].measure()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"\n{'peak memory of this process':<34} {peak:>5} MiB")
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main(sys.argv[1:])
