"""Who may do and see what."""

from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.access import actions, queries
from core.access.models import EVERYTHING_ID, Binding, Container, Role, Scope
from core.events.models import Event
from core.ids import uuid7
from core.people import queries as people
from core.people.models import User


def asset(scope_id):
    return SimpleNamespace(scope_id=scope_id)


def seen_scopes(user, land, right="catalog.view"):
    return {name for name, id in land.scopes.items() if queries.can(user, right, asset(id))}


def seen_containers(user, land, right="catalog.view"):
    names = ("sales", "europe", "people", "crm", "shop", "payroll")
    return {name for name in names if queries.can(user, right, getattr(land, name))}


def test_nobody_sees_nothing(cast, land):
    assert not seen_scopes(cast.nobody, land)
    assert not seen_containers(cast.nobody, land)
    assert not queries.can(cast.nobody, "catalog.view")
    assert not queries.anywhere(cast.nobody, "catalog.view")
    assert queries.visible(cast.nobody, "catalog.view") == queries.Visible()


def test_everything_is_everything(cast, land, fresh):
    vera = fresh(cast.vera)
    assert seen_scopes(vera, land) == set(land.scopes)
    assert queries.can(vera, "catalog.view")
    assert queries.visible(vera, "catalog.view").everything
    assert not queries.can(vera, "catalog.manage", land.shop)


def test_a_domain_reaches_what_lies_below_it(cast, land, fresh):
    actions.bind(user=cast.nobody, role=land.viewer, container=land.sales, by=land.by)
    nobody = fresh(cast.nobody)
    assert seen_containers(nobody, land) == {"sales", "europe", "crm", "shop"}
    assert seen_scopes(nobody, land) == {"crm", "shop"}
    assert not queries.can(nobody, "catalog.view"), "a domain is not everything"
    assert queries.anywhere(nobody, "catalog.view")


def test_a_domain_does_not_reach_above_itself(cast, land, fresh):
    actions.bind(user=cast.nobody, role=land.viewer, container=land.europe, by=land.by)
    nobody = fresh(cast.nobody)
    assert seen_containers(nobody, land) == {"europe", "shop"}
    assert seen_scopes(nobody, land) == {"shop"}


def test_a_source_reaches_its_assets_in_every_domain(cast, land, fresh):
    actions.bind(user=cast.nobody, role=land.viewer, container=land.shop, by=land.by)
    nobody = fresh(cast.nobody)
    assert seen_containers(nobody, land) == {"shop"}
    assert seen_scopes(nobody, land) == {"shop", "people in shop"}


def test_an_asset_is_seen_through_its_own_domain_too(cast, land, fresh):
    actions.bind(user=cast.nobody, role=land.viewer, container=land.people, by=land.by)
    nobody = fresh(cast.nobody)
    assert seen_scopes(nobody, land) == {"payroll", "people in shop"}
    assert seen_containers(nobody, land) == {"people", "payroll"}


def test_a_group_gives_its_members_what_it_holds(cast, land, fresh):
    group = Group.objects.create(name="Team")
    actions.bind(group=group, role=land.viewer, container=land.shop, by=land.by)
    assert not seen_containers(fresh(cast.nobody), land)
    cast.nobody.groups.add(group)
    assert seen_containers(fresh(cast.nobody), land) == {"shop"}
    cast.nobody.groups.clear()
    assert not seen_containers(fresh(cast.nobody), land)


def test_a_right_is_only_what_the_role_holds(cast, land, fresh):
    actions.bind(user=cast.nobody, role=land.viewer, container=land.shop, by=land.by)
    actions.bind(user=cast.nobody, role=land.steward, container=land.crm, by=land.by)
    nobody = fresh(cast.nobody)
    assert seen_containers(nobody, land) == {"shop", "crm"}
    assert seen_containers(nobody, land, "catalog.manage") == {"crm"}


def test_a_binding_ends_on_the_second(cast, land, fresh):
    until = timezone.now().replace(microsecond=0) + timedelta(days=1)
    actions.bind(user=cast.nobody, role=land.viewer, container=land.shop, until=until, by=land.by)
    group = Group.objects.create(name="Team")
    cast.nobody.groups.add(group)
    actions.bind(group=group, role=land.viewer, container=land.crm, until=until, by=land.by)
    for moment, seen in (
        (until - timedelta(seconds=1), {"shop", "crm"}),
        (until - timedelta(microseconds=1), {"shop", "crm"}),
        (until, set()),
        (until + timedelta(seconds=1), set()),
    ):
        with mock.patch.object(timezone, "now", return_value=moment):
            assert seen_containers(fresh(cast.nobody), land) == seen, moment
            explained = queries.explain(cast.nobody, "catalog.view", land.shop)
            assert len(explained) == ("shop" in seen)


