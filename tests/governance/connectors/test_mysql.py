"""MySQL and MariaDB: what a server tells of its relations, to whom, and in how many words."""

import re
import time
from itertools import chain
from uuid import uuid4

import pymysql
import pytest

from governance.connector import Limits, Selection, Trouble
from governance.connectors.mysql import Mysql, shapes, statements
from governance.connectors.mysql import session as reading
from governance.connectors.mysql.accounts import reach
from tests.governance.connectors.labs import MARIADB, SECRET, MariadbLab

HASTY = Limits(connect_seconds=2, statement_seconds=1, lock_seconds=1)


def read(lab, keys=None, **given):
    with lab.connector(**given).open("test") as session:
        found = list(chain.from_iterable(session.relations(keys)))
    assert len({one.external_id for one in found}) == len(found)
    return {one.name: one for one in found}


def digests(lab):
    with lab.connector().open("test") as session:
        return {mark.name: mark.digest for mark in session.fingerprints()}


@pytest.fixture
def account(mariadb):
    """An account without any right, and a short name for granting."""
    name = f"u_{uuid4().hex[:8]}"
    mariadb.admin(f"CREATE USER '{name}'@'%' IDENTIFIED BY '{SECRET}'")
    yield name
    mariadb.admin(f"DROP USER '{name}'@'%'")


def test_every_kind_of_relation(mariadb):
    mariadb.run(
        "CREATE TABLE plain (a integer)",
        "CREATE TABLE old (a integer) ENGINE = MyISAM",
        "CREATE TABLE aged (a integer) WITH SYSTEM VERSIONING",
        "CREATE TABLE parted (a integer) PARTITION BY HASH (a) PARTITIONS 3",
        "CREATE VIEW seen AS SELECT 1 AS one",
        "CREATE SEQUENCE counting",
        "CREATE TEMPORARY TABLE passing (a integer)",
    )
    found = read(mariadb)
    assert {name: one.kind for name, one in found.items()} == {
        "plain": "table",
        "old": "table",
        "aged": "table",
        "parted": "partitioned_table",
        "seen": "view",
    }
    assert found["seen"].definition == "select 1 AS `one`"
    assert found["plain"].external_id == f"`{mariadb.name}`.`plain`"


def test_columns_tell_defaults_comments_and_what_makes_them(mariadb):
    mariadb.run(
        "SET sql_mode = 'ALLOW_INVALID_DATES'",
        "CREATE TABLE t (id integer AUTO_INCREMENT PRIMARY KEY, w decimal(10,2),"
        " h integer NOT NULL DEFAULT 7 COMMENT 'height', area decimal(10,2) AS (w * h) STORED,"
        " said varchar(9) DEFAULT 'NULL', none varchar(9) DEFAULT NULL,"
        " day date DEFAULT '0000-00-00', odd date DEFAULT '2020-02-31', raw binary(2) DEFAULT 'ab',"
        " at timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3))"
        " COMMENT = 'a thing'",
    )
    one = read(mariadb)["t"]
    assert one.comment == "a thing"
    told = [(c.name, c.type, c.nullable, c.default, c.comment, c.generated) for c in one.columns]
    now = "current_timestamp(3)"
    assert told == [
        ("id", "int(11)", False, "AUTO_INCREMENT", None, False),
        ("w", "decimal(10,2)", True, None, None, False),
        ("h", "int(11)", False, "7", "height", False),
        ("area", "decimal(10,2)", True, "`w` * `h`", None, True),
        ("said", "varchar(9)", True, "'NULL'", None, False),
        ("none", "varchar(9)", True, None, None, False),
        ("day", "date", True, "'0000-00-00'", None, False),
        ("odd", "date", True, "'2020-02-31'", None, False),
        ("raw", "binary(2)", True, "'ab'", None, False),
        ("at", "timestamp(3)", False, f"{now} ON UPDATE {now}", None, False),
    ]


@pytest.mark.parametrize(
    ("told", "type_", "extra", "meant"),
    [
        (None, "int", "", None),
        ("7", "int unsigned", "", "7"),
        ("b'101'", "bit(3)", "", "b'101'"),
        ("none", "varchar(9)", "", "'none'"),
        ("NULL", "varchar(9)", "", "'NULL'"),
        ("it's", "text", "", "'it''s'"),
        ("7", "varchar(9)", "", "'7'"),
        ("2020-01-01", "date", "", "'2020-01-01'"),
        ("uuid()", "varchar(36)", "DEFAULT_GENERATED", "uuid()"),
        ("CURRENT_TIMESTAMP", "timestamp", "", "CURRENT_TIMESTAMP"),
        (
            "CURRENT_TIMESTAMP(3)",
            "datetime(3)",
            "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)",
            "CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
        ),
        (None, "bigint", "auto_increment", "AUTO_INCREMENT"),
    ],
)
def test_defaults_of_mysql_become_expressions(told, type_, extra, meant):
    assert shapes.default_of(told, type_, extra, mariadb=False) == meant


