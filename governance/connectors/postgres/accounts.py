"""The least privileged account of PostgreSQL that scans need. Pure."""

SCRIPT = """\
-- Sign in to the database {database} as its owner or as a superuser, and put in a password.
CREATE ROLE {role} LOGIN PASSWORD '<password>';
GRANT CONNECT ON DATABASE {database} TO {role};
-- Sizes and activity of everybody; no row of any table.
GRANT pg_read_all_stats TO {role};
-- Schemas made later need the same again.
DO $guildhall$
DECLARE one text;
BEGIN
  FOR one IN SELECT nspname FROM pg_namespace
    WHERE nspname <> 'information_schema' AND left(nspname, 3) <> 'pg_'
  LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', one, {account});{values}
  END LOOP;
END $guildhall$;
"""
VALUES = """
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', one, {account});"""


def script(account: str, database: str, *, read_values: bool) -> str:
    """What an owner runs; the catalog itself is open to everybody."""
    parts = {"role": _name(account), "database": _name(database), "account": _text(account)}
    values = VALUES.format(**parts) if read_values else ""
    return SCRIPT.format(**parts, values=values)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    """Read alike whether backslashes escape or not; no end of the block lies in it."""
    plain = (c if c.isascii() and c.isalnum() else f"\\+{ord(c):06x}" for c in text)
    return f"U&'{''.join(plain)}'"
