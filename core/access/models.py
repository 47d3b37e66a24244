"""On what rights are held, by whom, and the pairs of domain and source that decide visibility."""

from uuid import UUID

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from core.access import rules
from core.ids import uuid7
from core.people.models import User

EVERYTHING_ID = UUID("00000000-0000-7000-8000-000000000001")
UNSORTED_ID = UUID("00000000-0000-7000-8000-000000000002")


class Container(models.Model):
    """Something that rights are held on. Floors above create theirs with the object's own id."""

    class Kind(models.TextChoices):
        EVERYTHING = "everything", _("Everything")
        DOMAIN = "domain", _("Domain")
        SOURCE = "source", _("Source")
        WORKSPACE = "workspace", _("Workspace")
        WORKFLOW = "workflow", _("Workflow")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    revision = models.IntegerField(default=1, editable=False)

    class Meta:
        ordering = ("name", "id")
        permissions = [(rules.codename(right), right) for right in rules.RIGHTS]
        constraints = (
            models.UniqueConstraint(
                "parent",
                Lower("name"),
                name="domain_name_unique",
                condition=models.Q(kind="domain"),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def container_id(self) -> UUID:
        return self.pk


class DomainClosure(models.Model):
    """Every (ancestor, descendant) pair of the domain tree, each domain with itself included."""

    ancestor = models.ForeignKey(Container, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Container, on_delete=models.CASCADE, related_name="above")
    depth = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="closure_unique"),
        )

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class Scope(models.Model):
    """A (domain, source) pair. Every asset carries one; its small id decides who sees the asset.

    What lies in a domain without coming from a source has a pair without source.
    """

    id = models.AutoField(primary_key=True)
    domain = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(
        Container, null=True, on_delete=models.CASCADE, related_name="scopes"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["domain", "source"], name="scope_unique", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Role(models.Model):
    """A named set of rights. The four of the mission are built in, all others are rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    rights = ArrayField(models.CharField(max_length=60), default=list)
    built_in = models.BooleanField(default=False, editable=False)
    revision = models.IntegerField(default=1, editable=False)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name


class Binding(models.Model):
    """Gives a role to a user or a group on a container, until a date if there is one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="bindings"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="bindings"
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="bindings")
    container = models.ForeignKey(Container, on_delete=models.CASCADE, related_name="bindings")
    until = models.DateTimeField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revision = models.IntegerField(default=1, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, group__isnull=True)
                | models.Q(user__isnull=True, group__isnull=False),
                name="binding_one_subject",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} · {self.user or self.group} · {self.container}"


class ContainerUserPermission(UserObjectPermissionBase):
    """What bindings of a user come to: one guardian row a right. Written only by `access`."""

    content_object = models.ForeignKey(
        Container, on_delete=models.CASCADE, related_name="user_permissions"
    )
    until = models.DateTimeField(null=True)

    class Meta(UserObjectPermissionBase.Meta):
        pass


class ContainerGroupPermission(GroupObjectPermissionBase):
    """The same for a group."""

    content_object = models.ForeignKey(
        Container, on_delete=models.CASCADE, related_name="group_permissions"
    )
    until = models.DateTimeField(null=True)

    class Meta(GroupObjectPermissionBase.Meta):
        pass
