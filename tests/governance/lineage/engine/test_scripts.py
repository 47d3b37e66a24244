"""Texts in, findings out: what is exact, and what is said where it cannot be."""

import pytest

from governance.lineage.engine import Text, Unknown, trace
from governance.lineage.rules import Finding

SCHEMA = {"shop.t": ["id", "a", "b"], "shop.s": ["id", "x", "y"]}


def read(sql: str, dialect: str = "postgres", schema=SCHEMA) -> list[Finding]:
    return [one.finding for one in trace([Text("text", sql)], dialect, schema)]


def one(sql: str, dialect: str = "postgres", schema=SCHEMA) -> Finding:
    (finding,) = read(sql, dialect, schema)
    return finding


def edges(finding: Finding) -> set[str]:
    return {
        f"{e.source.table}.{e.source.name} {e.target.table}.{e.target.name} {e.kind[0]}"
        for e in finding.edges
    }


def codes(finding: Finding) -> list[str]:
    return [reason.code for reason in finding.reasons]


EXACT = {
    "kinds": (
        "CREATE VIEW v AS SELECT a, a + 1 AS n, max(b) AS m FROM shop.t",
        "shop.t.a v.a i|shop.t.a v.n e|shop.t.b v.m a",
    ),
    "count(*) reads no column": ("CREATE VIEW v AS SELECT count(*) AS n FROM t", ""),
    "star": ("CREATE VIEW v AS SELECT * FROM t", "shop.t.id v.id i|shop.t.a v.a i|shop.t.b v.b i"),
    "star of joined tables, once what USING joins": (
        "CREATE VIEW v AS SELECT * FROM t JOIN s USING (id)",
        "shop.t.id v.id i|shop.t.a v.a i|shop.t.b v.b i|shop.s.x v.x i|shop.s.y v.y i",
    ),
    "full join makes one of two": (
        "CREATE VIEW v AS SELECT id FROM t FULL JOIN s USING (id)",
        "shop.t.id v.id e|shop.s.id v.id e",
    ),
    "given names": ("CREATE VIEW v (p) AS SELECT a FROM t", "shop.t.a v.p i"),
    "CTE hides a table": (
        "WITH t AS (SELECT x AS a FROM s) INSERT INTO n (c) SELECT a FROM t",
        "shop.s.x n.c i",
    ),
    "CTE that is not recursive may read the table it is called like": (
        "CREATE VIEW v AS WITH t AS (SELECT a FROM t) SELECT a FROM t",
        "shop.t.a v.a i",
    ),
    "recursion goes round": (
        "CREATE VIEW v AS WITH RECURSIVE r(p, q) AS (SELECT id, a FROM t "
        "UNION ALL SELECT r.q, t.b FROM r JOIN t ON r.p = t.id) SELECT p FROM r",
        "shop.t.id v.p i|shop.t.a v.p i|shop.t.b v.p i",
    ),
    "what EXCEPT takes away is no value": (
        "CREATE VIEW v AS SELECT a FROM t EXCEPT SELECT x FROM s",
        "shop.t.a v.a i",
    ),
    "window": (
        "CREATE VIEW v AS SELECT sum(a) OVER w AS n FROM t WINDOW w AS (PARTITION BY b)",
        "shop.t.a v.n a|shop.t.b v.n a",
    ),
    "lateral": (
        "CREATE VIEW v AS SELECT l.z FROM t, LATERAL (SELECT x + t.a AS z FROM s) l",
        "shop.s.x v.z e|shop.t.a v.z e",
    ),
    "scalar subquery": (
        "CREATE VIEW v AS SELECT (SELECT x FROM s WHERE s.id = t.id) AS n FROM t",
        "shop.s.x v.n e",
    ),
    "a row by its table's name": (
        "CREATE VIEW v AS SELECT to_jsonb(s) AS j FROM s",
        "shop.s.id v.j e|shop.s.x v.j e|shop.s.y v.j e",
    ),
    "INSERT by position": (
        "INSERT INTO t SELECT x, y FROM s",
        "shop.s.x shop.t.id i|shop.s.y shop.t.a i",
    ),
    "ON CONFLICT": (
        "INSERT INTO t (a) SELECT x FROM s ON CONFLICT (id) DO UPDATE SET b = excluded.a",
        "shop.s.x shop.t.a i|shop.s.x shop.t.b i",
    ),
    "INSERT inside a query": (
        "WITH i AS (INSERT INTO t (a) SELECT x FROM s RETURNING a) SELECT a FROM i",
        "shop.s.x shop.t.a i|shop.t.a .a i",
    ),
    "UPDATE … FROM": (
        "UPDATE t SET a = s.x, b = t.a FROM s WHERE s.id = t.id",
        "shop.s.x shop.t.a i|shop.t.a shop.t.b i",
    ),
    "UPDATE of a row": (
        "UPDATE t SET (a, b) = (SELECT x, y FROM s WHERE s.id = t.id)",
        "shop.s.x shop.t.a i|shop.s.y shop.t.b i",
    ),
    "MERGE": (
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET b = s.y "
        "WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, s.x + 1)",
        "shop.s.y shop.t.b i|shop.s.id shop.t.id i|shop.s.x shop.t.a e",
    ),
    "SELECT INTO": ("SELECT a INTO n FROM t", "shop.t.a n.a i"),
    "a name in quotes is another": (
        'CREATE VIEW v AS SELECT "A" FROM (SELECT a AS "A", b AS a FROM t) q',
        "shop.t.a v.A i",
    ),
}


