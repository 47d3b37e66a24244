"""Roles, domains, containers and accounts."""

import threading

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core.access import actions, queries, rules
from core.access.models import (
    EVERYTHING_ID,
    UNSORTED_ID,
    Container,
    DomainClosure,
    Role,
    Scope,
)
from core.access.queries import Refused
from core.changes import queries as changes
from core.changes.actions import Stale
from core.events.models import Event
from core.ids import uuid7
from core.people import queries as people
from core.people.models import User
from core.refusals import Impossible, Invalid


class TestRoles:
    def test_made_with_sorted_rights(self, cast):
        role = actions.make_role(
            slug="taster", name="Taster", rights=["labels.view", "catalog.view"], by=cast.ann
        )
        assert role.rights == ["catalog.view", "labels.view"]
        assert Event.objects.latest("id").data == {"rights": ["catalog.view", "labels.view"]}

    @pytest.mark.parametrize("verb", ["make", "change"])
    def test_unknown_rights_are_named(self, cast, verb):
        role = actions.make_role(slug="t", name="T", rights=[], by=cast.ann)
        known = {"slug": "u"} if verb == "make" else {"role": role}
        do = actions.make_role if verb == "make" else actions.change_role
        with pytest.raises(Invalid) as invalid:
            do(name="T", rights=["catalog.eat"], by=cast.ann, **known)
        assert (invalid.value.field, invalid.value.params) == ("rights", {"rights": "catalog.eat"})

    def test_slug_is_taken_once(self, cast):
        with pytest.raises(Invalid) as invalid:
            actions.make_role(slug="viewer", name="Mine", rights=[], by=cast.ann)
        assert invalid.value.code == "slug_taken"

    @pytest.mark.parametrize("slug", rules.BUILT_IN)
    def test_built_in_roles_stay_as_they_are(self, cast, slug):
        role = Role.objects.get(slug=slug)
        with pytest.raises(Impossible):
            actions.change_role(role=role, name="Mine", rights=[], by=cast.ann)
        with pytest.raises(Impossible):
            actions.remove_role(role=role, by=cast.ann)

    def test_change_reaches_everybody_who_holds_it(self, cast, land, fresh):
        role = actions.make_role(slug="t", name="T", rights=["catalog.view"], by=cast.ann)
        actions.bind(user=cast.nobody, role=role, container=land.shop, by=cast.ann)
        actions.change_role(role=role, name="T", rights=["labels.view"], by=cast.ann)
        nobody = fresh(cast.nobody)
        assert queries.can(nobody, "labels.view", land.shop)
        assert not queries.can(nobody, "catalog.view", land.shop)

    def test_no_change_no_event(self, cast):
        role = actions.make_role(slug="t", name="T", rights=["catalog.view"], by=cast.ann)
        events = Event.objects.count()
        actions.change_role(role=role, name="T", rights=["catalog.view"], by=cast.ann)
        assert (Event.objects.count(), role.revision) == (events, 1)

    def test_removed_only_when_nobody_holds_it(self, cast, land):
        role = actions.make_role(slug="t", name="T", rights=["catalog.view"], by=cast.ann)
        binding = actions.bind(user=cast.nobody, role=role, container=land.shop, by=cast.ann)
        with pytest.raises(Impossible) as impossible:
            actions.remove_role(role=role, by=cast.ann)
        assert impossible.value.code == "role_in_use"
        actions.unbind(binding=binding, by=cast.ann)
        actions.remove_role(role=role, by=cast.ann)
        assert not Role.objects.filter(slug="t").exists()

    def test_stale_revision_is_refused(self, cast):
        role = actions.make_role(slug="t", name="T", rights=[], by=cast.ann)
        actions.change_role(role=role, name="U", rights=[], by=cast.ann, expected=1)
        with pytest.raises(Stale):
            actions.change_role(role=role, name="V", rights=[], by=cast.ann, expected=1)