def test_constraints_come_in_their_own_order(mariadb):
    mariadb.run(
        "CREATE TABLE a (x integer, y integer, z varchar(200), n integer CHECK (n > 1),"
        " PRIMARY KEY (y, x), UNIQUE KEY first (z(5), x), KEY plain (n),"
        " CONSTRAINT whole CHECK (x > y))",
        "CREATE TABLE b (q integer, p integer, CONSTRAINT far FOREIGN KEY (p, q)"
        " REFERENCES a (y, x))",
    )
    found = read(mariadb)
    assert [(c.name, c.kind, c.columns, c.expression) for c in found["a"].constraints] == [
        ("PRIMARY", "primary_key", ("y", "x"), None),
        ("first", "unique", ("z", "x"), None),
        ("whole", "check", (), "`x` > `y`"),
        (None, "check", ("n",), "`n` > 1"),
    ]
    (far,) = found["b"].constraints
    assert (far.name, far.columns, far.target_columns) == ("far", ("p", "q"), ("y", "x"))
    assert far.target == (mariadb.name, "a")


def test_a_key_over_an_expression_is_no_key_over_the_rest():
    rows = [
        ("s", "t", "TABLE", None, "", "0", None, None, None, "0", "0"),
        ("s", "t", "a", "int", "YES", None, "", None, "", "2", "1"),
        ("s", "t", "mixed", "a", None, None, None, None, None, "3", "1"),
        ("s", "t", "mixed", None, None, None, None, None, None, "3", "2"),
    ]
    found = shapes.relation(rows, shapes.Dialect(False, {}))
    assert found.constraints == ()


def test_the_statements_of_mysql_tell_the_same_as_those_of_mariadb(mariadb):
    """Both are run on MariaDB: it has every column that they name."""
    mariadb.run("CREATE TABLE t (a integer, b integer, CONSTRAINT c CHECK (a > b))")
    where = statements.where(mariadb.name)
    with mariadb.connector().open("test") as session:
        told = [
            list(session._stream(statements.relations(where, mariadb=this), where.values))
            for this in (True, False)
        ]
    assert sorted(told[0], key=repr) == sorted(told[1], key=repr)
    assert len(told[0]) == 4


def test_names_that_differ_in_case_only_are_two_tables(mariadb):
    mariadb.run("CREATE TABLE thing (a integer)", "CREATE TABLE Thing (a integer, b integer)")
    found = read(mariadb)
    assert {name: len(one.columns) for name, one in found.items()} == {"thing": 1, "Thing": 2}
    assert len(set(digests(mariadb).values())) == 2
    assert set(read(mariadb, [(mariadb.name, "Thing")])) == {"Thing"}


def test_where_case_tells_nothing_keys_point_to_the_name_in_the_list():
    spelled = {"shop/customer": ("Shop", "Customer")}
    assert shapes.Dialect(True, spelled).target("shop", "CUSTOMER") == ("Shop", "Customer")
    assert shapes.Dialect(True, {}).target("shop", "CUSTOMER") == ("shop", "CUSTOMER")


def test_a_long_text_counts_to_its_last_letter(mariadb):
    long = "a" * 5000
    mariadb.run(
        f"CREATE VIEW one AS SELECT '{long}b' AS x",
        f"CREATE VIEW two AS SELECT '{long}c' AS x",
        "SET NAMES utf8mb4",
    )
    before = digests(mariadb)
    mariadb.run(f"CREATE OR REPLACE VIEW one AS SELECT '{long}d' AS x")
    after = digests(mariadb)
    assert after["one"] != before["one"]
    assert after["two"] == before["two"]


def test_equal_rows_do_not_cancel_each_other_out(mariadb):
    mariadb.run("CREATE TABLE t (a integer, UNIQUE k1 (a))")
    before = digests(mariadb)["t"]
    mariadb.run("ALTER TABLE t ADD UNIQUE k2 (a), ADD UNIQUE k3 (a)")
    assert digests(mariadb)["t"] != before
    assert "BIT_XOR" not in statements.fingerprints(statements.where("d"), True)


