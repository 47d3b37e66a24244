"""Issue an API token from the command line; prints the token alone, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.people import queries as people
from core.people.models import User
from core.portal import sentence
from core.refusals import Refusal
from core.tokens import actions as tokens


class Command(BaseCommand):
    help = "Issue a token for a user. --scope may be repeated; '*' is everything they may do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")
        parser.add_argument("--scope", action="append", required=True)
        parser.add_argument("--name", default="Command line")
        parser.add_argument("--days", type=int, default=tokens.DEFAULT_DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username__iexact=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no account “{options['user']}”.")
        try:
            _, text = tokens.issue(
                user=user,
                name=options["name"],
                scopes=options["scope"],
                days=options["days"],
                by=people.cli(),
            )
        except Refusal as refusal:
            raise CommandError(sentence(refusal.code, refusal.params)) from refusal
        self.stdout.write(text)
