"""The catalogue: one table for everything that is catalogued, columns included.

Schema and indexes follow measurements at one million rows (docs/decisions/lists.md); a further
list index costs every scan about half a second per 100,000 assets.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access.models import Scope
from core.ids import uuid7


class Asset(models.Model):
    """Something that is catalogued. Its id never changes, whatever its name does.

    `details` holds what a scan says about it beyond its name: type, nullability, default,
    constraints, view text. `scope_id` is its (domain, source) pair and alone decides who sees it;
    what people add by hand has no source. `description` is what the source says; `title`, `said`
    and the owner are what facts of other origins come to, and no scan writes them; `otherwise`
    counts where the source says nothing. `also` holds the words by which these, and former names,
    are found.
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
    domain_by_hand = models.BooleanField(db_default=False, default=False)
    source_id = models.UUIDField(null=True)
    revision = models.IntegerField(default=1)
    ordinal = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    name = models.TextField()
    name_norm = models.TextField(db_collation="C")
    fqn = models.TextField(db_collation="C")
    external_id = models.TextField(null=True)
    description = models.TextField(null=True)
    title = models.TextField(null=True)
    said = models.TextField(null=True)
    otherwise = models.TextField(null=True)
    owner_id = models.UUIDField(null=True)
    owner_group_id = models.IntegerField(null=True)
    labels = ArrayField(models.IntegerField(), default=list)
    fingerprint = models.BinaryField(null=True)
    details = models.JSONField(default=dict)
    search = SearchVectorField()
    also = SearchVectorField(null=True)

    class Meta:
        ordering = ("name_norm", "id")
        indexes = (
            models.Index(fields=["parent"], name="asset_parent"),
            models.Index(fields=["scope_id", "name_norm", "id"], name="asset_scope_name"),
            models.Index(fields=["name_norm", "id"], name="asset_name"),
            # Everything but active columns: one row in a hundred, so a scan hardly feels it.
            models.Index(
                fields=["state", "name_norm", "id", "kind"],
                name="asset_things",
                condition=~models.Q(kind=8) | ~models.Q(state=1),
            ),
            models.Index(fields=["source_id", "kind", "name_norm", "id"], name="asset_source"),
            models.Index(fields=["-updated_at", "id"], name="asset_newest"),
            GinIndex(fields=["search"], name="asset_search"),
            models.Index(
                fields=["owner_id"], name="asset_owner", condition=models.Q(owner_id__isnull=False)
            ),
            models.Index(
                fields=["id"], name="asset_by_hand", condition=models.Q(domain_by_hand=True)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["fqn"], name="asset_fqn_active", condition=models.Q(state=1)
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str | None:
        """The description that counts."""
        ranked = (self.said, self.description, self.otherwise)
        return next((words for words in ranked if words is not None), None)


class Fact(models.Model):
    """What one origin other than the scan says of a field of an asset.

    One that was withdrawn stays without a value, so that its history has an end and a beginning.
    """

    class Field(models.TextChoices):
        DESCRIPTION = "description", _("Description")
        DISPLAY_NAME = "display_name", _("Display name")
        OWNER = "owner", _("Owner")

    class Origin(models.TextChoices):
        MANUAL = "manual", _("by hand")
        CONTRACT = "contract", _("by contract")
        IMPORT = "import", _("by import")
        RULE = "rule", _("by rule")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asset = models.ForeignKey(
        Asset, on_delete=models.DO_NOTHING, db_constraint=False, related_name="facts"
    )
    field = models.CharField(max_length=20, choices=Field)
    origin = models.CharField(max_length=20, choices=Origin)
    value = models.JSONField(null=True)
    note = models.TextField(blank=True)
    by_id = models.UUIDField()
    by_label = models.TextField()
    at = models.DateTimeField()
    revision = models.IntegerField(default=1)

    class Meta:
        ordering = ("field", "origin")
        constraints = (
            models.UniqueConstraint(fields=["asset", "field", "origin"], name="fact_unique"),
        )

    def __str__(self) -> str:
        return f"{self.field} · {self.origin}"


class Precedence(models.Model):
    """Whose word counts for a field: the origins, the first one that says something wins."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    field = models.CharField(_("field"), max_length=20, choices=Fact.Field, unique=True)
    origins = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("origins"),
        help_text=_("The first one that says something counts; scan is the source itself."),
    )
    revision = models.IntegerField(default=1, editable=False)

    class Meta:
        ordering = ("field",)

    def __str__(self) -> str:
        return str(self.get_field_display())


class Alias(models.Model):
    """What an asset was called before, and where it lay, until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asset = models.ForeignKey(
        Asset, on_delete=models.DO_NOTHING, db_constraint=False, related_name="aliases"
    )
    name = models.TextField()
    fqn = models.TextField(db_collation="C")
    until = models.DateTimeField()

    class Meta:
        ordering = ("-until", "-id")

    def __str__(self) -> str:
        return self.name


class RetireGroup(models.Model):
    """What one verb retired together: `asset` is its topmost one, or its source.

    Restoring a group is the exact inverse; it happens once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asset = models.ForeignKey(
        Asset, on_delete=models.DO_NOTHING, db_constraint=False, related_name="retirements"
    )
    by_id = models.UUIDField()
    by_label = models.TextField()
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    count = models.IntegerField()
    restored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return str(self.asset)

    @property
    def scope_id(self) -> int:
        return self.asset.scope_id


class Retired(models.Model):
    """One asset of a retire group, and the state in which it was before."""

    group = models.ForeignKey(RetireGroup, on_delete=models.CASCADE, related_name="retired")
    asset = models.ForeignKey(
        Asset, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    state = models.SmallIntegerField(choices=Asset.State)

    def __str__(self) -> str:
        return f"{self.group_id} · {self.asset_id}"


# The words that addresses, queries and the API use for the numbers that are stored.
KINDS: dict[int, str] = {kind.value: kind.name.lower() for kind in Asset.Kind}
STATES: dict[int, str] = {state.value: state.name.lower() for state in Asset.State}


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


class AssetCount(models.Model):
    """How many assets there are of a kind in a scope: the sum of `n` over all rows of the three.

    Database triggers append what each statement changes, so no writer can forget it and none waits
    for another; `governance.search.actions.fold` adds rows up from time to time.
    """

    scope = models.ForeignKey(
        Scope, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    kind = models.SmallIntegerField()
    state = models.SmallIntegerField()
    n = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.n:+}"


class Word(models.Model):
    """The vocabulary of the catalogue: words that are known, to repair the ones that are not.

    `df` is the number of assets that a word is found in, as of last night: scans add words and
    never count them, or two scans would wait for each other at the commonest.
    """

    word = models.CharField(primary_key=True, max_length=100, db_collation="C")
    df = models.IntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return self.word
