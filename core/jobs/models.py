"""Every long thing as a row: the row is the truth, the queue only a hint."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class ReceiptNumber(models.Func):
    """The next number of the sequence that receipts are counted with."""

    template = "nextval('core_job_number')"
    arity = 0
    output_field = models.BigIntegerField()


class Job(models.Model):
    """One run of a kind of work, watched by page, API and socket."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Succeeded")
        PARTIAL = "partial", _("Incomplete")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    LIVE = (State.QUEUED, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(db_default=ReceiptNumber(), unique=True, editable=False)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    unique_key = models.CharField(max_length=120, null=True)
    by_id = models.UUIDField()
    by_label = models.TextField()
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    about_label = models.TextField(blank=True)
    container_id = models.UUIDField(null=True)
    plan = models.JSONField(default=dict)
    phase = models.CharField(max_length=40, blank=True)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    trouble_code = models.CharField(max_length=60, blank=True)
    trouble_params = models.JSONField(default=dict)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
            models.Index(fields=["about_id", "-created_at"], name="job_about"),
            models.Index(
                fields=["state", "created_at"],
                name="job_live",
                condition=models.Q(state__in=("queued", "running")),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["unique_key"],
                name="job_one_live",
                condition=models.Q(state__in=("queued", "running")),
            ),
        )

    def __str__(self) -> str:
        return self.receipt

    @property
    def receipt(self) -> str:
        """The number that people quote."""
        return f"J-{self.number:06d}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def lock(self) -> int:
        """The advisory lock that whoever runs this job holds for as long as it lives."""
        return UUID(str(self.pk)).int % (2**63)


class JobLog(models.Model):
    """One line of a job's log: a code and its parameters, rendered by the door that shows it."""

    class Level(models.TextChoices):
        INFO = "info", _("Info")
        WARNING = "warning", _("Warning")
        ERROR = "error", _("Error")

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    level = models.CharField(max_length=8, choices=Level, default=Level.INFO)
    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code
