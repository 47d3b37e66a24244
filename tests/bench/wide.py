"""A wide PostgreSQL source: schemas of tables with ten columns, keys, comments and a few views."""

import psycopg

COLUMNS = {
    "id": "bigint PRIMARY KEY",
    "parent_id": "bigint",
    "code": "varchar(20) NOT NULL",
    "title": "text",
    "contact_email": "text",
    "amount": "numeric(12,2) DEFAULT 0",
    "quantity": "integer",
    "is_open": "boolean",
    "opened_at": "timestamptz NOT NULL",
    "payload": "jsonb",
}
THINGS = ("parcel", "contract", "visit", "reading", "claim", "batch", "member", "device")


def tables(schemas: int, tables: int) -> list[str]:
    """The names of all tables, with their schemas."""
    return [
        f"w{s:03d}.{THINGS[t % len(THINGS)]}_{t:03d}" for s in range(schemas) for t in range(tables)
    ]


def make(dsn: str, schemas: int, tables: int, views: int) -> None:
    """Fill an empty database: every table points at the one before, every other column speaks."""
    body = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    with psycopg.connect(dsn) as connection:
        for s in range(schemas):
            statements = [f"CREATE SCHEMA w{s:03d}"]
            names = [f"w{s:03d}.{THINGS[t % len(THINGS)]}_{t:03d}" for t in range(tables)]
            for before, name in zip([None, *names], names, strict=False):
                key = f", FOREIGN KEY (parent_id) REFERENCES {before} (id)" if before else ""
                statements.append(f"CREATE TABLE {name} ({body}{key})")
                statements.append(f"COMMENT ON TABLE {name} IS 'Every {name.split('.')[1]}'")
                statements += [
                    f"COMMENT ON COLUMN {name}.{column} IS 'The {column} it came with'"
                    for column in list(COLUMNS)[::2]
                ]
            for v in range(views):
                one, two = names[v % tables], names[(v + 1) % tables]
                statements.append(
                    f"CREATE VIEW w{s:03d}.open_{v:03d} AS "
                    "SELECT a.id, a.code, b.contact_email, a.amount * a.quantity AS total "
                    f"FROM {one} a JOIN {two} b ON b.parent_id = a.id"
                )
            connection.execute(";".join(statements))
            connection.commit()
