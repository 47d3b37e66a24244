"""Bring stored secrets under the current key: exit status 1 when some lie under no known key."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from core.people import queries as people
from governance.sources import actions as sources


class Command(BaseCommand):
    help = (
        "Encrypt the stored secrets of sources under the current key. Needs the old keys in "
        "GUILDHALL_SECRET_KEY_FALLBACKS. Safe to stop and to repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = sources.rotate_secrets(by=people.cli())
        self.stdout.write(
            f"{done.rotated} secrets brought under the current key, {done.current} were there."
        )
        if done.unreadable:
            self.stdout.write(
                f"{done.unreadable} lie under a key that is not known: name it in "
                "GUILDHALL_SECRET_KEY_FALLBACKS, or give these secrets again."
            )
            sys.exit(1)
