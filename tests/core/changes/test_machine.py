"""Any verbs in any order: the proof stays silent, and rights are what bindings say."""

import contextlib
import random
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core.access import actions as access
from core.access import rules as rights
from core.access.models import (
    EVERYTHING_ID,
    Binding,
    Container,
    ContainerUserPermission,
    Role,
)
from core.changes import actions
from core.people import queries as people
from core.people.models import User
from core.refusals import Refusal
from core.schedules import actions as schedules
from core.schedules.models import Schedule
from core.tokens import actions as tokens
from core.tokens.models import Token

some_rights = st.lists(st.sampled_from(rights.RIGHTS), max_size=3)
words = st.text("abcdefghij", min_size=3, max_size=6)
picks = st.randoms(use_true_random=False)


def pick(chance: random.Random, rows):
    return chance.choice(list(rows.order_by("pk")))


class Verbs(RuleBasedStateMachine):
    """Every verb that writes history, on whatever is there; refusals are as good as successes."""

    def __init__(self):
        super().__init__()
        self.by = people.system()

    def do(self, verb, **arguments):
        with contextlib.suppress(Refusal):
            verb(by=self.by, **arguments)

    @rule(name=words, chance=picks)
    def make_domain(self, name, chance):
        parent = pick(chance, Container.objects.exclude(kind="everything"))
        self.do(access.make_domain, name=name, parent=chance.choice([parent, None]))

    @rule(name=words, rights=some_rights)
    def make_role(self, name, rights):
        self.do(access.make_role, slug=name, name=name, rights=rights)

    @rule(name=words, rights=some_rights, chance=picks)
    def change_role(self, name, rights, chance):
        self.do(access.change_role, role=pick(chance, Role.objects), name=name, rights=rights)

    @rule(chance=picks)
    def remove_role(self, chance):
        self.do(access.remove_role, role=pick(chance, Role.objects))

    @rule(name=words)
    def add_person(self, name):
        self.do(access.add_person, username=name, email=f"{name}@example.com")

    @rule(name=words, chance=picks)
    def change_person(self, name, chance):
        self.do(access.change_person, user=pick(chance, User.objects), name=name, email=name)

    @rule(chance=picks)
    def deactivate(self, chance):
        self.do(access.deactivate, user=pick(chance, User.objects))

    @rule(chance=picks, days=st.sampled_from([None, 1, 30]))
    def bind(self, chance, days):
        self.do(
            access.bind,
            user=pick(chance, User.objects),
            role=pick(chance, Role.objects),
            container=pick(chance, Container.objects),
            until=days and timezone.now() + timedelta(days=days),
        )

    @rule(chance=picks)
    def unbind(self, chance):
        self.do(access.unbind, binding=pick(chance, Binding.objects))

    @rule(chance=picks, name=words)
    def issue(self, chance, name):
        self.do(tokens.issue, user=pick(chance, User.objects), name=name, scopes=["catalog.view"])

    @rule(chance=picks)
    def revoke(self, chance):
        if Token.objects.exists():
            self.do(tokens.revoke, token=pick(chance, Token.objects))

    @rule(chance=picks, name=words)
    def plan(self, chance, name):
        about = pick(chance, Container.objects)
        self.do(schedules.plan, name=name, kind="governance.scan", cron="0 3 * * *", about=about)

    @rule(chance=picks, minute=st.integers(0, 61))
    def change_schedule(self, chance, minute):
        if Schedule.objects.exists():
            schedule = pick(chance, Schedule.objects)
            self.do(schedules.change, schedule=schedule, cron=f"{minute} 3 * * *")

    @rule(chance=picks)
    def remove_schedule(self, chance):
        if Schedule.objects.exists():
            self.do(schedules.remove, schedule=pick(chance, Schedule.objects))

    @rule()
    def seal(self):
        actions.seal()

    @invariant()
    def history_proves(self):
        assert [f for f in actions.verify_history() if f.code != "unsealed"] == []

    @invariant()
    def guardian_rows_are_the_fold_of_bindings(self):
        live = Q(until=None) | Q(until__gt=timezone.now())
        held = {
            (user, container, rights.codename(right))
            for user, container, given in Binding.objects.filter(live).values_list(
                "user_id", "container_id", "role__rights"
            )
            for right in given
        }
        rows = ContainerUserPermission.objects.values_list(
            "user_id", "content_object_id", "permission__codename"
        )
        assert len(rows) == len(set(rows))
        assert set(rows) == held

    @invariant()
    def house_accounts_keep_their_role(self):
        admins = Binding.objects.filter(role__slug="admin", container_id=EVERYTHING_ID)
        assert admins.filter(user__username__in=people.HOUSE).count() == len(people.HOUSE)


def test_any_verbs_in_any_order(transactional_db):
    run_state_machine_as_test(Verbs, settings=settings(max_examples=5, stateful_step_count=20))
