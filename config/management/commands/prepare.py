"""Everything an installation needs before it can serve: schema, accounts, sample company."""

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config import env
from core.access import actions as access
from core.access.models import EVERYTHING_ID, Binding
from core.people import queries as people
from core.people.models import User
from core.portal import sentence
from core.refusals import Refusal
from core.system import actions as system
from governance.sample import actions as sample

ADMIN = "admin"


class Command(BaseCommand):
    help = "Bring the database up to date, make the first account, load the sample company."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-sample", action="store_true", help="leave the sample out")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        try:
            self._first_account()
            if settings.SAMPLE and not options["no_sample"]:
                self._sample()
        except Refusal as refusal:
            raise CommandError(sentence(refusal.code, refusal.params)) from refusal

    @transaction.atomic
    def _first_account(self) -> None:
        """The first administrator, once: later starts never touch a password.

        The password is on file before the account is committed: a kill in between loses nothing.
        """
        admins = Binding.objects.filter(role__slug="admin", container_id=EVERYTHING_ID)
        if admins.filter(user__kind=User.Kind.PERSON).exists():
            self._forget_first_password()
            return
        given = env.secret("GUILDHALL_ADMIN_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        admin = access.add_person(
            username=ADMIN, password=password, name="", is_staff=True, by=people.system()
        )
        system.make_admin(user=admin, by=people.system())
        if not given:
            _keep(_first_password(), password)
        self.stdout.write(f"Made the account {ADMIN}.")

    def _forget_first_password(self) -> None:
        """Once it was changed, the file that told it is only misleading."""
        file = _first_password()
        admin = User.objects.filter(username=ADMIN).first()
        if file.exists() and not (admin and admin.check_password(file.read_text().strip())):
            file.unlink()

    def _sample(self) -> None:
        for source in sample.load(by=people.system()):
            self.stdout.write(f"Loaded and scanned {source.name}.")


def _first_password() -> Path:
    return Path(settings.DATA_DIR) / "first-password"


def _keep(path: Path, password: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password + "\n")
