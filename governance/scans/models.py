"""Scans: one reading of a source's catalogue, with a receipt that adds up and what it left open."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.jobs.models import Job
from governance.sources.models import Source


class Scan(models.Model):
    """The receipt of one scan. Its id is its job's id; state, log and progress are the job's.

    Relations: seen = stored + unchanged + filtered + failed. `counted` is an independent count by
    the source; when it disagrees with `seen` the scan is incomplete and retires nothing.
    """

    class Held(models.TextChoices):
        SHARE = "share", _("Unusually many vanished at once")
        REACH = "reach", _("The account may see other things than before")

    job = models.OneToOneField(Job, primary_key=True, on_delete=models.CASCADE, related_name="scan")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="scans")
    counted = models.IntegerField(null=True)
    seen = models.IntegerField(default=0)
    stored = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    filtered = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    held = models.IntegerField(default=0)
    held_because = models.CharField(max_length=8, choices=Held, blank=True)
    assets_added = models.IntegerField(default=0)
    assets_changed = models.IntegerField(default=0)
    assets_retired = models.IntegerField(default=0)
    statements = models.IntegerField(default=0)
    identity = models.JSONField(default=dict)
    began_at = models.DateTimeField(db_default=Now(), editable=False)  # by the database's clock,
    ended_at = models.DateTimeField(null=True, editable=False)  # which stamps the changes as well
    rolled_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-job__created_at", "-job_id")

    def __str__(self) -> str:
        return str(self.job)

    @property
    def adds_up(self) -> bool:
        """Whether every relation that was seen is accounted for, and as many as were counted."""
        parts = self.stored + self.unchanged + self.filtered + self.failed
        return self.seen == parts and self.counted == self.seen


class Vanished(models.Model):
    """A relation that a scan no longer found, and that waits for a person to say it is gone.

    It stays active meanwhile. The next complete scan of the source decides anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="vanished")
    asset_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.asset_id)


class Rename(models.Model):
    """A guess of a scan: what is new is what has vanished, under another name or elsewhere.

    Nothing is merged until a person accepts; a refused guess is not made again.
    """

    class Evidence(models.TextChoices):
        STABLE_ID = "stable_id", _("The source's own id is the same")
        STRUCTURE = "structure", _("The structure is the same")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="renames")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="renames")
    old_id = models.UUIDField()
    new_id = models.UUIDField()
    old_name = models.TextField()
    new_name = models.TextField()
    evidence = models.CharField(max_length=9, choices=Evidence)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["old_id", "new_id"], name="rename_guessed_once"),
        )
        indexes = (models.Index(fields=["source", "state"], name="rename_source_state"),)

    def __str__(self) -> str:
        return f"{self.old_name} → {self.new_name}"
