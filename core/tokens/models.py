"""Keys that programs sign in with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.people.models import User


class Token(models.Model):
    """A bearer token `gh_<key>.<secret>`. Only the hash of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=16, unique=True, editable=False)
    digest = models.BinaryField(editable=False)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    addresses = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=1, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.name
