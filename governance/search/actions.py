"""Chores of the house that keep lists and search quick and true. Each may be repeated at will."""

import logging

from django.db import connection

from governance.catalog import queries as catalog

logger = logging.getLogger(__name__)

MANY = 10_000  # assets that a scan added or changed, after which words are weighed anew


def fold() -> int:
    """Add up what the triggers have appended to the counts; how many rows that were.

    What is appended meanwhile is not seen, and stays; another fold waits and finds nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
              DELETE FROM governance_assetcount WHERE (scope_id, kind, state) IN (
                SELECT scope_id, kind, state FROM governance_assetcount
                GROUP BY 1, 2, 3 HAVING count(*) > 1 OR sum(n) = 0)
              RETURNING scope_id, kind, state, n
            ), kept AS (
              INSERT INTO governance_assetcount (scope_id, kind, state, n)
              SELECT scope_id, kind, state, sum(n) FROM gone GROUP BY 1, 2, 3 HAVING sum(n) <> 0
            )
            SELECT count(*) FROM gone
            """
        )
        return int(cursor.fetchone()[0])


def follow_scan(*, assets: int) -> None:
    """After a scan: add up the counts, and weigh the words where so much came that it matters."""
    fold()
    if assets >= MANY:
        weigh_words()


def recount() -> int:
    """Compare the kept counts with the assets, name every drift, and mend it; how many there were.

    One statement sees both as of one moment, so that it is right beside running scans.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH drift AS ({catalog.DRIFTS}), mended AS (
              INSERT INTO governance_assetcount (scope_id, kind, state, n)
              SELECT scope_id, kind, state, counted - kept FROM drift)
            SELECT * FROM drift
            """
        )
        drifts = cursor.fetchall()
    for drift in drifts:
        logger.error(
            "Counts drifted: scope %s, kind %s, state %s has %s assets, %s were kept.", *drift
        )
    return len(drifts)


def weigh_words() -> int:
    """Count anew in how many assets each word is found; how many numbers that changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH counted AS MATERIALIZED (
              SELECT word, ndoc FROM ts_stat(
                'SELECT search FROM governance_asset WHERE state = 1') WHERE length(word) <= 100
            ), gone AS (
              UPDATE governance_word w SET df = 0
              WHERE df <> 0 AND NOT EXISTS (SELECT 1 FROM counted c WHERE c.word = w.word)
            )
            INSERT INTO governance_word AS w (word, df) SELECT word, ndoc FROM counted ORDER BY word
            ON CONFLICT (word) DO UPDATE SET df = excluded.df WHERE w.df <> excluded.df
            """
        )
        return cursor.rowcount