@pytest.mark.parametrize("name", EXACT)
def test_edges_are_exact(name):
    sql, wanted = EXACT[name]
    finding = one(sql)
    assert (finding.state, edges(finding)) == ("parsed", set(filter(None, wanted.split("|"))))


DIALECTS = {
    "join updates": (
        "mysql",
        "UPDATE t JOIN s ON s.id = t.id SET t.a = s.x",
        "shop.s.x shop.t.a i",
    ),
    "an alias is written": (
        "tsql",
        "UPDATE q SET a = s.x FROM t q JOIN s ON s.id = q.id",
        "shop.s.x shop.t.a i",
    ),
    "lateral alias": (
        "redshift",
        "CREATE TABLE n AS SELECT a + 1 AS p, p * 2 AS q FROM t",
        "shop.t.a n.p e|shop.t.a n.q e",
    ),
    "unnest": ("bigquery", "CREATE TABLE n AS SELECT u FROM t, UNNEST(t.b) AS u", "shop.t.b n.u e"),
    "lateral view": (
        "hive",
        "CREATE TABLE n AS SELECT v FROM t LATERAL VIEW explode(b) q AS v",
        "shop.t.b n.v e",
    ),
    "several inserts behind one FROM": (
        "hive",
        "FROM s INSERT INTO TABLE p (c) SELECT x INSERT INTO TABLE q (d) SELECT y",
        "shop.s.x p.c i|shop.s.y q.d i",
    ),
    "pivot": (
        "snowflake",
        "CREATE VIEW v AS SELECT * FROM s PIVOT (sum(x) FOR y IN (1 AS one))",
        "shop.s.id v.id i|shop.s.x v.one a",
    ),
    "unpivot": (
        "snowflake",
        "CREATE VIEW v AS SELECT * FROM s UNPIVOT (n FOR m IN (x, y))",
        "shop.s.id v.id i|shop.s.x v.n e|shop.s.y v.n e",
    ),
    "star without and with": (
        "bigquery",
        "CREATE TABLE n AS SELECT * EXCEPT (x) REPLACE (y + 1 AS y) FROM s",
        "shop.s.id n.id i|shop.s.y n.y e",
    ),
    "partitions come last": (
        "hive",
        "INSERT INTO t PARTITION (id, a = 1) SELECT x, y FROM s",
        "shop.s.x shop.t.b i|shop.s.y shop.t.id i",
    ),
    "replace": ("mysql", "REPLACE INTO t (a) SELECT x FROM s", "shop.s.x shop.t.a i"),
    "unload": ("redshift", "UNLOAD ('SELECT a FROM t') TO 's3://b/k'", "shop.t.a s3://b/k.a i"),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_dialects_have_their_own_ways(name):
    dialect, sql, wanted = DIALECTS[name]
    finding = one(sql, dialect)
    assert (finding.state, edges(finding)) == ("parsed", set(wanted.split("|")))


@pytest.mark.parametrize(
    ("dialect", "sql", "moved"),
    [
        ("hive", "ALTER TABLE p EXCHANGE PARTITION (d = 1) WITH TABLE q", ("q", "p")),
        ("vertica", "SELECT swap_partitions_between_tables('p', '1', '2', 'q')", ("p", "q")),
        ("postgres", "ALTER TABLE p RENAME TO q", ("p", "q")),
        ("redshift", "COPY q FROM 's3://b/k'", ("s3://b/k", "q")),
        ("hive", "LOAD DATA INPATH 'k' INTO TABLE q", ("k", "q")),
        ("snowflake", "CREATE TABLE q CLONE p", ("p", "q")),
    ],
)
def test_whole_tables_move(dialect, sql, moved):
    assert one(sql, dialect).table_edges == (moved,)


def test_a_view_may_stand_before_what_it_reads():
    upper, lower = read("CREATE VIEW v AS SELECT * FROM w; CREATE VIEW w AS SELECT a FROM t")
    assert edges(upper) == {"w.a v.a i"}
    assert edges(lower) == {"shop.t.a w.a i"}


def test_what_a_script_defines_is_known_from_then_on():
    *_, last = read("CREATE TABLE n (p int, q int); CREATE VIEW v AS SELECT * FROM n")
    assert edges(last) == {"n.p v.p i", "n.q v.q i"}


@pytest.mark.parametrize(
    ("sql", "code", "state"),
    [
        ("CREATE VIEW v AS SELECT * FROM nowhere", "unknown_columns", "partial"),
        ("CREATE VIEW v AS SELECT zz FROM t", "unknown_column", "partial"),
        ("CREATE VIEW v AS SELECT id FROM t, s", "ambiguous_column", "partial"),
        ("CREATE VIEW v AS SELECT c FROM nowhere, elsewhere", "ambiguous_column", "partial"),
        ("INSERT INTO nowhere SELECT a FROM t", "unknown_target", "partial"),
        ("INSERT INTO t (a) SELECT x, y FROM s", "column_count", "partial"),
        ("CREATE VIEW v AS SELECT * FROM v", "circular", "partial"),
        (
            "CREATE VIEW v AS SELECT a FROM w; CREATE VIEW w AS SELECT a FROM v",
            "circular",
            "partial",
        ),
        ("SELEC a FROM t", "unreadable", "failed"),
        ("SELECT 'a", "unreadable", "failed"),
        ("SELECT " + "(" * 5000 + "1" + ")" * 5000, "too_deep", "failed"),
        ("SELECT * FROM t " + "JOIN t " * 40, "too_deep", "failed"),
        ("SELECT a" + "[1]" * 3000 + " FROM t", "too_deep", "failed"),
        ("SELECT 1" + ", 1" * 50_000, "too_large", "failed"),
        ("SELECT '" + "x" * 4_000_001 + "'", "too_large", "failed"),
    ],
)
def test_what_cannot_be_followed_is_said(sql, code, state):
    found = [finding for finding in read(sql) if finding.reasons]
    assert found
    assert found[-1].state == state
    assert code in {each for finding in found for each in codes(finding)}


def test_a_star_over_something_unknown_is_an_edge_of_its_own():
    assert edges(one("CREATE VIEW v AS SELECT a.* FROM (SELECT * FROM nowhere) a")) == {
        "nowhere.* v.* i"
    }


def test_one_bad_statement_does_not_spoil_the_others():
    first, bad, last = read("SELECT a FROM t; SELEC b; SELECT b FROM t")
    assert [first.state, bad.state, last.state] == ["parsed", "failed", "parsed"]


def test_a_statement_has_a_budget():
    (one,) = trace([Text("text", "SELECT a FROM t")], "postgres", SCHEMA, seconds=-1)
    assert codes(one.finding) == ["too_slow"]


def test_long_chains_are_no_depth():
    finding = one("CREATE VIEW v AS " + " UNION ALL ".join(["SELECT a FROM t"] * 3000))
    assert (finding.state, edges(finding)) == ("parsed", {"shop.t.a v.a i"})


def test_conditions_are_uses_and_no_edges():
    finding = one("CREATE VIEW v AS SELECT t.a FROM t JOIN s ON t.id = s.id WHERE s.y > 1")
    assert edges(finding) == {"shop.t.a v.a i"}
    assert {(u.column.table, u.column.name, u.role) for u in finding.uses} == {
        ("shop.t", "a", "value"),
        ("shop.t", "id", "join"),
        ("shop.s", "id", "join"),
        ("shop.s", "y", "filter"),
    }


def test_the_schema_spells_the_names():
    finding = one("CREATE VIEW v AS SELECT NAME FROM people", "tsql", {"dbo.People": ["Name"]})
    assert {(e.source.table, e.source.name) for e in finding.edges} == {("dbo.People", "Name")}


def test_the_schema_spells_what_is_written_too():
    schema = {"dbo.People": ["Name"], "dbo.New": ["Label"]}
    finding = one("UPDATE NEW SET LABEL = p.NAME FROM PEOPLE p", "tsql", schema)
    assert edges(finding) == {"dbo.People.Name dbo.New.Label i"}


def test_of_tables_alike_the_default_schema_has_the_one_that_is_meant():
    schema = {"public.t": ["a"], "other.t": ["a"]}
    doubtful = one("SELECT a FROM t", schema=schema)
    (sure,) = trace([Text("text", "SELECT a FROM t")], "postgres", schema, default="public")
    assert codes(doubtful) == ["ambiguous_table"]
    assert (codes(sure.finding), sure.finding.sources) == ([], ("public.t",))


def test_an_unknown_dialect_is_refused():
    with pytest.raises(Unknown):
        trace([], "klingon")