def test_broken_and_circular_views_say_so_and_spoil_nothing(mariadb):
    mariadb.run(
        "CREATE TABLE gone (a integer)",
        "CREATE TABLE fine (a integer)",
        "CREATE VIEW ruin AS SELECT a FROM gone",
        "CREATE VIEW one AS SELECT a FROM fine",
        "CREATE VIEW two AS SELECT a FROM one",
        "DROP TABLE gone",
        "DROP VIEW one",
        "CREATE TABLE one (a integer)",
        "CREATE VIEW three AS SELECT a FROM two",
        "DROP TABLE one",
        "CREATE VIEW one AS SELECT 1 AS a",
    )
    with pytest.raises(pymysql.Error):  # the server sees most circles
        mariadb.run("CREATE OR REPLACE VIEW one AS SELECT a FROM three")
    found = read(mariadb)
    assert found["ruin"].problem[0] == "view_broken"
    assert "references invalid table" in found["ruin"].problem[1]["detail"]
    assert "gone" in found["ruin"].definition
    assert not found["fine"].problem
    assert set(found) == {"ruin", "fine", "one", "two", "three"} == set(digests(mariadb))


def test_the_text_of_a_view_may_be_withheld_without_a_failure(mariadb, account):
    mariadb.run("CREATE TABLE t (a integer)", "CREATE VIEW v AS SELECT a FROM t")
    mariadb.admin(f"GRANT REFERENCES ON {mariadb.name}.* TO {account}")
    one = read(mariadb, user=account)["v"]
    assert one.problem == ("text_withheld", {"detail": "SHOW VIEW command denied"})
    assert not one.failed
    assert one.definition is None
    assert [column.name for column in one.columns] == ["a"]
    last = list(mariadb.connector(user=account).test())[-1]
    assert (last.state, last.code) == ("passed", "covered")


def reach_of(lab, **given):
    with lab.connector(**given).open("test") as session:
        return session.identity().reach, session.count()


def test_what_is_out_of_sight_shows_in_the_reach(mariadb, account):
    mariadb.run("CREATE TABLE t (a integer)", "CREATE TABLE u (a integer)")
    role = f"r_{uuid4().hex[:8]}"
    mariadb.admin(
        f"GRANT SELECT ON {mariadb.name}.t TO {account}",
        f"CREATE ROLE {role}",
        f"GRANT SELECT ON {mariadb.name}.u TO {role}",
        f"GRANT {role} TO {account}",
        f"SET DEFAULT ROLE {role} FOR {account}",
    )
    try:
        whole, count = reach_of(mariadb, user=account)
        assert count == 2
        assert reach_of(mariadb, user=account) == (whole, 2)
        mariadb.run("CREATE TABLE another (a integer)", "INSERT INTO t VALUES (1)")
        assert reach_of(mariadb, user=account) == (whole, 2)
        mariadb.admin(f"ALTER USER {account} IDENTIFIED BY 'another'")
        mariadb.admin(f"ALTER USER {account} IDENTIFIED BY '{SECRET} '")
        mariadb.admin(f"ALTER USER {account} IDENTIFIED BY '{SECRET}'")
        assert reach_of(mariadb, user=account) == (whole, 2)
        mariadb.admin(f"REVOKE SELECT ON {mariadb.name}.u FROM {role}")
        less, count = reach_of(mariadb, user=account)
        assert (less != whole, count) == (True, 1)
        mariadb.admin(f"REVOKE SELECT ON {mariadb.name}.t FROM {account}")
        with pytest.raises(Trouble, match="source_refuses"):  # nothing of it is left to see
            reach_of(mariadb, user=account)
    finally:
        mariadb.admin(f"DROP ROLE {role}")


def test_a_password_is_no_part_of_the_reach_and_order_neither():
    grants = [
        "GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*AB'",
        "GRANT SELECT ON `IDENTIFIED `.* TO `a`@`%`",
    ]
    other = [grants[1], grants[0].replace("*AB", "*CD")]
    assert reach(grants) == reach(other)
    assert reach(grants) != reach(grants[:1])
    assert reach(grants) != reach([grants[0], grants[1].replace("IDENTIFIED ", "IDENTIFIED _")])


