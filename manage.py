#!/usr/bin/env python
"""Django's command line; starts the embedded servers for the commands that need them."""

import os
import sys

from django.core.management import execute_from_command_line

from config import embedded, env

NEED_NO_DATABASE = {
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "spectacular",
    "startapp",
    "version",
}


def needs_database(arguments: list[str]) -> bool:
    asks_only = {"-h", "--help", "--version"} & set(arguments)
    return bool(arguments) and not asks_only and arguments[0] not in NEED_NO_DATABASE


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        if needs_database(sys.argv[1:]):
            embedded.ensure(env.data_dir())
        execute_from_command_line(sys.argv)
    except (embedded.EmbeddedError, env.Invalid) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