def test_the_longest_of_several_bindings_counts(cast, land, fresh):
    soon, later = (timezone.now() + timedelta(days=days) for days in (1, 2))
    for until in (later, soon):
        actions.bind(
            user=cast.nobody, role=land.viewer, container=land.shop, until=until, by=land.by
        )
    with mock.patch.object(timezone, "now", return_value=soon):
        assert seen_containers(fresh(cast.nobody), land) == {"shop"}
    forever = actions.bind(user=cast.nobody, role=land.viewer, container=land.shop, by=land.by)
    with mock.patch.object(timezone, "now", return_value=later):
        assert seen_containers(fresh(cast.nobody), land) == {"shop"}
    actions.unbind(binding=forever, by=land.by)
    with mock.patch.object(timezone, "now", return_value=later):
        assert not seen_containers(fresh(cast.nobody), land)


def test_a_deactivated_account_holds_nothing(cast, land, fresh):
    actions.deactivate(user=cast.stef, by=cast.ann)
    assert not seen_containers(fresh(cast.stef), land)
    assert not queries.can(fresh(cast.stef), "catalog.view")


def test_a_token_narrows_and_never_widens(cast, land, fresh):
    stef = fresh(cast.stef)
    stef.token_scopes = frozenset({"catalog.view", "access.manage"})
    assert queries.can(stef, "catalog.view")
    assert not queries.can(stef, "catalog.manage"), "not among the scopes"
    assert not queries.can(stef, "access.manage"), "not held by the owner"


def test_a_small_token_is_no_key_to_the_account(cast, fresh):
    vera = fresh(cast.vera)
    queries.require_account(vera)
    vera.token_scopes = frozenset({"catalog.view"})
    with pytest.raises(queries.Refused):
        queries.require_account(vera)


def test_what_was_given_is_seen_by_the_same_instance_at_once(cast, land):
    assert not queries.can(cast.nobody, "catalog.view", land.shop)
    binding = actions.bind(user=cast.nobody, role=land.viewer, container=land.shop, by=land.by)
    assert queries.can(cast.nobody, "catalog.view", land.shop)
    actions.unbind(binding=binding, by=land.by)
    assert not queries.can(binding.user, "catalog.view", land.shop)


def test_require_names_right_and_object(cast, land):
    with pytest.raises(queries.Refused) as refused:
        queries.require(cast.nobody, "catalog.view", land.shop)
    assert refused.value.params == {"right": "catalog.view", "on": "shop"}
    queries.require(cast.vera, "catalog.view", land.shop)


def test_objects_that_lie_nowhere_need_everything(cast, land, fresh):
    actions.bind(user=cast.nobody, role=land.viewer, container=land.sales, by=land.by)
    loose = SimpleNamespace(scope_id=None, container_id=None)
    assert not queries.can(fresh(cast.nobody), "catalog.view", loose)
    assert queries.can(fresh(cast.vera), "catalog.view", loose)


def test_explain_names_the_bindings_that_give_a_right(cast, land, fresh):
    on_sales = actions.bind(user=cast.nobody, role=land.viewer, container=land.sales, by=land.by)
    group = Group.objects.create(name="Team")
    cast.nobody.groups.add(group)
    by_group = actions.bind(group=group, role=land.steward, container=land.shop, by=land.by)
    assert set(queries.explain(cast.nobody, "catalog.view", land.shop)) == {on_sales, by_group}
    assert queries.explain(cast.nobody, "catalog.view", land.crm) == [on_sales]
    assert queries.explain(cast.nobody, "catalog.manage", land.shop) == [by_group]
    assert queries.explain(cast.nobody, "catalog.view", land.payroll) == []
    assert queries.explain(cast.nobody, "catalog.view") == []


def test_bindings_accounts_and_domains_are_limited(cast, land, fresh):
    actions.bind(user=cast.nobody, role=land.viewer, container=land.sales, by=land.by)
    assert {d.name for d in queries.domains(fresh(cast.nobody))} == {"Sales", "Europe"}
    assert queries.bindings(fresh(cast.nobody)).count() == 0
    assert queries.bindings(fresh(cast.ann)).count() == Binding.objects.count()


