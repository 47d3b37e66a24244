"""Where assets lie: in each other, and in domains."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from core import cause
from core.access import queries as access
from core.access.models import UNSORTED_ID, Container, DomainClosure
from core.people.models import User
from core.refusals import Invalid
from governance.catalog.rules import trees

_TREE = """
WITH RECURSIVE tree AS (
  SELECT id FROM governance_asset WHERE id = ANY(%s)
  UNION SELECT c.id FROM governance_asset c JOIN tree ON c.parent_id = tree.id)
"""


def below(asset_id: UUID) -> list[UUID]:
    """An asset and everything in it, retired ones included; for verbs, which check the rights."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_TREE} SELECT id FROM tree", [[asset_id]])
        return [row[0] for row in cursor.fetchall()]


def is_large(*asset_ids: UUID) -> bool:
    """Whether there is more in these than is changed while somebody waits."""
    return not _nobody_waits() and _size(asset_ids, trees.MOST_AT_ONCE + 1) > trees.MOST_AT_ONCE


def is_many(number: int) -> bool:
    """Whether so many assets are more than are changed while somebody waits."""
    return not _nobody_waits() and number > trees.MOST_AT_ONCE


def _nobody_waits() -> bool:
    return cause.current().kind == "job"


def _size(asset_ids: Iterable[UUID], enough: int) -> int:
    """How many assets lie in these, themselves among them; counting stops where it is enough."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_TREE} SELECT count(*) FROM (SELECT FROM tree LIMIT %s) enough",
            [list(asset_ids), enough],
        )
        return int(cursor.fetchone()[0])


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