class TestDomains:
    def test_closure_knows_every_domain_above(self, cast):
        top = actions.make_domain(name="Top", by=cast.ann)
        mid = actions.make_domain(name="Mid", parent=top, by=cast.ann)
        low = actions.make_domain(name="Low", parent=mid, by=cast.ann)
        above = DomainClosure.objects.filter(descendant=low).order_by("depth")
        assert [(row.ancestor.name, row.depth) for row in above] == [
            ("Low", 0),
            ("Mid", 1),
            ("Top", 2),
        ]

    @settings(max_examples=20)
    @given(tree=st.lists(st.none() | st.integers(0, 9), max_size=10))
    def test_closure_is_that_of_the_parents(self, db, tree):
        with transaction.atomic():
            made = []
            for n, above in enumerate(tree):
                parent = made[above % len(made)] if made and above is not None else None
                made.append(actions.make_domain(name=f"d{n}", parent=parent, by=people.system()))
            with connection.cursor() as cursor:
                cursor.execute(
                    """
                    WITH RECURSIVE up AS (
                      SELECT id, id AS above, 0 AS depth FROM core_container WHERE kind = 'domain'
                      UNION ALL SELECT up.id, c.parent_id, depth + 1
                      FROM up JOIN core_container c ON c.id = up.above
                      WHERE c.parent_id IS NOT NULL)
                    SELECT above, id, depth FROM up
                    """
                )
                expected = set(cursor.fetchall())
            rows = DomainClosure.objects.values_list("ancestor_id", "descendant_id", "depth")
            assert set(rows) == expected
            transaction.set_rollback(True)

    @pytest.mark.parametrize("name", ["Sales", "SALES", "sales"])
    def test_name_is_taken_once_below_a_parent(self, cast, land, name):
        with pytest.raises(Invalid) as invalid:
            actions.make_domain(name=name, by=cast.ann)
        assert (invalid.value.code, invalid.value.field) == ("name_taken", "name")
        actions.make_domain(name=name, parent=land.people, by=cast.ann)

    def test_two_at_once_cannot_take_the_same_name(self, transactional_db, cast, meanwhile):
        made, may_commit = threading.Event(), threading.Event()

        def first():
            with transaction.atomic():
                actions.make_domain(name="Sales", by=people.system())
                made.set()
                assert may_commit.wait(10)

        one = meanwhile(first)
        assert made.wait(10)
        other = meanwhile(lambda: actions.make_domain(name="sales", by=people.system()))
        may_commit.set()
        one.result(10)
        assert isinstance(other.exception(10), Invalid)

    @pytest.mark.parametrize("name", ["", "  ", "\t"])
    def test_name_says_something(self, cast, name):
        with pytest.raises(Invalid) as invalid:
            actions.make_domain(name=name, by=cast.ann)
        assert invalid.value.code == "blank"

    def test_only_domains_hold_domains(self, cast, land):
        for parent in (land.shop, Container.objects.get(pk=EVERYTHING_ID)):
            with pytest.raises(Invalid) as invalid:
                actions.make_domain(name="Inside", parent=parent, by=cast.ann)
            assert invalid.value.code == "unknown_domain"

    def test_needs_the_right_on_the_parent(self, cast, land):
        actions.bind(user=cast.nobody, role=land.admin, container=land.sales, by=cast.ann)
        actions.make_domain(name="Asia", parent=land.sales, by=cast.nobody)
        for parent in (land.people, None):
            with pytest.raises(Refused):
                actions.make_domain(name="Asia", parent=parent, by=cast.nobody)