class TestCosts:
    """Nothing here grows with the number of domains, sources or bindings."""

    @pytest.mark.parametrize("more", [0, 12])
    def test_narrow_user(self, cast, land, fresh, django_assert_num_queries, more):
        for n in range(more):
            domain = actions.make_domain(name=f"d{n}", parent=land.sales, by=land.by)
            actions.bind(user=cast.nobody, role=land.viewer, container=domain, by=land.by)
        actions.bind(user=cast.nobody, role=land.viewer, container=land.sales, by=land.by)
        nobody = fresh(cast.nobody)
        with django_assert_num_queries(4):
            queries.visible(nobody, "catalog.view")
        with django_assert_num_queries(0):
            for scope_id in land.scopes.values():
                queries.can(nobody, "catalog.view", asset(scope_id))
        with django_assert_num_queries(3):
            queries.visible(nobody, "sources.view")

    def test_user_who_sees_everything(self, cast, land, fresh, django_assert_num_queries):
        vera = fresh(cast.vera)
        with django_assert_num_queries(1):
            queries.visible(vera, "catalog.view")
            queries.visible(vera, "sources.view")

    def test_scopes_are_literals_in_the_statement(self, cast, land, fresh):
        """A subquery hides how narrow the user is; a server-side parameter makes a generic plan."""
        actions.bind(user=cast.nobody, role=land.viewer, container=land.sales, by=land.by)
        rows = queries.limit(Event.objects.all(), fresh(cast.nobody), "catalog.view")
        condition = str(rows.query).partition("WHERE")[2]
        assert "SELECT" not in condition
        seen = queries.visible(fresh(cast.nobody), "catalog.view").scopes
        assert all(str(id) in condition for id in seen)

    def test_who_sees_everything_gets_no_condition(self, cast, fresh):
        rows = queries.limit(Event.objects.all(), fresh(cast.vera), "catalog.view")
        assert "WHERE" not in str(rows.query)


class Held:
    """The meaning of bindings, spelled out as slowly as one can."""

    def __init__(self, user, now):
        given = Binding.objects.select_related("role")
        mine = given.filter(user=user) | given.filter(group__in=user.groups.all())
        self.live = [b for b in mine.distinct() if b.until is None or b.until > now]

    def on(self, right):
        return {b.container_id for b in self.live if right in b.role.rights}

    @staticmethod
    def up(domain):
        while domain is not None:
            yield domain.pk
            domain = domain.parent

    def container(self, right, container):
        domain = container if container.kind == "domain" else container.parent
        around = {EVERYTHING_ID, container.pk, *self.up(domain)}
        return bool(self.on(right) & around)

    def scope(self, right, scope):
        return bool(self.on(right) & {EVERYTHING_ID, scope.source_id, *self.up(scope.domain)})


RIGHTS = ("catalog.view", "sources.manage", "audit.manage")
numbers = st.integers(0, 99)
bindings = st.tuples(st.booleans(), numbers, st.sampled_from(["viewer", "steward"]), st.booleans())
_names = count()


@settings(max_examples=15)
@given(
    tree=st.lists(st.none() | numbers, min_size=1, max_size=6),
    sources=st.lists(numbers, min_size=1, max_size=3),
    pairs=st.lists(st.tuples(numbers, numbers), max_size=5),
    given_=st.lists(bindings, max_size=4),
    later=st.booleans(),
)
def test_every_way_to_ask_gives_the_same_answer(cast, tree, sources, pairs, given_, later):
    """Object by object: can, visible, limit and explain agree with the meaning of bindings."""
    with transaction.atomic():
        user = _populate(tree, sources, pairs, given_)
        now = datetime.now(UTC) + timedelta(hours=2 * later)
        with mock.patch.object(timezone, "now", return_value=now):
            for right in RIGHTS:
                _agree(User.objects.get(pk=user.pk), right, Held(user, now))
        transaction.set_rollback(True)


def _populate(tree, sources, pairs, given_):
    by = people.system()
    domains = []
    for above in tree:
        parent = domains[above % len(domains)] if domains and above is not None else None
        domains.append(actions.make_domain(name=f"d{next(_names)}", parent=parent, by=by))
    held = [
        actions.make_container(
            id=uuid7(), kind="source", name="s", domain=domains[n % len(domains)].pk, by=by
        )
        for n in sources
    ]
    for one, other in pairs:
        actions.scope_of(
            domain_id=domains[one % len(domains)].pk, source_id=held[other % len(held)].pk
        )
    user = actions.add_person(username=f"u{next(_names)}", by=by)
    group = Group.objects.create(name=f"g{next(_names)}")
    user.groups.add(group)
    places = [*domains, *held]
    for to_group, number, slug, ends in given_:
        actions.bind(
            role=Role.objects.get(slug=slug),
            container=places[number % len(places)],
            until=timezone.now() + timedelta(hours=1) if ends else None,
            by=by,
            **({"group": group} if to_group else {"user": user}),
        )
    return user


def _agree(user, right, held):
    listed = set(queries.limit(Container.objects.all(), user, right, "id"))
    for container in Container.objects.exclude(pk=EVERYTHING_ID).select_related("parent"):
        expected = held.container(right, container)
        assert queries.can(user, right, container) is expected
        assert (container in listed) is expected
        assert bool(queries.explain(user, right, container)) is expected
    seen = queries.visible(user, right)
    for scope in Scope.objects.select_related("domain", "source"):
        expected = held.scope(right, scope)
        assert queries.can(user, right, asset(scope.pk)) is expected
        assert (seen.everything or scope.pk in seen.scopes) is expected
        assert bool(queries.explain(user, right, asset(scope.pk))) is expected
