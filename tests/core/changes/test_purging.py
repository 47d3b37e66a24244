"""A purge takes values away and nothing else: who, what and when stay, and all still proves."""

import pytest
from django.db import connection
from django.utils import timezone

from core.access import actions as access
from core.access.models import Role
from core.changes import actions, rules
from core.changes.models import Change, Checkpoint
from core.people import queries as people

KIND = "core.role"


@pytest.fixture
def role(seal):
    """A role that was renamed twice, sealed."""
    by = people.system()
    role = access.make_role(slug="taster", name="A", rights=[], by=by)
    for name in "BC":
        access.change_role(role=role, name=name, rights=["catalog.view"], by=by)
    seal()
    return role


def purge(role, before=None):
    by, before = people.system(), before or timezone.now()
    return actions.purge(kind=KIND, object_id=role.pk, before=before, by=by)


def faults():
    return [one for one in actions.verify_history() if one.code not in rules.HARMLESS]


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_values_go_and_the_rest_stays(role, seal):
    kept = ("id", "at", "verb", "revision", "by_label", "digest")
    before = list(Change.objects.filter(object_id=role.pk).order_by("revision").values(*kept))
    assert purge(role) == 3
    seal()
    after = Change.objects.filter(object_id=role.pk).exclude(verb="purge").order_by("revision")
    assert list(after.values(*kept)) == before
    assert set(after.values_list("diff", flat=True)) == {None}
    assert [(one.code, one.params) for one in actions.verify_history()] == [
        ("values_purged", {"count": 3})
    ]


def test_a_tombstone_says_who_and_how_many_and_changes_no_revision(role):
    purge(role)
    tombstone = Change.objects.get(object_id=role.pk, verb="purge")
    assert (tombstone.diff, tombstone.by_label) == ({"values": [3, 0]}, "System")
    role.refresh_from_db()
    assert tombstone.revision == role.revision == 3


def test_what_comes_later_is_proven_from_there(role, seal):
    by = people.system()
    purge(role)
    access.change_role(role=role, name="D", rights=["audit.view"], by=by)
    seal()
    assert faults() == []
    assert purge(role) == 1
    assert purge(role) == 0
    access.remove_role(role=Role.objects.get(pk=role.pk), by=by)
    seal()
    assert faults() == []
    assert purge(role) == 1
    assert faults() == []


def test_only_what_is_older_than_the_moment_goes(role):
    middle = Change.objects.get(object_id=role.pk, revision=3).at
    assert purge(role, before=middle) == 2
    assert Change.objects.get(object_id=role.pk, diff__name=["B", "C"]).revision == 3
    assert faults() == []
    assert purge(role, before=middle) == 0


@pytest.mark.parametrize(
    "falsify",
    [
        "UPDATE core_role SET name = 'Mallory' WHERE id = %s",
        "DELETE FROM core_role WHERE id = %s",
        "DELETE FROM core_change WHERE object_id = %s AND revision = 3",
        """UPDATE core_change SET diff = '{"name": ["A", "X"]}' WHERE object_id = %s
           AND revision = 2""",
        "UPDATE core_change SET diff = NULL WHERE object_id = %s AND revision = 2",
    ],
)
def test_nothing_is_purged_from_a_history_that_does_not_prove(role, falsify):
    """It would take the evidence away."""
    sql(falsify, role.pk)
    with pytest.raises(rules.Unproven):
        purge(role)
    assert not Checkpoint.objects.exists()
    assert Change.objects.filter(object_id=role.pk, diff=None).count() <= 1


def test_a_row_altered_after_the_purge_is_found_by_the_checkpoint_alone(role, seal):
    purge(role)
    seal()
    sql("UPDATE core_role SET name = 'Mallory' WHERE id = %s", role.pk)
    (fault,) = faults()
    assert (fault.code, fault.params) == ("row_differs", {"kind": KIND, "id": str(role.pk)})


def test_another_key_makes_no_checkpoint(role, settings):
    purge(role)
    settings.SECRET_KEY = "another-secret"
    assert "row_differs" in {fault.code for fault in faults()}
