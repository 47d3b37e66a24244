"""Views whose lineage is true by construction, how fast it is found, and what PostgreSQL says.

`LINEAGE_VIEWS` (500) says how many. The generator writes each view together with the edges it must
have, so a wrong one is the reader's; with `LINEAGE_URL` (a PostgreSQL to make a database in) what
`pg_depend` knows is compared as well.
"""

import os
import random
import time
from collections.abc import Iterator, Mapping

import psycopg

from governance.lineage import rules
from governance.lineage.engine import Text, trace
from governance.lineage.rules import Finding
from tests.bench import report

SEED = 20261125
TABLES = 60
WIDTH = 12
Truth = set[tuple[str, str, str, str]]  # source table and column, target table and column


class Company:
    """Tables, and views that are made of them and of each other."""

    def __init__(self, seed: int = SEED) -> None:
        self.dice = random.Random(seed)
        self.schema: dict[str, list[str]] = {
            f"public.t{n:02}": ["id"] + [f"c{n:02}_{place}" for place in range(WIDTH - 1)]
            for n in range(TABLES)
        }
        self.views: dict[str, str] = {}
        self.truth: Truth = set()

    def grow(self, number: int) -> None:
        shapes = (self._join, self._cte, self._union, self._window, self._grouped, self._star)
        for n in range(number):
            shapes[n % len(shapes)](f"public.v{n:03}")

    def ddl(self) -> Iterator[str]:
        for table, columns in self.schema.items():
            if table not in self.views:
                yield f"CREATE TABLE {table} ({', '.join(f'{c} integer' for c in columns)})"
        for view, text in self.views.items():
            yield f"CREATE VIEW {view} AS {text}"

    def _pick(self) -> tuple[str, list[str]]:
        table = self.dice.choice(list(self.schema))
        return table, self.dice.sample(self.schema[table], 3)

    def _made(self, view: str, text: str, columns: dict[str, list[tuple[str, str]]]) -> None:
        self.views[view] = text
        self.schema[view] = list(columns)
        self.truth |= {
            (table, name, view, target)
            for target, sources in columns.items()
            for table, name in sources
        }

    def _join(self, view: str) -> None:
        (a, (a1, a2, _)), (b, (b1, b2, _)) = self._pick(), self._pick()
        text = (
            f"SELECT x.{a1} AS p, x.{a2} + y.{b1} AS q, coalesce(y.{b2}, 0) AS r FROM {a} x "
            f"LEFT JOIN {b} y ON x.{a2} = y.{b2} WHERE x.{a1} > 3"
        )
        self._made(view, text, {"p": [(a, a1)], "q": [(a, a2), (b, b1)], "r": [(b, b2)]})

    def _cte(self, view: str) -> None:
        (a, (a1, a2, _)), (b, (b1, b2, _)) = self._pick(), self._pick()
        text = (
            f"WITH one AS (SELECT {a1} AS k, {a2} AS w FROM {a}), "
            f"two AS (SELECT one.k, one.w + m.{b1} AS s FROM one JOIN {b} m ON m.{b2} = one.k) "
            "SELECT k AS p, s AS q, CASE WHEN k > 1 THEN s END AS r FROM two"
        )
        s = [(a, a2), (b, b1)]
        self._made(view, text, {"p": [(a, a1)], "q": s, "r": [(a, a1), *s]})

    def _union(self, view: str) -> None:
        (a, (a1, a2, a3)), (b, (b1, b2, _)) = self._pick(), self._pick()
        text = (
            f"SELECT {a1} AS p, {a2} AS q, {a3} AS r FROM {a} "
            f"UNION ALL SELECT {b1}, {b2} * 2, 0 FROM {b}"
        )
        self._made(view, text, {"p": [(a, a1), (b, b1)], "q": [(a, a2), (b, b2)], "r": [(a, a3)]})

    def _window(self, view: str) -> None:
        a, (a1, a2, a3) = self._pick()
        text = (
            f"SELECT {a1} AS p, sum({a2}) OVER (PARTITION BY {a1} ORDER BY {a3}) AS q, "
            f"row_number() OVER w AS r FROM {a} WINDOW w AS (ORDER BY {a3})"
        )
        self._made(view, text, {"p": [(a, a1)], "q": [(a, a2), (a, a1), (a, a3)], "r": [(a, a3)]})

    def _grouped(self, view: str) -> None:
        (a, (a1, a2, a3)), (b, (b1, b2, _)) = self._pick(), self._pick()
        text = (
            f"SELECT {a1} AS p, count(*) AS q, max({a2}) AS r, "
            f"(SELECT min({b1}) FROM {b} i WHERE i.{b2} = o.{a1}) AS s FROM {a} o "
            f"GROUP BY {a1} HAVING sum({a3}) > 0"
        )
        columns = {"p": [(a, a1)], "q": [], "r": [(a, a2)], "s": [(b, b1)]}
        self._made(view, text, columns)

    def _star(self, view: str) -> None:
        a, _ = self._pick()
        text = f"SELECT s.* FROM (SELECT * FROM {a}) s"
        self._made(view, text, {name: [(a, name)] for name in self.schema[a]})

    def found(self, texts: Mapping[str, str] | None = None) -> list[Finding]:
        """What the reader says, which is given the columns of the tables alone; of these texts, or
        of those that the views were made of."""
        given = self.views if texts is None else texts
        inputs = [Text(view, text, view) for view, text in given.items()]
        tables = {name: columns for name, columns in self.schema.items() if name not in self.views}
        return [one.finding for one in trace(inputs, "postgres", tables)]

    def exact(self, findings: list[Finding]) -> int:
        """Of how many views the edges are those that it was made with."""
        wanted: dict[str, Truth] = {view: set() for view in self.views}
        for edge in self.truth:
            wanted[edge[2]].add(edge)
        return sum(
            {(e.source.table, e.source.name, e.target.table, e.target.name) for e in one.edges}
            == wanted[one.targets[0]]
            for one in findings
        )


# Every column a view reads, as PostgreSQL keeps it for its rewriter.
KNOWN = """
SELECT DISTINCT vn.nspname || '.' || v.relname, tn.nspname || '.' || t.relname, a.attname
FROM pg_rewrite r JOIN pg_class v ON v.oid = r.ev_class
JOIN pg_namespace vn ON vn.oid = v.relnamespace AND vn.nspname = 'public'
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
  AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid AND d.refobjsubid > 0
JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"""


def known(company: Company, url: str) -> list[tuple[str, str, str]]:
    """Make it all in a database of its own, and ask what its views read."""
    name = f"lineage_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(url, dbname=name) as made:
                for statement in company.ddl():
                    made.execute(statement)
                return made.execute(KNOWN).fetchall()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure() -> None:
    company = Company()
    company.grow(int(os.environ.get("LINEAGE_VIEWS", "500")))
    report.title("Lineage")
    started = time.perf_counter()
    findings = company.found()
    report.rate("views", len(findings), time.perf_counter() - started)
    print(f"{'exact':<34} {company.exact(findings):>9,} of {len(findings):,}")
    if url := os.environ.get("LINEAGE_URL"):
        checked = rules.checked(findings, known(company, url))
        print(f"{'edges the database confirms':<34} {len(checked.verified):>9,}")
        print(f"{'edges it does not':<34} {len(checked.unverified):>9,}")
        print(f"{'reads it knows and we miss':<34} {len(checked.missing):>9,}")
