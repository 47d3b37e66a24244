"""Data sources: where the data is, how to reach it, and the secrets for it."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.access.models import Container
from core.ids import uuid7
from governance.sources import rules


class Source(models.Model):
    """A database (or folder of files) under governance.

    Its id is also the id of its container, on which rights are held, and of its root asset.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        RETIRED = "retired", _("Retired")

    class Environment(models.TextChoices):
        PRODUCTION = "production", _("Production")
        STAGING = "staging", _("Staging")
        TEST = "test", _("Test")
        DEVELOPMENT = "development", _("Development")

    class Criticality(models.TextChoices):
        CRITICAL = "critical", _("Critical")
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    container = models.OneToOneField(Container, on_delete=models.PROTECT, related_name="source")
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    connector = models.CharField(_("kind"), max_length=40)
    options = models.JSONField(default=dict)
    grant_options = models.JSONField(null=True, editable=False)  # of the account that may grant
    certificate_ends_at = models.DateTimeField(null=True, editable=False)
    include = ArrayField(models.CharField(max_length=400), default=list, blank=True)
    exclude = ArrayField(models.CharField(max_length=400), default=list, blank=True)
    environment = models.CharField(
        _("environment"), max_length=12, choices=Environment, default=Environment.PRODUCTION
    )
    criticality = models.CharField(
        _("criticality"), max_length=8, choices=Criticality, default=Criticality.MEDIUM
    )
    hold_share = models.PositiveSmallIntegerField(
        _("may vanish at once, per cent"),
        null=True,
        blank=True,
        help_text=_("More of its tables than that wait for a person when a scan misses them."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    identity = models.JSONField(default=dict, editable=False)
    tested_at = models.DateTimeField(null=True, editable=False)
    test_passed = models.BooleanField(null=True, editable=False)
    scanned_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    revision = models.IntegerField(default=1, editable=False)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                name="source_name_unique",
                condition=~models.Q(state="retired"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def share_that_may_vanish(self) -> int:
        """Per cent of its relations that may vanish at once without a question."""
        return rules.HOLD_SHARE if self.hold_share is None else self.hold_share

    @property
    def domain_id(self) -> UUID | None:
        return self.container.parent_id


class SourceSecret(models.Model):
    """One secret of a source: encrypted, or where it lies. Used by connectors, never shown."""

    class Purpose(models.TextChoices):
        READ = "read", _("Reading")
        GRANT = "grant", _("Granting access")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="secrets")
    purpose = models.CharField(max_length=5, choices=Purpose, default=Purpose.READ)
    name = models.CharField(max_length=40)
    ciphertext = models.BinaryField(null=True)
    reference = models.JSONField(null=True)  # {"env": name} or {"file": name}
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "purpose", "name"], name="secret_unique"),
            models.CheckConstraint(
                condition=models.Q(ciphertext__isnull=False, reference__isnull=True)
                | models.Q(ciphertext__isnull=True, reference__isnull=False),
                name="secret_stored_or_referred_to",
            ),
        )

    def __str__(self) -> str:
        return self.name
