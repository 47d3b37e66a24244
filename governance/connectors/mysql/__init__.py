"""MySQL 8.0.16 and MariaDB 10.6 or later, read from information_schema by a read-only session.

A source is what one account sees of one database, or of all databases of the server when none is
named; each database is a schema.

What of the picture is consistent: the server has no snapshot of its dictionary. A session therefore
takes down the names of all relations at its beginning and tells of no others: what is made later
comes with the next scan, and what vanishes meanwhile is missing in `count()`, so that the scan
sees that it was not the only one at work. A relation that is altered between its fingerprint and
its reading is stored with a fingerprint that the next scan does not find again, and read anew.

What the account may not see, the server does not show: `Identity.reach` is a digest of its grants,
for a table out of sight must not be taken for a dropped one.

There are no ids that survive a rename: those of the engine are told to administrators only. And
MariaDB has no id of the server either: its `server_uid` is made of network card and port, so it
changes with the address and is shared by containers that were given the same one.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pymysql.converters import encoders

from governance.connector import (
    CA,
    ENCRYPTION,
    Option,
    ServerConnector,
    Trouble,
)
from governance.connectors.mysql.accounts import script
from governance.connectors.mysql.line import Line, context, refusal
from governance.connectors.mysql.session import MysqlSession


class Mysql(ServerConnector):
    slug = "mysql"
    label = "MySQL or MariaDB"
    description = "MySQL 8.0.16 or later, MariaDB 10.6 or later, and services that speak like them."
    dialect = "mysql"
    options = (
        Option("host", "Host", required=True, help="Name, address, or path of a Unix socket."),
        Option("port", "Port", "number", default=3306, minimum=1, maximum=65535),
        Option("database", "Database", help="Empty: every database that the account may see."),
        Option("user", "User", required=True),
        Option("password", "Password", "secret"),
        Option("tls", "Encryption", "choice", default="prefer", choices=ENCRYPTION),
        CA,
    )
    url_schemes = ("mysql", "mariadb")

    @property
    def unix(self) -> str:
        host = str(self.given["host"])
        return host if host.startswith("/") else ""

    @contextmanager
    def open(self, label: str) -> Iterator[MysqlSession]:
        # administrators see it in the list of processes, in front of every statement
        label = re.sub(r"[^\w .:-]", "?", label, flags=re.ASCII)[:63]
        session = MysqlSession(self, self._connected(label), label)
        try:
            session.begin()
            yield session
        finally:
            session.close()

    def role_script(self, account: str, *, read_values: bool = False) -> str:
        return script(account, self.given["database"], read_values=read_values)

    def _connected(self, label: str) -> Line:
        given, seconds = self.given, self.limits.connect_seconds
        try:
            return Line(
                host=given["host"],
                port=given["port"],
                unix_socket=self.unix or None,
                database=given["database"],
                user=given["user"],
                password=(self._secrets["password"] or "").encode(),
                ssl=context(given["tls"], given["ca"]),
                ssl_disabled=given["tls"] == "disable",
                charset="utf8mb4",
                # bytes as they are sent: what is no UTF-8 must not end the scan
                use_unicode=False,
                conv=encoders,
                autocommit=True,
                local_infile=False,
                connect_timeout=seconds,
                read_timeout=seconds,
                write_timeout=seconds,
                program_name=label,
            )
        except Exception as error:  # the driver trips over what is no answer of a server
            raise self.refused(error) from None

    def refused(self, error: Exception) -> Trouble:
        return refusal(error, self.told(error), self.given, self.limits.connect_seconds)

    def told(self, error: Exception) -> str:
        """What the server or the driver says, without its number."""
        return self.scrubbed(str(error.args[-1]) if error.args else type(error).__name__)