@pytest.mark.parametrize("read_values", [False, True])
@pytest.mark.parametrize("tail", ["", ' o\'x "y" \\ `z` ü %'])
def test_the_account_of_the_script_scans_and_does_no_more(mariadb, read_values, tail):
    mariadb.shop()
    neighbour = MariadbLab(MARIADB)
    neighbour.options = mariadb.options
    neighbour.name = mariadb.name.replace("_", "x")  # in a grant, _ stands for any sign
    account = f"u_{uuid4().hex[:8]}{tail}"
    script = mariadb.connector().role_script(account, read_values=read_values)
    assert script.count("'<password>'") == 1
    name = account.replace("\\", "\\\\").replace("'", "''")
    try:
        mariadb.admin(script.replace("<password>", SECRET))
        with neighbour.database():
            neighbour.run("CREATE TABLE secret (a integer)")
            found = read(mariadb, user=account, database=None)
        assert set(found) == set(read(mariadb))
        withheld = {one for one, told in found.items() if told.problem}
        assert withheld == (set() if read_values else {"known", "spender"})
        signed = {"user": account, "password": SECRET.encode()}
        rows = "SELECT count(*) FROM customer"
        if read_values:
            assert mariadb.admin(rows, database=mariadb.name, **signed) == [(0,)]
        else:
            with pytest.raises(pymysql.err.OperationalError, match="SELECT command denied"):
                mariadb.admin(rows, database=mariadb.name, **signed)
        for statement in ("DELETE FROM customer", "DROP TABLE note", "CREATE TABLE w (a integer)"):
            with pytest.raises(pymysql.err.OperationalError, match="command denied"):
                mariadb.admin(statement, database=mariadb.name, **signed)
    finally:
        mariadb.admin(f"DROP USER IF EXISTS '{name}'@'%'")


def test_the_script_for_a_whole_server_keeps_away_from_its_own_tables():
    connector = Mysql({"host": "h", "user": "u"}, {}, Limits())
    lines = [
        line
        for line in connector.role_script("reader", read_values=True).splitlines()
        if not line.startswith("--")
    ]
    assert "GRANT REFERENCES, SHOW VIEW ON *.* TO 'reader'@'%';" in lines
    assert not [line for line in lines if "SELECT" in line]


def test_a_source_without_a_database_is_all_that_the_account_may_see(mariadb, account):
    other = MariadbLab(MARIADB)
    other.options = mariadb.options | {}
    with other.database():
        other.run("CREATE TABLE far (a integer)")
        mariadb.run("CREATE TABLE near (a integer)")
        for name in (mariadb.name, other.name):
            mariadb.admin(f"GRANT SELECT ON {name}.* TO {account}")
        with mariadb.connector(user=account, database=None).open("test") as session:
            assert {mark.schema for mark in session.fingerprints()} == {mariadb.name, other.name}
            schemas = {schema.name for schema in session.schemas()}
            assert {mariadb.name, other.name} <= schemas
            assert not schemas & set(statements.SYSTEM)
            assert session.count() == 2
            assert session.identity().database == ""


def test_an_address_becomes_options_and_a_secret():
    options, secrets = Mysql.from_url("mariadb://r%40der:p%2Fw@db:3307/sh%20op?tls=verify-full")
    assert secrets == {"password": "p/w"}
    assert options == {
        "host": "db", "port": 3307, "user": "r@der", "database": "sh op", "tls": "verify-full"
    }  # fmt: skip
    Mysql(options, secrets, Limits())


def test_what_vanishes_in_the_middle_is_missing_in_the_count_and_half_of_it_never_comes(mariadb):
    mariadb.run("CREATE TABLE a (x integer)", "CREATE TABLE b (x integer)")
    with mariadb.connector().open("test") as session:
        mariadb.run("DROP TABLE a", "CREATE TABLE c (x integer)")
        assert session.count() == 1
        assert {mark.name for mark in session.fingerprints()} == {"b"}
        named = [(mariadb.name, name) for name in "abc"]
        assert [one.name for one in chain.from_iterable(session.relations(named))] == ["b"]
    rows = [("s", "t", "BASE TABLE", None, "", "0", None, None, None, "0", "0")]
    assert shapes.relation(rows, shapes.Dialect(True, {})) is None
    assert shapes.relation([], shapes.Dialect(True, {})) is None


def test_many_changed_relations_are_sorted_out_here_and_few_by_the_server(mariadb, monkeypatch):
    monkeypatch.setattr(reading, "NAMED", 3)
    mariadb.run(*(f"CREATE TABLE t{n} (a integer)" for n in range(9)))
    for names in (["t1", "t2"], [f"t{n}" for n in range(8)]):
        assert set(read(mariadb, [(mariadb.name, name) for name in names])) == set(names)


