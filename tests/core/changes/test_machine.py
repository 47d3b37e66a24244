"""Any verbs in any order: the proof stays silent, and rights are what bindings say."""

import contextlib
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from hypothesis import Phase, settings
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
picks = st.integers(0, 999)


def pick(number, rows):
    """One of the rows: drawn as a number, for what there is differs from example to example."""
    rows = list(rows.order_by("pk"))
    return rows[number % len(rows)]


class Verbs(RuleBasedStateMachine):
    """Every verb that writes history, on whatever is there; refusals are as good as successes."""

    def __init__(self):
        super().__init__()
        self.by = people.system()

    def do(self, verb, **arguments):
        with contextlib.suppress(Refusal):
            verb(by=self.by, **arguments)

    @rule(name=words, number=picks)
    def make_domain(self, name, number):
        parent = pick(number, Container.objects.exclude(kind="everything"))
        self.do(access.make_domain, name=name, parent=parent if number % 2 else None)

    @rule(name=words, rights=some_rights)
    def make_role(self, name, rights):
        self.do(access.make_role, slug=name, name=name, rights=rights)

    @rule(name=words, rights=some_rights, number=picks)
    def change_role(self, name, rights, number):
        self.do(access.change_role, role=pick(number, Role.objects), name=name, rights=rights)

    @rule(number=picks)
    def remove_role(self, number):
        self.do(access.remove_role, role=pick(number, Role.objects))

    @rule(name=words)
    def add_person(self, name):
        self.do(access.add_person, username=name, email=f"{name}@example.com")

    @rule(name=words, number=picks)
    def change_person(self, name, number):
        self.do(access.change_person, user=pick(number, User.objects), name=name, email=name)

    @rule(number=picks)
    def deactivate(self, number):
        self.do(access.deactivate, user=pick(number, User.objects))

    @rule(number=picks, days=st.sampled_from([None, 1, 30]))
    def bind(self, number, days):
        self.do(
            access.bind,
            user=pick(number, User.objects),
            role=pick(number, Role.objects),
            container=pick(number, Container.objects),
            until=days and timezone.now() + timedelta(days=days),
        )

    @rule(number=picks)
    def unbind(self, number):
        self.do(access.unbind, binding=pick(number, Binding.objects))

    @rule(number=picks, name=words)
    def issue(self, number, name):
        self.do(tokens.issue, user=pick(number, User.objects), name=name, scopes=["catalog.view"])

    @rule(number=picks)
    def revoke(self, number):
        if Token.objects.exists():
            self.do(tokens.revoke, token=pick(number, Token.objects))

    @rule(number=picks, name=words)
    def plan(self, number, name):
        about = pick(number, Container.objects)
        self.do(schedules.plan, name=name, kind="governance.scan", cron="0 3 * * *", about=about)

    @rule(number=picks, minute=st.integers(0, 61))
    def change_schedule(self, number, minute):
        if Schedule.objects.exists():
            schedule = pick(number, Schedule.objects)
            self.do(schedules.change, schedule=schedule, cron=f"{minute} 3 * * *")

    @rule(number=picks)
    def remove_schedule(self, number):
        if Schedule.objects.exists():
            self.do(schedules.remove, schedule=pick(number, Schedule.objects))

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
        assert set(people.HOUSE) <= set(admins.values_list("user__username", flat=True))


def test_any_verbs_in_any_order(transactional_db):
    """Examples go on where the last one stopped: nothing is gained by making one smaller."""
    few = settings(max_examples=5, stateful_step_count=20, phases=[Phase.generate])
    run_state_machine_as_test(Verbs, settings=few)
