"""Bulk operations: one verb over a selection that was frozen when it was started."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.bulk import rules
from core.jobs.models import Job


class BulkOperation(models.Model):
    """One verb over many objects; its job tells how far it is. They share an id."""

    job = models.OneToOneField(
        Job, primary_key=True, on_delete=models.CASCADE, related_name="operation"
    )
    noun = models.CharField(max_length=60)
    verb = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    dry_run = models.BooleanField()
    size = models.IntegerField(default=0)
    undoes = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="undone_by"
    )

    class Meta:
        ordering = ("-job_id",)

    def __str__(self) -> str:
        return f"{self.verb} {self.noun}"


class BulkItem(models.Model):
    """One object of a selection and what became of it; without an outcome it waits."""

    class State(models.TextChoices):
        WAITING = "", _("Waiting")
        DONE = rules.DONE, _("Done")
        UNCHANGED = rules.UNCHANGED, _("Unchanged")
        REFUSED = rules.REFUSED, _("Refused")
        FAILED = rules.FAILED, _("Failed")

    id = models.BigAutoField(primary_key=True)
    operation = models.ForeignKey(
        BulkOperation, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    object_id = models.UUIDField()
    own = models.JSONField(default=dict)  # parameters of this object alone
    expected = models.IntegerField(null=True)  # the revision that it must have
    state = models.CharField(max_length=9, choices=State, blank=True, default=State.WAITING)
    code = models.CharField(max_length=60, blank=True, default="")
    params = models.JSONField(default=dict)
    memo = models.JSONField(default=dict)
    revision = models.IntegerField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["operation", "state", "id"], name="bulk_item_state"),)
        constraints = (
            models.UniqueConstraint(fields=["operation", "object_id"], name="bulk_item_once"),
        )

    def __str__(self) -> str:
        return str(self.object_id)
