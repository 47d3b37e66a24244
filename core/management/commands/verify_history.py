"""Prove the history: exit status 0 when it is whole, 1 when something was altered."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from core.changes import actions as changes
from core.portal import sentence


class Command(BaseCommand):
    help = "Check the chain of seals, and that every row is what its changes add up to."

    def handle(self, *args: Any, **options: Any) -> None:
        changes.seal()
        findings = changes.verify_history()
        for finding in findings:
            self.stdout.write(sentence(finding.code, finding.params))
        broken = [finding for finding in findings if finding.code != "unsealed"]
        if broken:
            sys.exit(1)
        self.stdout.write("History is whole.")
