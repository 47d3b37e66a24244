"""Scans: one reading of a source's catalogue, with a receipt that adds up."""

from django.db import models

from core.jobs.models import Job
from governance.sources.models import Source


class Scan(models.Model):
    """The receipt of one scan. Its id is its job's id; state, log and progress are the job's.

    Relations: seen = stored + unchanged + filtered + failed. `counted` is an independent count by
    the source; when it disagrees with `seen` the scan is incomplete and retires nothing.
    """

    job = models.OneToOneField(Job, primary_key=True, on_delete=models.CASCADE, related_name="scan")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="scans")
    counted = models.IntegerField(null=True)
    seen = models.IntegerField(default=0)
    stored = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    filtered = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    assets_added = models.IntegerField(default=0)
    assets_changed = models.IntegerField(default=0)
    assets_retired = models.IntegerField(default=0)
    statements = models.IntegerField(default=0)
    identity = models.JSONField(default=dict)

    class Meta:
        ordering = ("-job__created_at", "-job_id")

    def __str__(self) -> str:
        return str(self.job)

    @property
    def adds_up(self) -> bool:
        """Whether every relation that was seen is accounted for, and as many as were counted."""
        parts = self.stored + self.unchanged + self.filtered + self.failed
        return self.seen == parts and self.counted == self.seen
