"""MySQL and MariaDB: the ways a server can fail, lie, hang, or insist on encryption."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from itertools import chain

import pymysql
import pytest

from governance.connector import EVERYTHING, Limits, Trouble
from governance.connectors.mysql import Mysql, line
from governance.connectors.mysql import session as reading
from tests.governance.connectors import networks
from tests.governance.connectors.authority import Authority
from tests.governance.connectors.labs import SECRET, MariadbLab

HASTY = Limits(connect_seconds=2, statement_seconds=1, lock_seconds=1)


def at(port, limits=None, **options):
    given = {"host": "127.0.0.1", "port": port, "database": "shop", "user": "reader"} | options
    return Mysql(given, {"password": SECRET}, limits or Limits(connect_seconds=2))


def own(server, limits=None, **options):
    given = {"host": "127.0.0.1", "port": server.port, "user": "root"} | options
    return Mysql(given, {}, limits or Limits(connect_seconds=5))


def trouble(connector):
    with pytest.raises(Trouble) as caught, connector.open("test"):
        pass
    assert SECRET not in f"{caught.value} {caught.value!r} {caught.value.__cause__!r}"
    return caught.value


def far(lab):
    where = lab.options["host"], lab.options.get("port", 3306)
    return lambda: socket.create_connection(where)


@pytest.fixture
def lab(own_mariadb):
    """A database on our own server, which a test may ill-treat."""
    made = MariadbLab(f"mysql://root@127.0.0.1:{own_mariadb.port}")
    with made.database():
        yield made


def test_a_closed_port_is_unreachable():
    port = networks.closed_port()
    found = trouble(at(port))
    assert (found.code, found.params) == ("unreachable", {"host": "127.0.0.1", "port": port})
    verdicts = list(at(port).test())
    assert [(v.step, v.state) for v in verdicts] == [("resolve", "passed"), ("connect", "failed")]


@pytest.mark.parametrize("host", ["no-such-host.invalid", "/no/such/socket", "x" * 80, "a..b"])
def test_a_host_nobody_knows_is_unreachable(host):
    assert trouble(at(3306, host=host)).code == "unreachable"
    verdicts = list(at(3306, host=host).test())
    assert [(v.step, v.state, v.code) for v in verdicts] == [("resolve", "failed", "unreachable")]


def test_a_host_that_never_answers_is_a_timeout():
    with networks.serving(networks.silent) as port:
        start = time.monotonic()
        verdicts = list(at(port).test())
        assert time.monotonic() - start < 4
    assert [verdict.step for verdict in verdicts] == ["resolve", "connect", "sign_in"]
    assert (verdicts[-1].code, verdicts[-1].params) == ("timeout", {"seconds": 2})


def test_a_host_that_hangs_up_is_a_lost_connection():
    with networks.serving(lambda line: line.close()) as port:
        assert trouble(at(port)).code == "connection_lost"


def test_a_host_that_speaks_something_else_is_one_trouble():
    with networks.serving(networks.babbling) as port:
        found = trouble(at(port))
    assert found.code == "source_error"
    assert found.params["detail"]


@pytest.mark.parametrize(
    ("number", "message", "code"),
    [
        (1045, "Access denied for user 'reader'@'h' (using password: YES)", "auth_failed"),
        (1130, "Host 'h' is not allowed to connect to this MySQL server", "auth_failed"),
        (1698, "Access denied for user 'reader'@'h'", "auth_failed"),
        (1862, "Your password has expired.", "auth_failed"),
        (3118, "Access denied for user 'reader'@'h'. Account is locked.", "auth_failed"),
        (4151, "Access denied, this account is locked", "auth_failed"),
        (1049, "Unknown database 'shop'", "no_database"),
        (1044, "Access denied for user 'reader'@'h' to database 'shop'", "source_refuses"),
        (3159, "Connections using insecure transport are prohibited", "tls_failed"),
        (1040, "Too many connections", "source_error"),
        (1053, "Server shutdown in progress", "connection_lost"),
        (1105, f"what is {SECRET}?", "source_error"),
    ],
)
def test_what_a_server_says_at_the_door(number, message, code):
    with networks.serving(networks.mysql(networks.mysql_error(number, message))) as port:
        found = trouble(at(port, tls="disable"))
    assert found.code == code
    if code == "source_error":
        assert found.params["detail"] == message.replace(SECRET, "***")


@pytest.mark.parametrize("plugin", [b"mysql_clear_password\0", b"dialog\0\2Password: "])
def test_nobody_gets_the_password_over_an_open_line(plugin):
    heard = []

    def listening(wire):
        heard.append(wire)
        networks.mysql(b"\xfe" + plugin, networks.MYSQL_OK)(Ear(wire, heard))

    with networks.serving(listening) as port:
        assert trouble(at(port)).code == "auth_failed"
    assert SECRET.encode() not in b"".join(part for part in heard if isinstance(part, bytes))


class Ear:
    """A socket that remembers what it hears."""

    def __init__(self, wire, heard):
        self.wire, self.heard = wire, heard

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.wire.close()

    def sendall(self, data):
        self.wire.sendall(data)

    def recv(self, size):
        data = self.wire.recv(size)
        self.heard.append(data)
        return data


def test_a_server_that_asks_for_a_file_of_ours_gets_none():
    ok = networks.MYSQL_OK
    with networks.serving(networks.mysql(ok, ok, b"\xfb/etc/passwd")) as port:
        found = trouble(at(port))
    assert found.code == "source_error"


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
def test_encryption_the_server_does_not_have(mode):
    heard = []
    with networks.serving(lambda wire: networks.mysql(networks.MYSQL_OK)(Ear(wire, heard))) as port:
        found = trouble(at(port, tls=mode))
    assert found.code == "tls_failed"
    assert found.params["reason"]
    assert not b"".join(heard)  # not even the name of the user


@pytest.mark.parametrize(
    ("version", "told", "minimum"),
    [
        ("5.5.5-10.4.12-MariaDB-log", "10.4.12", "10.6.0"),
        ("8.0.15", "8.0.15", "8.0.16"),
        ("5.7.44-log", "5.7.44", "8.0.16"),
    ],
)
def test_a_version_too_old_is_told(version, told, minimum):
    ok = networks.MYSQL_OK
    with networks.serving(networks.mysql(ok, ok, version=version)) as port:
        found = trouble(at(port))
    assert (found.code, found.params) == (
        "unsupported_version",
        {"version": told, "minimum": minimum},
    )


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("port", 0, "out_of_range"),
        ("port", "http", "not_a_number"),
        ("tls", "allow", "not_a_choice"),
        ("ca", "/etc/ssl/ca.pem", "not_a_certificate"),
        ("host", "", "required"),
        ("user", "a\0b", "not_text"),
        ("unix_socket", "/tmp/s", "unknown"),
    ],
)
def test_options_are_checked_before_anything_is_connected(option, value, reason):
    given = {"host": "h", "user": "u"} | {option: value}
    with pytest.raises(Trouble) as caught:
        Mysql(given, {}, Limits())
    assert caught.value.params == {"option": option, "reason": reason}


def test_a_wire_that_breaks_in_the_middle_of_a_row(mariadb, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 5)
    long = "x" * 60_000
    mariadb.run("CREATE TABLE a (a integer)")
    mariadb.run(*(f"CREATE VIEW b{n} AS SELECT '{long}' AS x" for n in range(9)))
    wire = networks.Wire(far(mariadb), breaks_after=300_000)
    with (
        networks.serving(wire) as here,
        mariadb.connector(host="127.0.0.1", port=here).open("test") as session,
    ):
        rest = session.relations(None, batch=1)
        assert [one.name for one in next(rest)] == ["a"]
        with pytest.raises(Trouble, match="connection_lost"):
            list(rest)


def test_a_connection_that_was_killed_is_lost_for_good(mariadb):
    with mariadb.connector().open("test") as session:
        mariadb.admin(f"KILL {session.connection.thread_id()}")
        for method in (session.count, session.identity, session.schemas):
            with pytest.raises(Trouble, match="connection_lost"):
                method()


def test_a_server_killed_in_the_middle_of_a_scan(own_mariadb, lab):
    lab.run(*(f"CREATE TABLE t{n} (a integer)" for n in range(30)))
    try:
        with lab.connector().open("test") as session:
            next(session.fingerprints())
            own_mariadb.kill()
            with pytest.raises(Trouble, match="connection_lost"):
                list(session.relations(None))
        assert trouble(lab.connector()).code == "unreachable"
    finally:
        own_mariadb.run()
    with lab.connector().open("test") as session:
        assert session.count() == 30


def test_a_server_that_hangs_in_the_middle_of_a_scan(own_mariadb, lab):
    lab.run("CREATE TABLE t (a integer)")
    limits = Limits(connect_seconds=9, statement_seconds=1)
    with lab.connector(limits).open("test") as session, own_mariadb.stopped():
        start = time.monotonic()
        with pytest.raises(Trouble) as caught:
            session.count()
        assert (caught.value.code, caught.value.params) == ("timeout", {"seconds": 1})
        assert time.monotonic() - start < 6
        assert list(lab.connector(HASTY).test())[-1].code == "timeout"


def test_a_wire_that_freezes_in_the_middle_of_a_scan(mariadb, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 5)
    mariadb.run(*(f"CREATE TABLE t{n} (a integer)" for n in range(30)))
    wire = networks.Wire(far(mariadb))
    with (
        networks.serving(wire) as here,
        mariadb.connector(HASTY, host="127.0.0.1", port=here).open("test") as session,
    ):
        assert session.count() == 30
        wire.frozen.set()
        with pytest.raises(Trouble) as caught:
            list(session.relations(None))
    assert (caught.value.code, caught.value.params) == ("timeout", {"seconds": 1})


def test_a_server_with_no_connection_left(own_mariadb, lab):
    lab.admin("CREATE USER guest", f"GRANT SELECT ON {lab.name}.* TO guest")
    lab.admin("SET GLOBAL max_connections = 10")
    guests = []
    try:
        with suppress(pymysql.Error):
            guests += (lab.connect(user="guest") for _ in range(11))
        found = trouble(Mysql(lab.options | {"user": "guest"}, {}, Limits()))
        assert found.code == "source_error"
        assert "oo many connections" in found.params["detail"]
    finally:
        for guest in guests:
            guest.close()
        lab.admin("SET GLOBAL max_connections = 151", "DROP USER guest")


def test_limits_that_a_server_sets_for_everybody_change_nothing(own_mariadb, lab):
    lab.run(
        *(f"CREATE TABLE \"{'n' * 60}{n}\" (a varchar(9) DEFAULT 'x')" for n in range(9)),
        "CREATE TABLE t (a integer, b integer, c integer AS (a + b), UNIQUE (a, b))",
        "CREATE VIEW v AS SELECT a AS one FROM t",
    )

    def picture():
        with lab.connector().open("test") as session:
            marks = {(mark.name, mark.digest) for mark in session.fingerprints()}
            return marks, {one.name: one for one in chain.from_iterable(session.relations(None))}

    before = picture()
    hostile = {"sql_select_limit": "2", "max_sort_length": "64", "max_join_size": "1"}
    hostile |= {"sql_mode": "'ANSI,NO_BACKSLASH_ESCAPES'", "group_concat_max_len": "4"}
    hostile |= {"character_set_server": "latin1", "autocommit": "0"}
    try:
        lab.admin(*(f"SET GLOBAL {name} = {value}" for name, value in hostile.items()))
        assert picture() == before
    finally:
        lab.admin(*(f"SET GLOBAL {name} = DEFAULT" for name in hostile))


def test_names_without_case_are_one_name_however_they_are_typed(own_mariadb, lab):
    lab.run(
        "CREATE TABLE Customer (Id integer PRIMARY KEY)",
        "CREATE TABLE Purchase (Buyer integer, FOREIGN KEY (BUYER) REFERENCES CUSTOMER (ID))",
    )
    with lab.connector(database=lab.name.upper()).open("test") as session:
        assert [schema.name for schema in session.schemas()] == [lab.name]
        marks = {mark.name: mark.digest for mark in session.fingerprints()}
        found = {one.name: one for one in chain.from_iterable(session.relations(None))}
        assert set(marks) == set(found) == {"customer", "purchase"}
        assert session.count() == 2
    (key,) = found["purchase"].constraints
    assert (key.columns, key.target, key.target_columns) == (
        ("Buyer",), (lab.name, "customer"), ("Id",)
    )  # fmt: skip
    with lab.connector().open("test") as session:
        assert {mark.name: mark.digest for mark in session.fingerprints()} == marks


def cipher(session):
    return session._all("SHOW SESSION STATUS LIKE 'Ssl_cipher'")[0][1]


def test_the_right_authority_opens(own_mariadb):
    for mode in ("verify-ca", "verify-full"):
        connector = own(own_mariadb, tls=mode, ca=own_mariadb.authority.pem)
        with connector.open("test") as session:
            assert cipher(session)


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
@pytest.mark.parametrize("authority", ["another", "none"])
def test_a_server_nobody_trusted_vouches_for(own_mariadb, mode, authority):
    ca = Authority().pem if authority == "another" else None
    found = trouble(own(own_mariadb, tls=mode, ca=ca))
    assert found.code == "tls_failed"
    assert "certificate verify failed" in found.params["reason"]
    verdicts = list(own(own_mariadb, tls=mode, ca=ca).test())
    assert (verdicts[-1].step, verdicts[-1].code) == ("sign_in", "tls_failed")


def test_another_name_for_the_server_fails_only_where_names_matter(own_mariadb):
    given = {"host": "localhost", "ca": own_mariadb.authority.pem}
    with own(own_mariadb, tls="verify-ca", **given).open("test") as session:
        assert cipher(session)
    assert trouble(own(own_mariadb, tls="verify-full", **given)).code == "tls_failed"


def test_encryption_is_used_where_it_is_offered_and_not_where_it_is_forbidden(own_mariadb):
    for mode in ("prefer", "require"):
        with own(own_mariadb, tls=mode).open("test") as session:
            assert cipher(session)
    with own(own_mariadb, tls="disable").open("test") as session:
        assert not cipher(session)


def test_a_server_that_insists_on_encryption(own_mariadb):
    with own(own_mariadb).open("test"):
        lab = MariadbLab(f"mysql://root@127.0.0.1:{own_mariadb.port}")
        lab.admin("SET GLOBAL require_secure_transport = ON")
    try:
        # MariaDB says no more than that; MySQL names the reason
        assert trouble(own(own_mariadb, tls="disable")).code == "auth_failed"
        with own(own_mariadb, tls="prefer").open("test") as session:
            assert session.count(EVERYTHING) == 0
    finally:
        with own(own_mariadb).open("test") as session:
            session._all("SET GLOBAL require_secure_transport = OFF")


def test_what_each_mode_asks_of_a_certificate():
    assert line.context("disable", None) is line.context("prefer", None) is None
    asked = {
        mode: (made.verify_mode, made.check_hostname)
        for mode in ("require", "verify-ca", "verify-full")
        if (made := line.context(mode, None))
    }
    assert asked == {
        "require": (ssl.CERT_NONE, False),
        "verify-ca": (ssl.CERT_REQUIRED, False),
        "verify-full": (ssl.CERT_REQUIRED, True),
    }


def test_a_table_with_more_columns_than_the_server_takes_is_its_own_refusal(mariadb):
    columns = ", ".join(f"c{n} integer" for n in range(4000))
    with pytest.raises(pymysql.Error):
        mariadb.run(f"CREATE TABLE wide ({columns}) ENGINE = InnoDB")
    with mariadb.connector().open("test") as session:
        assert session.count() == 0


def test_a_scan_during_changes_is_never_a_mixture(mariadb):
    """Tables come and go while they are read: each comes whole or not at all."""
    mariadb.run(*(f"CREATE TABLE t{n} (a integer, b integer)" for n in range(60)))
    done = threading.Event()

    def churn():
        with mariadb.connect(mariadb.name) as other:
            for n in range(60):
                other.cursor().execute(f"DROP TABLE t{n}")
            done.set()

    worker = threading.Thread(target=churn)
    with mariadb.connector().open("test") as session:
        worker.start()
        while not done.is_set():
            for one in chain.from_iterable(session.relations(None)):
                assert len(one.columns) in (0, 2)
                assert one.columns or one.problem
        worker.join()
        assert session.count() == 0
