import pytest

import manage
from tests.config.processes import command, said


@pytest.mark.parametrize("line", ["migrate", "shell", "scan sqlite:///x.db --json", "check"])
def test_commands_find_the_servers_running(line):
    assert manage.needs_database(line.split())


@pytest.mark.parametrize(
    "line", ["", "help", "--version", "migrate --help", "collectstatic --noinput", "makemessages"]
)
def test_asking_for_help_starts_nothing(line):
    assert not manage.needs_database(line.split())


def test_a_bad_variable_is_one_sentence(data):
    status, output = said(command("manage.py", "version", GUILDHALL_DEBUG="perhaps"))
    assert (status, output) == (1, "GUILDHALL_DEBUG must be 1 or 0, not 'perhaps'.\n")
