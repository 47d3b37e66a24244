"""People and service accounts."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class Accounts(BaseUserManager["User"]):
    """Django's user manager for our fields."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A person; without a password nobody can sign in as them."""
        email = fields.pop("email", None) or None
        user = self.model(username=username, email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **f: Any) -> "User":
        """A person who passes every check of Django's own; `access` gives the role."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **f)


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who acts: a person, or a service account (`system`, `cli`, an integration)."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        SERVICE = "service", _("Service account")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("user name"), max_length=150, unique=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revision = models.IntegerField(default=1, editable=False)

    # Of this instance, not of the row: what `access` has found out, and what a token narrows it to.
    known_rights: Any = None
    token_scopes: frozenset[str] | None = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Accounts()

    class Meta:
        ordering = ("username",)
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = (
            models.UniqueConstraint(Lower("username"), name="username_ci"),
            models.UniqueConstraint(Lower("email"), name="email_ci"),
        )

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.username

    @property
    def is_person(self) -> bool:
        return self.kind == self.Kind.PERSON
