"""Checks everything an installation needs, and says what to do about what is missing."""

import os
import platform
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.utils import DatabaseError

from core.changes.models import Change
from core.system import queries
from core.system.engine import Finding, checkups

OLDEST_POSTGRESQL = 150_000


class Command(BaseCommand):
    help = "Check everything an installation needs. Exit status 1 when something is missing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(_findings())
        for finding in findings:
            mark = "✕" if finding.advice else "✓"
            self.stdout.write(f"{mark} {finding.what:<18} {finding.told}")
            if finding.advice:
                self.stdout.write(f"  {'':<18} {finding.advice}")
        if any(finding.advice for finding in findings):
            sys.exit(1)


def _findings() -> Iterator[Finding]:
    yield Finding("Python", platform.python_version())
    yield _data_folder(Path(settings.DATA_DIR))
    yield from _secret_key(Path(settings.DATA_DIR) / "secret.key")
    yield from _database()
    yield from _services()
    yield from _of_other_floors()
    for folder in settings.SOURCE_FOLDERS:
        yield _source_folder(Path(folder))


def _data_folder(path: Path) -> Finding:
    if os.access(path, os.W_OK):
        return Finding("Data folder", str(path))
    return Finding("Data folder", str(path), "It cannot be written. Set GUILDHALL_DATA.")


def _secret_key(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield Finding("Secret key", "given by the environment")
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    advice = "" if mode & 0o077 == 0 else f"Others can read it: chmod 600 {path}"
    yield Finding("Secret key", str(path), advice)


def _database() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            told = f"PostgreSQL {cursor.fetchone()[0]}"
    except DatabaseError as error:
        first = str(error).strip().split("\n", 1)[0]
        yield Finding(
            "Database", first, "Set DATABASE_URL, or leave it empty for the embedded one."
        )
        return
    old = connection.pg_version < OLDEST_POSTGRESQL  # type: ignore[attr-defined]
    yield Finding("Database", told, "PostgreSQL 15 or later is needed." if old else "")
    yield from _partitions()


def _partitions() -> Iterator[Finding]:
    """Changes in the default partition mean that months were not opened in time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('core_change_rest') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT EXISTS (SELECT 1 FROM core_change_rest)")
        astray = cursor.fetchone()[0]
    advice = (
        "Some changes lie outside the monthly partitions; a beat was not running." if astray else ""
    )
    yield Finding("History", f"{Change._meta.db_table}, by month", advice)


def _of_other_floors() -> Iterator[Finding]:
    with suppress(DatabaseError):  # it does not answer or has no tables yet: told above
        for look in checkups():
            yield look()


ADVICE = {
    "database": "See above.",
    "migrations": "Run manage.py migrate.",
    "broker": "Set REDIS_URL, or leave it empty for the embedded one.",
    "worker": "Start a worker: make run, or see docs/deploy.md.",
}


def _services() -> Iterator[Finding]:
    for check in queries.readiness():
        told = "answers" if check.passed else "does not answer"
        yield Finding(check.name.capitalize(), told, "" if check.passed else ADVICE[check.name])


def _source_folder(path: Path) -> Finding:
    if path.is_dir():
        return Finding("Source folder", str(path))
    return Finding("Source folder", f"{path} is not there yet")