@pytest.mark.parametrize("asked", ["by pattern", "by name"])
def test_what_is_not_wanted_is_not_even_opened(mariadb, asked):
    mariadb.run(*(f"CREATE TABLE t{n} (a integer PRIMARY KEY)" for n in range(30)))
    opened = "SHOW SESSION STATUS LIKE 'Opened_table_definitions'"
    with mariadb.connector().open("test") as session:
        mariadb.run("FLUSH TABLES")
        (before,) = session._all(opened)
        if asked == "by pattern":
            assert len(list(session.fingerprints(Selection(include=("*.t7",))))) == 1
        else:
            assert len(list(session.relations([(mariadb.name, "t7")]))) == 1
        (after,) = session._all(opened)
    assert 0 < int(after[1]) - int(before[1]) < 10


def test_statements_are_counted_as_the_server_counts_them(mariadb):
    mariadb.shop()
    asked = "SHOW SESSION STATUS LIKE 'Questions'"
    with mariadb.connector().open("test") as session:
        (before,), started = session._all(asked), session.statements
        session.identity(), session.schemas(), list(session.fingerprints())
        list(session.relations(None)), list(session.sizes()), session.count()
        (after,) = session._all(asked)
        assert session.statements - started == int(after[1]) - int(before[1])


def test_no_statement_of_a_scan_asks_an_engine_for_statistics():
    where = statements.where("shop")
    for sql in (statements.relations(where, True), statements.fingerprints(where, True),
                statements.names(where)):  # fmt: skip
        assert not re.search("TABLE_ROWS|_LENGTH|CARDINALITY|UPDATE_TIME|AUTO_INC", sql)


def test_sizes_are_what_statistics_know(mariadb):
    mariadb.run(
        "CREATE TABLE counted (a integer) ENGINE = MyISAM",
        "INSERT INTO counted VALUES (1), (2), (3)",
        "CREATE VIEW seen AS SELECT 1 AS one",
        "CREATE TABLE parted (a integer) PARTITION BY HASH (a) PARTITIONS 3",
    )
    with mariadb.connector().open("test") as session:
        sizes = {size.name: (size.rows, size.bytes) for size in session.sizes()}
    assert sizes["counted"] == (3, 21)
    assert set(sizes) == {"counted", "parted"}


def test_a_scan_asks_nothing_of_a_table_that_is_locked(mariadb):
    mariadb.run("CREATE TABLE busy (a integer)", "CREATE TABLE idle (a integer)")
    with mariadb.connect(mariadb.name) as other:
        other.cursor().execute("LOCK TABLES busy WRITE")
        start = time.monotonic()
        assert set(read(mariadb, limits=HASTY)) == {"busy", "idle"} == set(digests(mariadb))
        assert time.monotonic() - start < 0.9


def test_hostile_texts_come_back_whole(mariadb):
    mariadb.run(
        "CREATE TABLE t (a integer COMMENT 'nul \\0 and \\\\ and 😀 and ''') COMMENT '%s %(a)s'",
        "CREATE VIEW v AS SELECT '\\'; DROP TABLE t; --' AS x, _latin1 0xE9 AS y, 0xFFFE AS z",
    )
    found = read(mariadb)
    assert found["t"].columns[0].comment == "nul \u2400 and \\ and ? and '"  # three bytes a sign
    assert found["t"].comment == "%s %(a)s"
    assert "DROP TABLE t" in found["v"].definition
    assert [column.name for column in found["v"].columns] == ["x", "y", "z"]


def test_thousands_of_partitions_are_one_relation(mariadb):
    mariadb.run(
        "CREATE TABLE parted (a integer) ENGINE = MEMORY PARTITION BY HASH (a) PARTITIONS 4000"
    )
    one = read(mariadb)["parted"]
    assert (one.kind, len(one.columns)) == ("partitioned_table", 1)
    with mariadb.connector().open("test") as session:
        assert session.count() == len(list(session.fingerprints())) == 1


def test_the_server_shows_who_asks(mariadb):
    with mariadb.connector().open("scan J-000123 */ ünï\n%s") as session:
        rows = session._all(
            "SELECT INFO FROM information_schema.PROCESSLIST WHERE INFO IS NOT NULL"
        )
    assert [row for row in rows if row[0].startswith("/* scan J-000123 ?? ?n???s */")]


def test_a_trouble_tells_how_long_a_statement_may_take(mariadb):
    with mariadb.connector(HASTY).open("test") as session, pytest.raises(Trouble) as caught:
        session._all("SELECT SLEEP(30)")
    assert (caught.value.code, caught.value.params) == ("timeout", {"seconds": 1})
