"""PostgreSQL 12 and later, read from its catalog in one REPEATABLE READ transaction.

Partitions are storage of their partitioned table, not relations of their own: they are left out of
relations, fingerprints and count alike; their sizes are added up on the table they belong to.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from governance.connector import (
    CA,
    ENCRYPTION,
    Finding,
    Option,
    ServerConnector,
    Session,
    Trouble,
    entered,
)
from governance.connectors.postgres.accounts import script
from governance.connectors.postgres.session import PostgresSession

NOWHERE = f"{os.devnull}/none"
# libpq gives no SQLSTATE for a refused connection, only text
REFUSALS = (
    ("no_database", r'database ".*" does not exist'),
    ("source_refuses", r"permission denied for (database .*)"),
    (
        "auth_failed",
        r"authentication failed|no password supplied|pg_hba\.conf|role .* does not|log in",
    ),
    ("tls_failed", r"SSL|certificate|TLS"),
    ("connection_lost", r"closed the connection unexpectedly|Connection reset"),
    ("unreachable", r"refused|failed to resolve|o route|unreachable|No such file|Is the server"),
)


class Postgres(ServerConnector):
    slug = "postgresql"
    label = "PostgreSQL"
    description = "PostgreSQL 12 or later, and managed services that speak like it."
    dialect = "postgres"
    options = (
        Option("host", "Host", required=True, help="Name, address, or folder of a Unix socket."),
        Option("port", "Port", "number", default=5432, minimum=1, maximum=65535),
        Option("database", "Database", required=True),
        Option("user", "User", required=True),
        Option("password", "Password", "secret"),
        Option("sslmode", "Encryption", "choice", default="prefer", choices=ENCRYPTION),
        CA,
    )
    url_schemes = ("postgresql", "postgres")

    @property
    def unix(self) -> str:
        host = str(self.given["host"])
        return f"{host}/.s.PGSQL.{self.given['port']}" if host.startswith("/") else ""

    def coverage(self, session: Session) -> Finding:
        return entered(session)  # no view of PostgreSQL breaks: what it needs cannot be dropped

    @contextmanager
    def open(self, label: str) -> Iterator[PostgresSession]:
        session = PostgresSession(self, self._connected(label))
        try:
            session.begin()
            yield session
        finally:
            session.close()

    def role_script(self, account: str, *, read_values: bool = False) -> str:
        return script(account, self.given["database"], read_values=read_values)

    def _connected(self, label: str) -> psycopg.Connection[Any]:
        with self._authorities() as path:
            return self._connected_by(label, path)

    @contextmanager
    def _authorities(self) -> Iterator[str]:
        """The file in which libpq wants certificates, for the time of connecting."""
        if not self.given["ca"]:
            # libpq trusts this machine's authorities only together with the name of the host;
            # and never what lies in the home folder of the portal
            yield "system" if self.given["sslmode"] == "verify-full" else NOWHERE
            return
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:  # nobody else may read it
            file.write(self.given["ca"])
            file.flush()
            yield file.name

    def _connected_by(self, label: str, authorities: str) -> psycopg.Connection[Any]:
        given = self.given
        try:
            return psycopg.connect(
                host=given["host"],
                port=given["port"],
                dbname=given["database"],
                user=given["user"],
                password=self._secrets["password"] or "",
                sslmode=given["sslmode"],
                sslrootcert=authorities,
                connect_timeout=self.limits.connect_seconds,
                application_name=re.sub(r"[^ -~]", "?", label)[:63],
                client_encoding="UTF8",
                # nothing from the environment or the home folder of the portal
                options="",
                passfile=NOWHERE,
                gssencmode="disable",
                keepalives_idle=15,
                keepalives_interval=5,
                keepalives_count=3,
                prepare_threshold=None,
            )
        except (psycopg.Error, UnicodeError) as error:
            raise self._refusal(error) from None

    def _refusal(self, error: Exception) -> Trouble:
        if isinstance(error, psycopg.errors.ConnectionTimeout):
            return Trouble("timeout", seconds=self.limits.connect_seconds)
        host, port = self.given["host"], self.given["port"]
        if isinstance(error, UnicodeError):  # a host name no resolver takes
            return Trouble("unreachable", host=host, port=port)
        detail = self.scrubbed(re.sub(r"(?s)^.*failed: (FATAL:  )?", "", str(error)))
        if self.given["sslmode"] == "disable" and "no encryption" in detail:
            return Trouble("tls_failed", reason=detail)  # it might let us in by another door
        params = {
            "no_database": {"database": self.given["database"]},
            "source_refuses": {"what": detail.removeprefix("permission denied for ")},
            "auth_failed": {"user": self.given["user"]},
            "tls_failed": {"reason": detail},
            "connection_lost": {},
            "unreachable": {"host": host, "port": port},
        }
        for code, pattern in REFUSALS:
            if re.search(pattern, detail):
                return Trouble(code, **params[code])
        return Trouble("source_error", detail=detail)