class TestContainers:
    def test_unsorted_takes_what_has_no_domain(self, cast):
        key = uuid7()
        made = actions.make_container(id=key, kind="source", name="s", domain=None, by=cast.ann)
        assert (made.pk, made.parent_id) == (key, UNSORTED_ID)

    @pytest.mark.parametrize("place", ["shop", "nowhere"])
    def test_only_domains_hold_containers(self, cast, land, place):
        domain = land.shop.pk if place == "shop" else uuid7()
        with pytest.raises(Invalid) as invalid:
            actions.make_container(id=uuid7(), kind="source", name="s", domain=domain, by=cast.ann)
        assert invalid.value.code == "unknown_domain"

    def test_renaming_leaves_a_change(self, cast, land):
        actions.rename_container(container=land.shop, name="store", by=cast.ann)
        assert changes.of(land.shop.pk).first().diff == {"name": ["shop", "store"]}

    def test_moved_container_is_seen_from_its_new_domain(self, cast, land, fresh):
        actions.bind(user=cast.nobody, role=land.viewer, container=land.people, by=cast.ann)
        assert not queries.can(fresh(cast.nobody), "sources.view", land.crm)
        actions.move_container(container=land.crm, domain=land.people, by=cast.ann)
        land.crm.refresh_from_db()
        assert queries.can(fresh(cast.nobody), "sources.view", land.crm)

    def test_moving_needs_the_right_on_both_sides(self, cast, land):
        actions.bind(user=cast.nobody, role=land.admin, container=land.sales, by=cast.ann)
        actions.move_container(container=land.crm, domain=land.europe, by=cast.nobody)
        for container, domain in ((land.crm, land.people), (land.payroll, land.sales)):
            with pytest.raises(Refused):
                actions.move_container(container=container, domain=domain, by=cast.nobody)

    def test_what_cannot_be_moved(self, cast, land):
        everything = Container.objects.get(pk=EVERYTHING_ID)
        for container, domain in (
            (land.sales, land.people),
            (everything, land.people),
            (land.crm, land.shop),
        ):
            with pytest.raises(Impossible):
                actions.move_container(container=container, domain=domain, by=cast.ann)

    def test_scope_of_a_pair_is_made_once(self, cast, land):
        again = actions.scope_of(domain_id=land.sales.pk, source_id=land.crm.pk)
        assert again == land.scopes["crm"]
        assert Scope.objects.count() == len(land.scopes)


class TestAccounts:
    def test_person_without_password_cannot_sign_in(self, cast):
        person = actions.add_person(username="zoe", by=cast.ann)
        assert not person.has_usable_password()

    def test_weak_password_is_refused(self, cast):
        with pytest.raises(Invalid) as invalid:
            actions.add_person(username="zoe", password="12345", by=cast.ann)
        assert (invalid.value.code, invalid.value.field) == ("weak_password", "password")
        assert not User.objects.filter(username="zoe").exists()

    def test_own_fields_need_no_right_and_others_do(self, cast):
        actions.change_person(user=cast.vera, name="Vera B", by=cast.vera)
        assert User.objects.get(pk=cast.vera.pk).name == "Vera B"
        with pytest.raises(Refused):
            actions.change_person(user=cast.andy, name="x", by=cast.vera)

    def test_nobody_lets_themselves_into_the_administration(self, cast):
        with pytest.raises(Refused):
            actions.change_person(user=cast.vera, is_staff=True, by=cast.vera)

    @pytest.mark.parametrize("zone", ["Mars/Base", "", "../../etc/passwd", "Europe", "a\0b"])
    def test_unknown_time_zone_is_refused(self, cast, zone):
        with pytest.raises(Invalid) as invalid:
            actions.change_person(user=cast.vera, time_zone=zone, by=cast.vera)
        assert (invalid.value.code, invalid.value.field) == ("unknown_zone", "time_zone")

    def test_empty_email_is_none_and_never_taken(self, cast):
        for user in (cast.vera, cast.andy):
            actions.change_person(user=user, email="", by=cast.ann)
        assert User.objects.get(pk=cast.vera.pk).email is None

    def test_one_may_keep_ones_own_email(self, cast):
        actions.change_person(user=cast.vera, email="vera@example.com", by=cast.ann)
        actions.change_person(user=cast.vera, email="VERA@example.com", by=cast.ann)

    def test_change_says_what_and_who(self, cast):
        actions.change_person(user=cast.vera, email="vera@example.com", by=cast.ann)
        change = changes.of(cast.vera.pk).first()
        assert change.diff == {"email": [None, "vera@example.com"]}
        assert change.by_label == "Ann"

    def test_nobody_deactivates_themselves(self, cast):
        with pytest.raises(Impossible) as impossible:
            actions.deactivate(user=cast.ann, by=cast.ann)
        assert impossible.value.code == "cannot_deactivate_oneself"

    def test_password_is_in_no_change(self, cast):
        person = actions.add_person(username="zoe", password="zinnia-lantern-42", by=cast.ann)
        assert "password" not in changes.of(person.pk).get().diff
