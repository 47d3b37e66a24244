"""The catalogue: one table for everything that is catalogued, columns included.

Schema and indexes follow measurements at one million rows (docs/decisions/0003-ground-model.md);
a further list index costs every scan about half a second per 100,000 assets.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class Asset(models.Model):
    """Something that is catalogued. Its id never changes, whatever its name does.

    `details` holds what a scan says about it beyond its name: type, nullability, default,
    constraints, view text. `scope_id` is its (domain, source) pair and alone decides who sees it.
    """

    class Kind(models.IntegerChoices):
        SOURCE = 1, _("Source")
        SCHEMA = 2, _("Schema")
        TABLE = 3, _("Table")
        VIEW = 4, _("View")
        MATERIALIZED_VIEW = 5, _("Materialized view")
        FOREIGN_TABLE = 6, _("Foreign table")
        PARTITIONED_TABLE = 7, _("Partitioned table")
        COLUMN = 8, _("Column")
        FILE = 9, _("File")
        DASHBOARD = 10, _("Dashboard")
        JOB = 11, _("Job")
        MODEL = 12, _("Model")
        TOPIC = 13, _("Topic")
        REPORT = 14, _("Report")
        API = 15, _("API")

    class State(models.IntegerChoices):
        ACTIVE = 1, _("Active")
        RETIRED = 2, _("Retired")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="children",
    )
    kind = models.SmallIntegerField(choices=Kind)
    state = models.SmallIntegerField(choices=State, default=State.ACTIVE)
    scope_id = models.IntegerField()
    domain_id = models.UUIDField()
    source_id = models.UUIDField()
    revision = models.IntegerField(default=1)
    ordinal = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    name = models.TextField()
    name_norm = models.TextField(db_collation="C")
    fqn = models.TextField(db_collation="C")
    external_id = models.TextField(null=True)
    description = models.TextField(null=True)
    labels = ArrayField(models.IntegerField(), default=list)
    fingerprint = models.BinaryField(null=True)
    details = models.JSONField(default=dict)
    search = SearchVectorField()

    class Meta:
        ordering = ("name_norm", "id")
        indexes = (
            models.Index(fields=["parent"], name="asset_parent"),
            models.Index(fields=["scope_id", "name_norm", "id"], name="asset_scope_name"),
            models.Index(fields=["name_norm", "id"], name="asset_name"),
            models.Index(fields=["kind", "name_norm", "id"], name="asset_kind_name"),
            models.Index(fields=["source_id", "kind", "name_norm", "id"], name="asset_source"),
            models.Index(fields=["-updated_at", "id"], name="asset_newest"),
            GinIndex(fields=["search"], name="asset_search"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["fqn"], name="asset_fqn_active", condition=models.Q(state=1)
            ),
        )

    def __str__(self) -> str:
        return self.name


class AssetSize(models.Model):
    """What the source's planner believes of a relation's size: volatile, without history."""

    asset = models.OneToOneField(
        Asset,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="size",
    )
    rows = models.BigIntegerField(null=True)
    bytes = models.BigIntegerField(null=True)
    measured_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.rows} rows"


class Word(models.Model):
    """The vocabulary of the catalogue: words that are known, to repair the ones that are not."""

    word = models.CharField(primary_key=True, max_length=100, db_collation="C")

    def __str__(self) -> str:
        return self.word
