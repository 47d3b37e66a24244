"""A database that was moved to another server, or restored there.

Events and changes are ordered by transaction ids, and every server counts its own. What came along
is numbered below all that the new server will ever give: otherwise whatever happens from now on
would seem to lie in the past, and neither be delivered nor sealed. The order stays what it was;
no hash covers these numbers.
"""

import logging

from django.db import connection, transaction

logger = logging.getLogger(__name__)

_COLUMNS = (
    ("core_event", "txid"),
    ("core_cursor", "txid"),
    ("core_change", "txid"),
    ("core_seal", "first_txid"),
    ("core_seal", "last_txid"),
)
_NEWEST = " UNION ALL ".join(f"SELECT max({column}) FROM {table}" for table, column in _COLUMNS)
_NEXT = """greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                   pg_current_xact_id_if_assigned()::text::bigint + 1)"""


@transaction.atomic
def follow_server() -> bool:
    """Renumber what another server has numbered; whether there was any. Runs with migrations."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(max), {_NEXT} FROM ({_NEWEST}) AS newest")
        newest, following = cursor.fetchone()
        if newest is None or newest < following:
            return False
        for table, column in _COLUMNS:
            cursor.execute(f"UPDATE {table} SET {column} = {column} - %s", [newest])
    logger.warning("This database comes from another server: its history was numbered anew.")
    return True
