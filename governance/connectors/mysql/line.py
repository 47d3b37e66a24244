"""The connection to a server of MySQL or MariaDB, and what its failures mean."""

import ssl

from pymysql.connections import Connection
from pymysql.constants import CR, ER
from pymysql.err import InterfaceError, OperationalError

from governance.connector import Trouble

# plugins of the server to which the driver would send the password itself
OPEN_HEARTED = (b"mysql_clear_password", b"dialog")

# what the driver has no name for, in MySQL and in MariaDB
NO_PASSWORD, LOCKED, LOCKED_IN_MARIADB, NO_PLAIN_LINES = 1698, 3118, 4151, 3159
KILLED, IDLE, SLOW, SLOW_IN_MARIADB = 1927, 4031, 3024, 1969

REFUSED = {
    *(ER.ACCESS_DENIED_ERROR, ER.HOST_NOT_PRIVILEGED, ER.NOT_SUPPORTED_AUTH_MODE, NO_PASSWORD),
    *(ER.MUST_CHANGE_PASSWORD, ER.MUST_CHANGE_PASSWORD_LOGIN, LOCKED, LOCKED_IN_MARIADB),
    CR.CR_AUTH_PLUGIN_CANNOT_LOAD,
}
DENIED = {
    *(ER.DBACCESS_DENIED_ERROR, ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR),
    ER.SPECIFIC_ACCESS_DENIED_ERROR,
}
LOST = {
    *(CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, ER.SERVER_SHUTDOWN, KILLED, IDLE),
    *(ER.NET_READ_ERROR, ER.NET_READ_INTERRUPTED, ER.NET_ERROR_ON_WRITE),
    ER.NET_WRITE_INTERRUPTED,
}


class Line(Connection):
    """Never tells a password to whoever can listen in, and its patience can be changed."""

    def _process_auth(
        self, plugin_name: bytes, auth_packet: object, handler: object = None
    ) -> object:
        if plugin_name in OPEN_HEARTED and not self._secure:
            raise OperationalError(
                CR.CR_AUTH_PLUGIN_CANNOT_LOAD, "the server wants the password in clear text"
            )
        return super()._process_auth(plugin_name, auth_packet, handler)

    def patience(self, seconds: int) -> None:
        """How long the server may be silent, from now on."""
        self._read_timeout = self._write_timeout = seconds


def context(mode: str, authorities: str | None) -> ssl.SSLContext | None:
    """How to encrypt; None where it is not asked for ("prefer" leaves it to the driver)."""
    if mode in ("disable", "prefer"):
        return None
    if mode == "require":
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
        return made
    made = ssl.create_default_context(cadata=authorities)
    # The authority that MySQL makes for itself lacks what strictness asks for.
    made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    made.check_hostname = mode == "verify-full"
    return made


def refusal(error: Exception, detail: str, given: dict[str, object], seconds: int) -> Trouble:
    """Why there is no connection."""
    code, cause = code_of(error), getattr(error, "original_exception", None) or error.__context__
    if isinstance(cause, ssl.SSLError) or code in (CR.CR_SSL_CONNECTION_ERROR, NO_PLAIN_LINES):
        return Trouble("tls_failed", reason=detail)
    if isinstance(cause, TimeoutError):
        return Trouble("timeout", seconds=seconds)
    if code == CR.CR_CONN_HOST_ERROR or isinstance(error, UnicodeError):
        return Trouble("unreachable", host=given["host"], port=given["port"])
    if code in REFUSED:
        return Trouble("auth_failed", user=given["user"])
    if code == ER.BAD_DB_ERROR:
        return Trouble("no_database", database=given["database"])
    return failure(error, detail, seconds, seconds)


def failure(error: Exception, detail: str, seconds: int, lock_seconds: int) -> Trouble:
    """Why a statement failed; what is no error of the driver was no answer of a server."""
    code = code_of(error)
    if code in (SLOW, SLOW_IN_MARIADB) or isinstance(error.__context__, TimeoutError):
        return Trouble("timeout", seconds=seconds)
    if code == ER.LOCK_WAIT_TIMEOUT:
        return Trouble("timeout", seconds=lock_seconds)
    if code in LOST or isinstance(error, InterfaceError):  # the latter once it is closed
        return Trouble("connection_lost")
    if code in DENIED:
        return Trouble("source_refuses", what=detail)
    return Trouble("source_error", detail=detail)


def code_of(error: Exception) -> int:
    code = error.args[0] if error.args else 0
    return code if isinstance(code, int) else 0
