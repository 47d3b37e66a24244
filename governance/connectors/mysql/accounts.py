"""Accounts of MySQL and MariaDB: the least that a scan needs, and how far one sees. Pure."""

import re
from collections.abc import Iterable
from hashlib import sha256

# tells the password's hash, in MariaDB
IDENTIFIED = re.compile(r"(?s)^(GRANT .* TO ([`'\"]).*?\2@\2.*?\2) IDENTIFIED .*$")

SCRIPT = """\
-- Sign in as an administrator, put in a password, and narrow '%' to where the portal runs.
CREATE USER {account} IDENTIFIED BY '<password>';
"""
METADATA = """\
-- Tables and columns are shown to whoever holds a right on them; these two read no row.
GRANT REFERENCES, SHOW VIEW ON {scope} TO {account};
-- The text of a view is told only to an account that may read it. If it is wanted:
-- GRANT SELECT ON `<database>`.`<view>` TO {account};
"""
VALUES = """\
GRANT SELECT, SHOW VIEW ON {scope} TO {account};
"""
VALUES_OF_SOME = """\
-- Once for each database. Not for all at once: that would show the server's own accounts.
-- GRANT SELECT ON `<database>`.* TO {account};
"""


def script(account: str, database: str | None, *, read_values: bool) -> str:
    """What an administrator runs; in the name of a database, _ and % stand for anything."""
    parts = {"account": f"{_text(account)}@'%'", "scope": "*.*"}
    if database:
        pattern = re.sub(r"([\\_%])", r"\\\1", database).replace("`", "``")
        parts["scope"] = f"`{pattern}`.*"
    for_values = VALUES if database else METADATA + VALUES_OF_SOME
    grants = for_values if read_values else METADATA
    return (SCRIPT + grants).format(**parts)


def reach(grants: Iterable[str]) -> str:
    """A digest of what an account may see: all its grants, in any order, but not its password."""
    told = sorted(IDENTIFIED.sub(r"\1", grant) for grant in grants)
    return sha256("\n".join(told).encode()).hexdigest()


def _text(name: str) -> str:
    return "'" + name.replace("\\", "\\\\").replace("'", "''") + "'"
