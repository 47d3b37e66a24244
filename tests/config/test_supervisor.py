import os
import socket

import pytest

from config import supervisor
from tests.config.processes import command, said


def test_a_busy_port_is_one_sentence_and_starts_nothing(data):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        status, output = said(command("-m", "config.supervisor", PORT=str(port)))
    assert status == 1
    assert output == (
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use); "
        f"choose another one, for example with PORT={port + 1}.\n"
    )
    assert sorted(path.name for path in data.iterdir()) == ["run.lock"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT must be a whole number from 1 to 65535, not 'eighty'.\n"),
        ("HOST", "no such host", "Port 8000 on no such host cannot be used"),
        ("GUILDHALL_DATA", "/proc/data", "The data folder /proc/data cannot be used"),
    ],
)
def test_a_bad_knob_is_one_sentence(data, name, value, sentence):
    status, output = said(command("-m", "config.supervisor", **{name: value}))
    assert status == 1
    assert output.startswith(sentence)
    assert len(output.splitlines()) == 1


def test_a_second_portal_on_one_data_folder_is_refused(data):
    settings = supervisor.Settings("127.0.0.1", 0, data)
    with supervisor.claim(settings), pytest.raises(supervisor.CannotRun, match="already runs on"):
        supervisor.claim(settings)
    supervisor.claim(settings).close()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001"),
        ("0.0.0.0", "http://127.0.0.1:8001"),
        ("::", "http://[::1]:8001"),
        ("portal.example", "http://portal.example:8001"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(tmp_path, host, address):
    assert supervisor.Settings(host, 8001, tmp_path).address == address


def test_host_and_port_reach_the_web_process(tmp_path):
    web = supervisor.Settings("0.0.0.0", 8123, tmp_path / "a b").commands()["web"]
    assert web[web.index("--host") + 1] == "0.0.0.0"
    assert web[web.index("--port") + 1] == "8123"


def test_the_password_is_shown_only_where_it_is_known(data):
    data.mkdir()
    settings = supervisor.Settings("127.0.0.1", 8000, data)
    assert supervisor.welcome(settings).endswith("user admin, password as you set it")
    os.environ["GUILDHALL_ADMIN_PASSWORD"] = "given"
    assert supervisor.welcome(settings).endswith("user admin, password given")
    (data / "first-password").write_text("made-up\n")  # the account keeps it: given came too late
    assert supervisor.welcome(settings).endswith(f"made-up (kept in {data}/first-password)")
