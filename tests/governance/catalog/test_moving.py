"""An asset that a person has put into another domain stays there."""

from collections.abc import Callable
from typing import Any

import pytest

from core.access import actions as access
from core.access.models import Role
from core.access.rules import Refused
from core.people.models import User
from core.refusals import Impossible, Invalid
from governance.catalog import actions, queries
from governance.catalog.models import Asset
from governance.sources.models import Source
from tests.governance.catalog.conftest import unproven

pytestmark = pytest.mark.django_db

Find = Callable[[str], Asset]


@pytest.fixture
def vault(cast: Any) -> Any:
    return access.make_domain(name="Vault", by=cast.ann)


@pytest.fixture
def zoe(cast: Any, shop: Source) -> User:
    """Sees the domain in which the shop lies, and no other."""
    made = access.add_person(username="zoe", by=cast.ann)
    role = Role.objects.get(slug="steward")
    access.bind(user=made, role=role, container=shop.container.parent, by=cast.ann)
    return made


def seen(user: User) -> set[str]:
    found = queries.active(User.objects.get(pk=user.pk)).exclude(kind=Asset.Kind.SOURCE)
    return set(found.values_list("fqn", flat=True))


def test_with_it_everything_in_it_is_hidden_from_who_sees_only_the_old_domain(
    cast: Any, vault: Any, zoe: User, find: Find
) -> None:
    actions.move(asset=find("shop.main.customers"), domain=vault, by=cast.ann)
    assert not any("customers" in path for path in seen(zoe))
    assert "shop.main.orders.total" in seen(zoe)
    assert unproven() == []


def test_what_a_scan_finds_in_it_later_is_hidden_too(
    cast: Any, vault: Any, zoe: User, find: Find, rewrite: Callable[[str], Any]
) -> None:
    actions.move(asset=find("shop.main.customers"), domain=vault, by=cast.ann)
    rewrite("ALTER TABLE customers ADD COLUMN secret TEXT; CREATE TABLE plain (id INT);")
    assert "shop.main.plain.id" in seen(zoe)
    assert "shop.main.customers.secret" not in seen(zoe)
    assert find("shop.main.customers.secret").domain_id == vault.pk
    actions.move(asset=find("shop.main"), domain=vault, by=cast.ann)
    rewrite("CREATE TABLE later (secret INT);")
    assert find("shop.main.later.secret").domain_id == vault.pk
    assert seen(zoe) == set()
    assert unproven() == []


def test_what_was_added_by_hand_takes_the_path_of_its_domain(cast: Any, vault: Any) -> None:
    made = actions.add(kind=Asset.Kind.API, name="rates", by=cast.ann)
    actions.move(asset=made, domain=vault, by=cast.ann)
    assert Asset.objects.get(pk=made.pk).fqn == "Vault.rates (api)"
    twin = actions.add(kind=Asset.Kind.API, name="rates", by=cast.ann)
    with pytest.raises(Impossible, match="path_taken"):
        actions.move(asset=twin, domain=vault, by=cast.ann)


def test_both_ends_need_the_right(cast: Any, vault: Any, zoe: User, find: Find) -> None:
    with pytest.raises(Refused):
        actions.move(asset=find("shop.main"), domain=vault, by=zoe)
    actions.move(asset=find("shop.main.orders"), domain=vault, by=cast.ann)
    with pytest.raises(Refused):
        actions.move(asset=find("shop.main"), domain=vault.parent or vault, by=zoe)
    with pytest.raises(Refused):
        actions.move(asset=find("shop"), domain=vault, by=cast.stef)  # who has rights would change
    container = Source.objects.get().container
    with pytest.raises(Invalid, match="unknown_domain"):
        actions.move(asset=find("shop.main"), domain=container, by=cast.ann)


def test_with_a_source_moves_all_but_what_was_put_elsewhere_by_hand(
    cast: Any, shop: Source, vault: Any, zoe: User, find: Find, rewrite: Callable[[str], Any]
) -> None:
    other = access.make_domain(name="Other", by=cast.ann)
    actions.move(asset=find("shop.main.orders"), domain=other, by=cast.ann)
    actions.move(asset=find("shop"), domain=vault, by=cast.ann)
    shop.container.refresh_from_db()
    assert shop.container.parent_id == vault.pk
    assert find("shop.main.customers.email").domain_id == vault.pk
    assert find("shop.main.orders.total").domain_id == other.pk
    assert seen(zoe) == set()
    rewrite("CREATE TABLE later (id INT);")
    assert find("shop.main.later").domain_id == vault.pk
    assert unproven() == []
