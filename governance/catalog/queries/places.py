"""Where assets lie: in each other, and in domains."""

from uuid import UUID

from django.db import connection

from core.access import queries as access
from core.access.models import UNSORTED_ID, Container, DomainClosure
from core.people.models import User
from core.refusals import Invalid


def below(asset_id: UUID) -> list[UUID]:
    """An asset and everything in it, retired ones included; for verbs, which check the rights."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE tree AS (
              SELECT id FROM governance_asset WHERE id = %s
              UNION SELECT c.id FROM governance_asset c JOIN tree ON c.parent_id = tree.id)
            SELECT id FROM tree
            """,
            [asset_id],
        )
        return [row[0] for row in cursor.fetchall()]


def domain(id: UUID | None, user: User, right: str) -> Container:
    """A domain by id, or the one of what is not sorted yet. Raises Invalid; one that the user
    neither sees nor may use is unknown to them."""
    found = Container.objects.filter(pk=id or UNSORTED_ID, kind=Container.Kind.DOMAIN).first()
    known = id is None or any(access.can(user, r, found) for r in ("catalog.view", right))
    if found is None or not known:
        raise Invalid("unknown_domain", "domain", id=str(id))
    return found


def domain_path(id: UUID) -> list[str]:
    """The names of a domain and those above it, the topmost first."""
    above = DomainClosure.objects.filter(descendant_id=id).order_by("-depth")
    return list(above.values_list("ancestor__name", flat=True))
