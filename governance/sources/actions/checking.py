"""What every verb that writes a source checks first."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from core.access import queries as access
from core.access.models import UNSORTED_ID, Container
from core.people.models import User
from core.refusals import Invalid
from governance.connector import flaw
from governance.sources.models import Source

CHOICES = {"environment": Source.Environment, "criticality": Source.Criticality}


def domain_of(id: UUID | None, by: User) -> Container:
    """The domain to register in. One that the actor does not see is unknown to them."""
    domain = Container.objects.filter(pk=id or UNSORTED_ID, kind=Container.Kind.DOMAIN).first()
    seen = id is None or access.can(by, "catalog.view", domain)
    if domain is None or not (seen or access.can(by, "sources.manage", domain)):
        raise Invalid("unknown_domain", "domain", id=str(id))
    return domain


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Of two who take the same name at the same time, the database lets one through."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Invalid("name_taken", "name", name=name) from error


def check(name: str | None, fields: Mapping[str, Any], but: Source | None = None) -> None:
    """Whether these values can be used; raises Invalid."""
    if name is not None:
        check_name(name, but)
    for field in ("include", "exclude"):
        for pattern in fields.get(field) or ():
            if flaw(pattern):
                raise Invalid("bad_pattern", field, pattern=pattern)
    if not 0 <= (fields.get("hold_share") or 0) <= 100:
        raise Invalid("not_a_share", "hold_share")
    for field, choices in CHOICES.items():
        if field in fields and fields[field] not in choices.values:
            raise Invalid("not_a_choice", field, value=str(fields[field]))


def check_name(name: str, but: Source | None) -> None:
    """Whether a source may be called this."""
    longest = Source._meta.get_field("name").max_length
    if not name.strip():
        raise Invalid("blank", "name")
    if longest is not None and len(name) > longest:
        raise Invalid("too_long", "name", longest=longest)
    others = Source.objects.exclude(state=Source.State.RETIRED)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.filter(name__iexact=name).exists():
        raise Invalid("name_taken", "name", name=name)
