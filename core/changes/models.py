"""What changed, object by object, and the seals that prove nobody altered it since."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.events.models import TransactionId
from core.ids import uuid7


class Change(models.Model):
    """One object changed in one transaction: `diff` is {field: [old, new]}.

    The table is partitioned by month and has no foreign keys: history outlives its objects.
    `digest` is the SHA-256 of the diff and is what the chain covers, so that values can be purged
    from the diff and the chain still proves. `source_id` is the source at the time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    txid = models.BigIntegerField(db_default=TransactionId(), editable=False)
    at = models.DateTimeField()
    object_kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    source_id = models.UUIDField(null=True)
    revision = models.IntegerField()
    verb = models.CharField(max_length=40)
    by_id = models.UUIDField()
    by_label = models.TextField()
    reason = models.TextField(blank=True)
    cause_kind = models.CharField(max_length=20, blank=True)
    cause_id = models.CharField(max_length=64, blank=True)
    diff = models.JSONField(null=True)
    digest = models.BinaryField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["object_id", "-at"], name="change_object"),
            models.Index(fields=["source_id", "-at"], name="change_source"),
            models.Index(fields=["txid", "id"], name="change_order"),
        )

    def __str__(self) -> str:
        return f"{self.object_kind} {self.verb}"


class Seal(models.Model):
    """A batch of changes of one month, hashed; each seal covers the one before.

    `leaves` holds eight bytes a change, so that an altered row can be named and not only its
    batch. The key of `hash` is not in the database.
    """

    number = models.BigAutoField(primary_key=True)
    month = models.DateField()
    first_txid = models.BigIntegerField()
    first_id = models.UUIDField()
    last_txid = models.BigIntegerField()
    last_id = models.UUIDField()
    count = models.IntegerField()
    leaves = models.BinaryField()
    rows_hash = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    version = models.SmallIntegerField(default=1)
    sealed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["month", "-number"], name="seal_month"),)

    def __str__(self) -> str:
        return f"#{self.number}"


class Checkpoint(models.Model):
    """What proves an object whose older values were taken away: up to which revision, and a mark.

    `mark` is an HMAC over the state that the object had then, which nobody can read from it: the
    row of today, undone by the changes since, must lead there. It is taken from the changes, never
    from the row, and its key is not in the database. Values before `until` are gone.
    """

    object_kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    revision = models.IntegerField()
    until = models.DateTimeField()
    mark = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["object_id", "object_kind"], name="checkpoint_of_object"
            ),
        )

    def __str__(self) -> str:
        return f"{self.object_kind} {self.revision}"


class RetiredMonth(models.Model):
    """A month whose changes were dropped after their time; its seals up to this one remain."""

    month = models.DateField(primary_key=True)
    last_seal = models.BigIntegerField()
    changes = models.BigIntegerField()
    retired_at = models.DateTimeField()
    mark = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Retention(models.Model):
    """How long the values of one class of history are kept; without a number of months for ever."""

    class Of(models.TextChoices):
        GOVERNED = "governed", _("Sources, domains, schedules and what else is governed")
        ASSETS = "assets", _("Assets, as scans and people described them")
        ACCESS = "access", _("Accounts, roles, rights and tokens")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    history = models.CharField(_("history of"), max_length=20, choices=Of, unique=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    revision = models.IntegerField(default=1, editable=False)

    class Meta:
        ordering = ("history",)

    def __str__(self) -> str:
        return str(self.get_history_display())
