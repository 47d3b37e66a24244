"""What happened, and how far each subscriber has heard it."""

from django.db import models

from core.ids import uuid7

# Rows below this transaction id are all there will ever be: whatever still writes has a higher one.
# That is the snapshot's xmin, but for transactions of other databases of the same server, which
# cannot write here: an hour of theirs would otherwise be an hour without news.
HORIZON = """(
  SELECT least(min(x::text::bigint), pg_current_xact_id_if_assigned()::text::bigint) FROM (
    SELECT pg_snapshot_xmax(pg_current_snapshot()) UNION ALL
    SELECT x FROM pg_snapshot_xip(pg_current_snapshot()) x WHERE NOT EXISTS (
      SELECT 1 FROM pg_stat_activity a WHERE a.backend_xid::text::bigint
        = x::text::bigint & 4294967295 AND a.datname <> current_database())) AS running(x))"""


class TransactionId(models.Func):
    """The id of the transaction that writes the row: events are read in its order."""

    template = "(pg_current_xact_id()::text::bigint)"
    arity = 0
    output_field = models.BigIntegerField()


class Event(models.Model):
    """One thing that happened: audit trail, feed, notification, webhook, trigger and live update.

    No foreign keys: an event outlives everything it is about.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    txid = models.BigIntegerField(db_default=TransactionId(), editable=False)
    at = models.DateTimeField()
    name = models.CharField(max_length=100)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    about_label = models.TextField(blank=True)
    container_id = models.UUIDField(null=True)
    scope_id = models.IntegerField(null=True)
    by_id = models.UUIDField()
    by_label = models.TextField()
    data = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    cause_kind = models.CharField(max_length=20, blank=True)
    cause_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["txid", "id"], name="event_cursor"),
            models.Index(fields=["about_id", "-at"], name="event_about"),
            models.Index(fields=["container_id", "-at"], name="event_container"),
            models.Index(fields=["-at", "-id"], name="event_newest"),
        )

    def __str__(self) -> str:
        return self.name


class Cursor(models.Model):
    """How far a subscriber has heard: the last event it has dealt with."""

    subscriber = models.CharField(primary_key=True, max_length=100)
    txid = models.BigIntegerField(default=0)
    event_id = models.UUIDField(null=True)
    failures = models.IntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.subscriber
