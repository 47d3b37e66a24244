"""Labs of what DuckDB can write: its own files, and folders of Parquet and CSV."""

import csv
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import duckdb

from governance.connector import Connector, Key, Limits, Session
from governance.connectors.duckdb import Duckdb
from governance.connectors.files import Files
from governance.connectors.files.folder import opened
from tests.governance.connectors.labs import CHANGES, Lab

# DuckDB changes no table that a foreign key points to
REFUSED = {
    "rename a column a view reads",
    "rename a column a key points to",
    "rename a table a key points to",
}
POSSIBLE = {name: change for name, change in CHANGES.items() if name not in REFUSED}


class DuckdbLab(Lab):
    slug = "duckdb"
    schema = "main"
    exact = "decimal(12,2)"
    without = ("DROP SCHEMA lab CASCADE",)
    held_off = (duckdb.IOException,)
    changes: ClassVar[dict[str, list[str]]] = POSSIBLE | {
        "rename a column a view is made of": ["ALTER TABLE lab.base RENAME b TO c"],
        "a column for a view of all": ["ALTER TABLE lab.base ADD COLUMN c text"],
        "comment on a table": ["COMMENT ON TABLE note IS 'what people said'"],
        "comment on a column": ["COMMENT ON COLUMN note.body IS 'words'"],
        "comment on a view": ["COMMENT ON VIEW known IS 'them'"],
        "a default": ["ALTER TABLE note ALTER body SET DEFAULT 'x'"],
        "not null": ["ALTER TABLE note ALTER body SET NOT NULL"],
        "another type": ["ALTER TABLE note ALTER id TYPE bigint"],
        "a check": ["CREATE OR REPLACE TABLE note (id integer, body varchar, CHECK (id > 0))"],
        "a primary key": ["ALTER TABLE note ADD PRIMARY KEY (id)"],
        "another type of one name": ["DROP TABLE lab.feeling", "DROP TYPE lab.mood",
                                     "CREATE TYPE lab.mood AS ENUM ('calm')",
                                     "CREATE TABLE lab.feeling (mood lab.mood)"],
    }  # fmt: skip
    EXTRAS = (
        "CREATE SCHEMA lab",
        "CREATE TYPE lab.mood AS ENUM ('calm', 'cross')",
        "CREATE TABLE lab.feeling (mood lab.mood)",
        "CREATE TABLE lab.base (a integer, b text)",
        "CREATE VIEW lab.everything AS SELECT * FROM lab.base",
    )

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "shop #%41'.duckdb"
        self.run()

    def shop(self) -> Lab:
        self.run(*self.EXTRAS)
        return super().shop()

    def run(self, *statements: str) -> None:
        with closing(duckdb.connect(self.path)) as connection:
            for statement in statements:
                connection.execute(statement)

    def connector(self, limits: Limits | None = None, **options: Any) -> Duckdb:
        allowed = replace(limits or Limits(), folders=(str(self.folder),))
        return Duckdb({"path": str(self.path)} | options, {}, allowed)

    def write(self, session: Session) -> None:
        for _ in session.keeper.rows("CREATE TABLE written (a integer)"):
            pass

    def broken(self) -> dict[str, Connector]:
        (self.folder / "text.duckdb").write_text("not a database at all\n" * 100)
        with self.path.open("rb") as file:
            (self.folder / "half.duckdb").write_bytes(file.read(5_000))
        return {
            "no_file": self.connector(path=str(self.folder / "absent.duckdb")),
            "not_a_database": self.connector(path=str(self.folder / "text.duckdb")),
            "truncated": self.connector(path=str(self.folder / "half.duckdb")),
            "path_outside": self.connector(path="/etc/passwd"),
        }


class FilesLab(Lab):
    """A folder: what would be a table is a Parquet file, what would be a view a CSV file."""

    slug = "files"
    exact = "decimal(12,2)"
    structured = False
    refusal = "not writable|write"
    changes: ClassVar[dict[str, list[str]]] = POSSIBLE
    views = ("known", "spender")

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "hand #%41's over"
        self.folder.mkdir()
        self.schema = self.folder.name
        self.made: set[str] = set()
        self.database = duckdb.connect()

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.database.execute(statement)
        wanted = dict.fromkeys(self._named("duckdb_tables()", "table_name"), "parquet")
        wanted |= dict.fromkeys(self._named("duckdb_views()", "view_name"), "csv")
        files = {f"{name}.{kind}" for name, kind in wanted.items()}
        for gone in self.made - files:
            (self.folder / gone).unlink()
        self.made = {f"{name}.{kind}" for name, kind in wanted.items() if self._write(name, kind)}

    def _named(self, function: str, field: str) -> list[str]:
        found = self.database.execute(f"SELECT {field} FROM {function} WHERE NOT internal")
        return [name for (name,) in found.fetchall()]

    def _write(self, name: str, kind: str) -> bool:
        path = self.folder / f"{name}.{kind}"
        quoted = name.replace('"', '""')
        try:
            found = self.database.execute(f'SELECT * FROM "{quoted}"')
        except duckdb.Error:  # a view of what is gone
            path.unlink(missing_ok=True)
            return False
        if kind == "parquet":
            place = str(path).replace("'", "''")
            self.database.execute(f"""COPY "{quoted}" TO '{place}' (FORMAT parquet)""")
        else:
            with path.open("w", newline="") as file:
                writer = csv.writer(file, quoting=csv.QUOTE_ALL)
                writer.writerow([column[0] for column in found.description])
                writer.writerows(found.fetchall())
        return True

    def key(self, name: str) -> Key:
        kind = "csv" if name in self.views or name.startswith("v ") else "parquet"
        return self.schema, f"{name}.{kind}"

    def connector(self, limits: Limits | None = None, **options: Any) -> Files:
        allowed = replace(limits or Limits(), folders=(str(self.folder.parent),))
        return Files({"path": str(self.folder)} | options, {}, allowed)

    def ruin(self) -> Key:
        self.run("CREATE TABLE ruin (a integer)")
        path = self.folder / "ruin.parquet"
        path.write_bytes(path.read_bytes()[:-5])
        return self.key("ruin")

    def write(self, session: Session) -> None:
        with opened(str(self.folder / "note.parquet"), self.folder) as file:
            file.write(b"written")

    def broken(self) -> dict[str, Connector]:
        (self.folder / "text.txt").write_text("nothing that has columns")
        return {
            "no_file": self.connector(path=str(self.folder / "absent.csv")),
            "not_a_database": self.connector(path=str(self.folder / "text.txt")),
            "path_outside": self.connector(path="/etc"),
        }
