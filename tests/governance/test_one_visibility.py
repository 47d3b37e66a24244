"""One visibility as a property: whatever the domains, assets and roles, every surface, every
count and every search shows a person the very same assets."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access import actions as access
from core.access.models import Container, Role
from core.ids import uuid7
from core.people.models import User
from core.saved import actions as saved
from governance.catalog import actions as catalog
from governance.catalog import queries
from governance.catalog.models import Asset
from governance.catalog.views.choosing import Chosen, Counts
from governance.portal import Palette
from governance.search import queries as search

# The tree of domains, as parents by place: 1 and 2 lie in 0, 3 lies in 2, 4 stands apart.
TREE = (None, 0, 0, 2, None)
SOURCES = 3


@dataclass(frozen=True)
class Given:
    """A role on a domain (by place) or a source (behind them), valid or over."""

    container: int
    is_over: bool


LAID = st.lists(
    st.tuples(
        st.integers(0, len(TREE) - 1), st.integers(0, SOURCES - 1), st.booleans(), st.booleans()
    ),
    min_size=1,
    max_size=8,
)
ROLES = st.lists(
    st.builds(Given, st.integers(0, len(TREE) + SOURCES - 1), st.booleans()), max_size=4
)


@pytest.fixture
def containers(cast: Any) -> list[Container]:
    """The domains, then the sources."""
    made: list[Container] = []
    for number, parent in enumerate(TREE):
        above = made[parent] if parent is not None else None
        made.append(access.make_domain(name=f"domain {number}", parent=above, by=cast.ann))
    for number in range(SOURCES):
        made.append(
            access.make_container(
                id=uuid7(), kind="source", name=f"s{number}", domain=made[0].pk, by=cast.ann
            )
        )
    return made


def lay(laid: list[tuple[int, int, bool, bool]], containers: list[Container]) -> list[Asset]:
    """Assets, each in a domain and a source: a table or a column, active or retired."""
    now, made = timezone.now(), []
    for number, (domain, source, is_table, is_active) in enumerate(laid):
        places = (containers[domain].pk, containers[len(TREE) + source].pk)
        made.append(
            Asset(
                kind=Asset.Kind.TABLE if is_table else Asset.Kind.COLUMN,
                state=Asset.State.ACTIVE if is_active else Asset.State.RETIRED,
                scope_id=access.scope_of(domain_id=places[0], source_id=places[1]),
                domain_id=places[0],
                source_id=places[1],
                name=f"zebra_{number}",
                name_norm=f"zebra_{number}",
                fqn=f"zebra_{number}",
                created_at=now,
                updated_at=now,
                search="",
            )
        )
    Asset.objects.bulk_create(made)
    catalog.index([asset.pk for asset in made])
    return made


def expected(
    laid: list[tuple[int, int, bool, bool]], roles: list[Given], assets: list[Asset]
) -> set[UUID]:
    """The active ones that these roles show, by the plainest reading of the rule."""
    held = {role.container for role in roles if not role.is_over}

    def reached(domain: int, source: int) -> bool:
        above: int | None = domain
        while above is not None:
            if above in held:
                return True
            above = TREE[above]
        return len(TREE) + source in held

    return {
        asset.pk
        for asset, (domain, source, _, is_active) in zip(assets, laid, strict=True)
        if is_active and reached(domain, source)
    }


def ids(answer: Any) -> set[UUID]:
    assert answer.status_code == 200, answer.content
    return {UUID(row["id"]) for row in answer.json()["results"]}


@pytest.mark.slow
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(laid=LAID, roles=ROLES)
def test_every_surface_and_every_count_shows_the_same(
    cast: Any,
    containers: list[Container],
    laid: list[tuple[int, int, bool, bool]],
    roles: list[Given],
) -> None:
    with transaction.atomic():
        assets = lay(laid, containers)
        viewer = Role.objects.get(slug="viewer")
        for role in roles:
            binding = access.bind(
                user=cast.nobody, role=viewer, container=containers[role.container], by=cast.ann
            )
            if role.is_over:
                over = timezone.now() - timedelta(minutes=1)
                type(binding).objects.filter(pk=binding.pk).update(until=over)
                cast.nobody.refresh_from_db()
                access.rematerialise(container=binding.container, user=cast.nobody)
        seen = expected(laid, roles, assets)
        assert surfaces(User.objects.get(pk=cast.nobody.pk)) == dict.fromkeys(SURFACES, seen)
        counts(User.objects.get(pk=cast.nobody.pk), seen)
        transaction.set_rollback(True)


SURFACES = ("rows", "API", "search", "API search", "palette", "words in the API", "view")


def surfaces(user: User) -> dict[str, set[UUID]]:
    """The ids that each surface shows."""
    client = Client()
    client.force_login(user)
    return {
        "rows": set(queries.active(user).values_list("pk", flat=True)),
        "API": ids(client.get("/api/v1/assets?state=active")),
        "search": {hit.asset.pk for hit in search.search(user, "zebra", limit=50).hits},
        "API search": api_search(client),
        "palette": {UUID(one.url.split("/")[2]) for one in Palette().find(user, "zebra", 50)},
        "words in the API": ids(client.get("/api/v1/assets?state=active&q=zeb")),
        "view": through_a_view(user, client),
    }


def api_search(client: Client) -> set[UUID]:
    answer = client.get("/api/v1/search?q=zebra&limit=100")
    return (
        {UUID(hit["asset"]["id"]) for hit in answer.json()["hits"]}
        if answer.status_code == 200
        else set()
    )


def through_a_view(user: User, client: Client) -> set[UUID]:
    """A view belongs to who sees anything at all; it shows them no more than that."""
    if not queries.tallies(user):
        return set()
    saved.save(list="asset", name="v", parameters={"state": ["active"]}, by=user)
    return ids(client.get("/api/v1/assets?view=v"))


def counts(user: User, seen: set[UUID]) -> None:
    """What is counted, kept or anew, is what is seen."""
    kept = Counts(Chosen(QueryDict(""), usual=tuple(Asset.Kind)), queries.tallies(user))
    assert kept.number == len(seen)
    fitting = queries.fitting(queries.visible(user), "zebra")
    anew = Counts(Chosen(QueryDict(""), usual=tuple(Asset.Kind)), *queries.hit_tallies(fitting))
    assert (anew.number, anew.of) == (kept.number, kept.of)
    assert search.matching(user, "zebra").count() == len(seen)
