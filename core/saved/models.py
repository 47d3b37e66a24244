"""Saved views: a list as somebody wants to see it again."""

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.people.models import User


class View(models.Model):
    """The parameters of a list under a name: filters, order, columns.

    It is its owner's; a group or everybody may open it, and each sees with it what they see anyway.
    Of a group that is deleted the view parts by its own verb: the database would leave no change.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="views")
    list = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("short name"), max_length=60)
    parameters = models.JSONField(default=dict)
    group = models.ForeignKey(
        Group,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="views",
    )
    everyone = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    revision = models.IntegerField(default=1, editable=False)

    class Meta:
        ordering = ("list", "name", "id")
        constraints = (
            models.UniqueConstraint(fields=["owner", "list", "slug"], name="view_of_owner"),
            models.UniqueConstraint(
                fields=["list", "slug"], condition=Q(everyone=True), name="view_of_everyone"
            ),
            models.UniqueConstraint(
                fields=["list", "slug", "group"], condition=Q(everyone=False), name="view_of_group"
            ),
            models.UniqueConstraint(
                fields=["owner", "list"], condition=Q(is_default=True), name="view_by_default"
            ),
        )

    def __str__(self) -> str:
        return self.name
