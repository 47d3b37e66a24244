"""When something starts by itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class Schedule(models.Model):
    """Starts a kind of job by a cron expression in a time zone."""

    class Missed(models.TextChoices):
        ONCE = "once", _("Run once when it was missed")
        SKIP = "skip", _("Skip what was missed")

    class Overlap(models.TextChoices):
        SKIP = "skip", _("Skip while the last run is still going")
        WAIT = "wait", _("Wait until the last run has ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    about_label = models.TextField(blank=True)
    container_id = models.UUIDField(null=True)
    plan = models.JSONField(default=dict)
    cron = models.CharField(_("cron expression"), max_length=100)
    zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    missed = models.CharField(max_length=8, choices=Missed, default=Missed.ONCE)
    overlap = models.CharField(max_length=8, choices=Overlap, default=Overlap.SKIP)
    enabled = models.BooleanField(_("enabled"), default=True)
    next_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    last_job_id = models.UUIDField(null=True)
    last_outcome = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    revision = models.IntegerField(default=1, editable=False)

    class Meta:
        ordering = ("name", "id")
        indexes = (
            models.Index(fields=["next_at"], name="schedule_due", condition=models.Q(enabled=True)),
        )

    def __str__(self) -> str:
        return self.name
