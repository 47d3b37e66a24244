"""Prove the history: exit status 0 when it is whole, 1 when something was altered."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from core.changes import actions as changes
from core.changes import rules
from core.portal import sentence


class Command(BaseCommand):
    help = "Check the chain of seals, and that every row is what its changes add up to."

    def handle(self, *args: Any, **options: Any) -> None:
        changes.seal()
        findings = changes.verify_history(tell=self._draw)
        for finding in findings:
            self.stdout.write(sentence(finding.code, finding.params))
        if any(finding.code not in rules.HARMLESS for finding in findings):
            sys.exit(1)
        self.stdout.write("History is whole.")

    def _draw(self, done: int, total: int) -> None:
        """For eyes only: a log of a night's run stays short."""
        if self.stderr.isatty():
            end = "\n" if done == total else ""
            self.stderr.write(f"\r{done:,} of {total:,} changes", ending=end)
