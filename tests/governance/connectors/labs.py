"""Labs: how to make, change and spoil a schema on a real engine, one for each kind of source.

Every connector on the shelf needs one; the conformance suite runs in each.
"""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import psycopg
import pymysql
from pymysql.constants import CLIENT

from governance.connector import Connector, Key, Limits, Session
from governance.connectors.mysql import Mysql
from governance.connectors.postgres import Postgres
from governance.connectors.sqlite import Sqlite

GIVEN = os.environ.get("TEST_SOURCE_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
MARIADB = os.environ.get("TEST_SOURCE_MARIADB", "mysql://root@127.0.0.1:3306")
SECRET = "s3cret-pässw0rd"

# a small shop that both dialects understand
SHOP = (
    "CREATE TABLE customer (id integer PRIMARY KEY, name text NOT NULL, email text DEFAULT 'none')",
    "CREATE TABLE purchase (id integer PRIMARY KEY, customer_id integer REFERENCES customer (id),"
    " amount numeric(12,2), UNIQUE (customer_id, amount))",
    "CREATE TABLE note (id integer, body varchar(40))",
    "CREATE VIEW known AS SELECT id, name FROM customer",
    "CREATE VIEW spender AS SELECT c.name, p.amount FROM customer c"
    " JOIN purchase p ON p.customer_id = c.id",
)
# statements that change what a relation is; each starts from the shop
CHANGES = {
    "add a column": ["ALTER TABLE note ADD COLUMN author text"],
    "drop a column": ["ALTER TABLE note DROP COLUMN body"],
    "rename a column": ["ALTER TABLE note RENAME COLUMN body TO words"],
    "rename a column a view reads": ["ALTER TABLE customer RENAME COLUMN name TO full_name"],
    "rename a column a key points to": ["ALTER TABLE customer RENAME COLUMN id TO number"],
    "rename a table a view reads": ["ALTER TABLE purchase RENAME TO sale"],
    "rename a table a key points to": ["ALTER TABLE customer RENAME TO client"],
    "another view": ["DROP VIEW known", "CREATE VIEW known AS SELECT id FROM customer"],
    "make it anew, otherwise": ["DROP TABLE note", "CREATE TABLE note (id bigint, body text)"],
    "a new table": ["CREATE TABLE fresh (id integer)"],
    "a dropped view": ["DROP VIEW spender"],
}
# statements after which every relation is what it was
REMAINS = {
    "rows": ["INSERT INTO note VALUES (1, 'a')", "DELETE FROM note"],
    "statistics": ["INSERT INTO note VALUES (1, 'a')", "ANALYZE"],
    "vacuum": ["DELETE FROM note", "VACUUM"],
    "an index": ["CREATE INDEX by_body ON note (body)"],
}


class Lab(ABC):
    """One empty database of its own and a connector for it."""

    slug: ClassVar[str]
    schema: str
    changes: ClassVar[dict[str, list[str]]] = CHANGES
    remains: ClassVar[dict[str, list[str]]] = REMAINS
    views_follow_all: ClassVar[bool] = False  # any change of the schema touches every view
    exact: ClassVar[str] = "numeric(12,2)"  # as the source writes it
    impossible: ClassVar[frozenset[str]] = frozenset()  # names that this engine does not take
    without: ClassVar[tuple[str, ...]] = ()  # drops what a lab has beyond the shop
    structured: ClassVar[bool] = True  # it knows keys, defaults and views
    refusal: ClassVar[str] = "(?i)read[- ]?only"  # what an attempt to write is told
    held_off: ClassVar[tuple[type[Exception], ...]] = ()  # what a writer meets during a session

    @abstractmethod
    def connector(self, limits: Limits | None = None, **options: Any) -> Connector: ...

    @abstractmethod
    def run(self, *statements: str) -> None:
        """Execute as the owner, each in a transaction of its own."""

    @abstractmethod
    def write(self, session: Session) -> None:
        """Try to write through the connection of a session; raises an error of the driver."""

    @abstractmethod
    def broken(self) -> dict[str, Connector]:
        """Connectors that cannot work, by the code of the trouble they must raise."""

    def ruin(self) -> Key:
        """Make a relation that cannot be read, and say which it is."""
        self.run("CREATE TABLE gone (a integer)", "CREATE VIEW ruin AS SELECT a FROM gone")
        self.run("DROP TABLE gone")
        return self.key("ruin")

    def key(self, name: str) -> Key:
        return self.schema, name

    def shop(self) -> "Lab":
        self.run(*SHOP)
        return self


class PostgresLab(Lab):
    slug = "postgresql"
    schema = "public"
    changes: ClassVar[dict[str, list[str]]] = CHANGES | {
        "comment on a table": ["COMMENT ON TABLE note IS 'what people said'"],
        "comment on a column": ["COMMENT ON COLUMN note.body IS 'words'"],
        "comment on a view": ["COMMENT ON VIEW known IS 'them'"],
        "a comment that moves": ["COMMENT ON COLUMN purchase.customer_id IS NULL",
                                 "COMMENT ON COLUMN purchase.id IS 'b'"],
        "a replaced view": ["CREATE OR REPLACE VIEW known AS SELECT id, upper(name) AS name"
                            " FROM customer"],
        "a default": ["ALTER TABLE note ALTER body SET DEFAULT 'x'"],
        "another default": ["ALTER TABLE customer ALTER email SET DEFAULT 'y'"],
        "not null": ["ALTER TABLE note ALTER body SET NOT NULL"],
        "a wider type": ["ALTER TABLE note ALTER body TYPE varchar(50)"],
        "another type": ["ALTER TABLE note ALTER id TYPE bigint"],
        "an identity": ["ALTER TABLE note ALTER id SET NOT NULL, ALTER id ADD GENERATED ALWAYS AS"
                        " IDENTITY"],
        "a check": ["ALTER TABLE note ADD CHECK (id > 0)"],
        "a primary key": ["ALTER TABLE note ADD PRIMARY KEY (id)"],
        "a renamed constraint": ["ALTER TABLE purchase RENAME CONSTRAINT purchase_pkey TO pk"],
        "a dropped constraint": ["ALTER TABLE purchase DROP CONSTRAINT purchase_customer_id_fkey"],
        "a renamed type": ["ALTER TYPE lab.mood RENAME TO temper"],
        "a moved type": ["ALTER TYPE lab.mood SET SCHEMA public"],
        "a renamed sequence": ["ALTER SEQUENCE lab.counter RENAME TO tally"],
        "a renamed function in a view": ["ALTER FUNCTION lab.shout RENAME TO yell"],
        "a renamed function in a check": ["ALTER FUNCTION lab.fine RENAME TO good"],
        "a renamed column of a view": ["ALTER VIEW known RENAME COLUMN name TO who"],
        "a renamed schema": ["ALTER SCHEMA lab RENAME TO bench"],
        "made anew, the same": ["DROP TABLE lab.lone", "CREATE TABLE lab.lone (a integer)"],
    }  # fmt: skip
    remains: ClassVar[dict[str, list[str]]] = REMAINS | {
        "a rewrite": ["VACUUM FULL customer"],
        "truncation": ["TRUNCATE note"],
        "a target of statistics": ["ALTER TABLE note ALTER body SET STATISTICS 7"],
        "a renamed index": ["ALTER INDEX lab.by_mood RENAME TO mood_index"],
        "a grant": ["GRANT SELECT ON note TO PUBLIC"],
        "a partition": ["CREATE TABLE lab.p2 PARTITION OF lab.parted FOR VALUES IN (2)"],
        "a temporary table": ["CREATE TEMP TABLE passing (a integer)"],
    }
    without = ("DROP SCHEMA lab CASCADE",)
    EXTRAS = (
        "CREATE SCHEMA lab",
        "CREATE TYPE lab.mood AS ENUM ('calm', 'cross')",
        "CREATE SEQUENCE lab.counter",
        "CREATE FUNCTION lab.shout(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)'",
        "CREATE FUNCTION lab.fine(integer) RETURNS boolean LANGUAGE sql IMMUTABLE"
        " AS 'SELECT $1 > 0'",
        "CREATE TABLE lab.feeling (id integer DEFAULT nextval('lab.counter'), mood lab.mood,"
        " moods lab.mood[], n integer CHECK (lab.fine(n)))",
        "CREATE INDEX by_mood ON lab.feeling (mood)",
        "CREATE VIEW lab.loud AS SELECT lab.shout(name) AS name FROM public.customer",
        "CREATE TABLE lab.parted (a integer) PARTITION BY LIST (a)",
        "CREATE TABLE lab.p1 PARTITION OF lab.parted FOR VALUES IN (1)",
        "CREATE TABLE lab.lone (a integer)",
        "COMMENT ON COLUMN public.purchase.customer_id IS 'b'",
    )

    def __init__(self, url: str) -> None:
        self.url = url
        self.options, self.secrets = Postgres.from_url(url)
        self.name = f"lab_{uuid4().hex[:12]}"
        self.options["database"] = self.name

    @contextmanager
    def database(self, clause: str = "") -> Iterator["PostgresLab"]:
        self.admin(f"CREATE DATABASE {self.name} {clause}")
        try:
            yield self
        finally:
            self.admin(f"DROP DATABASE {self.name} WITH (FORCE)")

    def admin(self, *statements: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def reset(self) -> None:
        """As after CREATE DATABASE, but ten times faster, unless a test ruined the catalog."""
        try:
            self._empty()
        except psycopg.Error:
            self.admin(f"DROP DATABASE {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name}")

    def _empty(self) -> None:
        with self.connect() as owner:
            names = owner.execute(
                "SELECT string_agg(quote_ident(nspname), ', ') FROM pg_namespace"
                " WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'"
            ).fetchone()
            owner.execute(f"DROP SCHEMA {names[0]} CASCADE; CREATE SCHEMA public")

    def shop(self) -> Lab:
        self.run("; ".join(SHOP + self.EXTRAS))
        return self

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        quick = "-c synchronous_commit=off"
        return psycopg.connect(
            self.url, dbname=self.name, autocommit=True, options=quick, **options
        )

    def run(self, *statements: str) -> None:
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)

    def connector(self, limits: Limits | None = None, **options: Any) -> Postgres:
        secrets = self.secrets | {"password": SECRET}
        return Postgres(self.options | options, secrets, limits or Limits(connect_seconds=2))

    def ruin(self) -> Key:
        self.run("CREATE TABLE gone (a integer)", "CREATE VIEW ruin AS SELECT a FROM gone")
        self.run("DELETE FROM pg_attribute WHERE attrelid = 'gone'::regclass AND attnum = 1")
        return self.key("ruin")

    def write(self, session: Session) -> None:
        session.connection.execute("CREATE TABLE written (a integer)")

    def broken(self) -> dict[str, Connector]:
        return {
            "no_database": self.connector(database="no such database"),
            "auth_failed": self.connector(user="no such role"),
            "unreachable": self.connector(host="127.0.0.1", port=1),
        }


class MariadbLab(Lab):
    slug = "mysql"
    exact = "decimal(12,2)"
    impossible = frozenset({"😀 emoji", "trailing ", "tab\t"})
    changes: ClassVar[dict[str, list[str]]] = CHANGES | {
        "comment on a table": ["ALTER TABLE note COMMENT = 'what people said'"],
        "comment on a column": ["ALTER TABLE note MODIFY body varchar(40) COMMENT 'words'"],
        "a comment that moves": ["ALTER TABLE feeling MODIFY id integer COMMENT '',"
                                 " MODIFY mood enum('calm', 'cross') COMMENT 'b'"],
        "a replaced view": ["CREATE OR REPLACE VIEW known AS SELECT id, upper(name) AS name"
                            " FROM customer"],
        "a default": ["ALTER TABLE note ALTER body SET DEFAULT 'x'"],
        "another default": ["ALTER TABLE customer ALTER email SET DEFAULT 'y'"],
        "a default that is null": ["ALTER TABLE feeling ALTER word SET DEFAULT NULL"],
        "not null": ["ALTER TABLE note MODIFY body varchar(40) NOT NULL"],
        "a wider type": ["ALTER TABLE note MODIFY body varchar(50)"],
        "another type": ["ALTER TABLE note MODIFY id bigint"],
        "another place": ["ALTER TABLE note MODIFY id integer AFTER body"],
        "a generated column": ["ALTER TABLE note ADD twice integer AS (id * 2)"],
        "a key that counts": ["ALTER TABLE note MODIFY id integer PRIMARY KEY AUTO_INCREMENT"],
        "a check": ["ALTER TABLE note ADD CONSTRAINT fine CHECK (id > 0)"],
        "another check": ["ALTER TABLE feeling DROP CONSTRAINT fine,"
                          " ADD CONSTRAINT fine CHECK (id > 1)"],
        "a check of a column": ["ALTER TABLE note MODIFY id integer CHECK (id > 0)"],
        "a primary key": ["ALTER TABLE note ADD PRIMARY KEY (id)"],
        "a unique key": ["CREATE UNIQUE INDEX one_body ON note (body(10))"],
        "a dropped key": ["ALTER TABLE purchase DROP FOREIGN KEY purchase_ibfk_1"],
        "a value of an enumeration": ["ALTER TABLE feeling MODIFY mood"
                                      " enum('calm', 'cross', 'glad')"],
        "history": ["ALTER TABLE lone MODIFY a bigint, ADD SYSTEM VERSIONING"],
        "partitions": ["ALTER TABLE lone PARTITION BY HASH (a) PARTITIONS 3"],
    }  # fmt: skip
    remains: ClassVar[dict[str, list[str]]] = {
        "rows": REMAINS["rows"],
        "an index": REMAINS["an index"],
        "statistics": ["INSERT INTO note VALUES (1, 'a')", "ANALYZE TABLE note"],
        "a rewrite": ["OPTIMIZE TABLE customer", "ALTER TABLE note FORCE"],
        "truncation": ["TRUNCATE note"],
        "numbers given away": ["INSERT INTO counted VALUES (NULL), (NULL)"],
        "a partition": ["ALTER TABLE parted ADD PARTITION PARTITIONS 2"],
        "a sequence": ["CREATE SEQUENCE tally"],
        "a trigger": ["CREATE TRIGGER pulled BEFORE INSERT ON note FOR EACH ROW SET NEW.id = 1"],
    }
    without = ("DROP TABLE feeling, counted, parted, lone",)
    EXTRAS = (
        "CREATE TABLE feeling (id integer COMMENT 'b', mood enum('calm', 'cross'),"
        " word varchar(9) DEFAULT 'x', CONSTRAINT fine CHECK (id > 0))",
        "CREATE TABLE counted (id integer PRIMARY KEY AUTO_INCREMENT)",
        "CREATE TABLE parted (a integer) PARTITION BY HASH (a) PARTITIONS 2",
        "CREATE TABLE lone (a integer)",
    )

    def __init__(self, url: str) -> None:
        self.options, self.secrets = Mysql.from_url(url)
        self.name = self.schema = f"lab_{uuid4().hex[:12]}"
        self.options["database"] = self.name

    @contextmanager
    def database(self) -> Iterator["MariadbLab"]:
        self.admin(f"CREATE DATABASE {self.name}")
        try:
            yield self
        finally:
            self.admin(f"DROP DATABASE {self.name}")

    def reset(self) -> None:
        self.admin(f"DROP DATABASE {self.name}", f"CREATE DATABASE {self.name}")

    def shop(self) -> Lab:
        self.run(*SHOP, *self.EXTRAS)
        return self

    def connect(self, database: str | None = None, **options: Any) -> Any:
        """As the owner, with names in the quotes of the standard."""
        given = {name: self.options[name] for name in ("host", "port", "user") if name in
                 self.options}  # fmt: skip
        password = self.secrets.get("password", "").encode()
        return pymysql.connect(
            **given | {"password": password, "ssl_disabled": True} | options,
            database=database, autocommit=True, charset="utf8mb4",
            client_flag=CLIENT.MULTI_STATEMENTS,
            init_command="SET sql_mode = 'ANSI_QUOTES,NO_ENGINE_SUBSTITUTION'",
        )  # fmt: skip

    def admin(self, *statements: str, database: str | None = None, **options: Any) -> list[Any]:
        """Execute, and give the rows of the last statement."""
        with self.connect(database, **options) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def run(self, *statements: str) -> None:
        self.admin(*statements, database=self.name)

    def connector(self, limits: Limits | None = None, **options: Any) -> Mysql:
        secrets = {"password": self.secrets.get("password", "")}
        if "user" in options:
            secrets = {"password": SECRET}
        return Mysql(self.options | options, secrets, limits or Limits(connect_seconds=2))

    def write(self, session: Session) -> None:
        session.connection.cursor().execute("CREATE TABLE written (a integer)")

    def broken(self) -> dict[str, Connector]:
        return {
            "no_database": self.connector(database="no such database"),
            "auth_failed": self.connector(user="no such user"),
            "unreachable": self.connector(host="127.0.0.1", port=1),
        }


class SqliteLab(Lab):
    slug = "sqlite"
    schema = "main"
    views_follow_all = True
    held_off = (sqlite3.OperationalError,)
    changes: ClassVar[dict[str, list[str]]] = CHANGES | {
        "a unique index": ["CREATE UNIQUE INDEX one_body ON note (body)"],
        "a column for a view of all": ["ALTER TABLE customer ADD COLUMN phone text"],
    }

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "shop ?#%41'.db"
        self.run()

    def shop(self) -> Lab:
        self.run("CREATE VIEW everything AS SELECT * FROM customer")
        return super().shop()

    def run(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path, 0.2, isolation_level=None)) as connection:
            for statement in statements or ["PRAGMA user_version = 1"]:
                connection.execute(statement)

    def connector(self, limits: Limits | None = None, **options: Any) -> Sqlite:
        given = limits or Limits(lock_seconds=1)
        allowed = Limits(
            given.connect_seconds, given.statement_seconds, given.lock_seconds, (str(self.folder),)
        )
        return Sqlite({"path": str(self.path)} | options, {}, allowed)

    def write(self, session: Session) -> None:
        session.connection.execute("CREATE TABLE written (a integer)")

    def broken(self) -> dict[str, Connector]:
        (self.folder / "text.db").write_text("not a database at all\n" * 100)
        return {
            "no_file": self.connector(path=str(self.folder / "absent.db")),
            "not_a_database": self.connector(path=str(self.folder / "text.db")),
            "path_outside": self.connector(path="/etc/passwd"),
        }
