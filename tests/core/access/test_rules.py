"""The matrix is a promise: whoever changes it changes this table as well, on purpose."""

import pytest

from core.access import rules

MATRIX = """
access.impersonate    admin
access.manage         admin
access.view           admin security_officer
alerts.manage         admin steward security_officer dba
alerts.view           admin steward analyst security_officer dba
analytics.manage      admin steward
analytics.view        admin steward analyst security_officer dba
audit.manage          admin security_officer
audit.view            admin steward security_officer
backups.manage        admin
backups.view          admin
catalog.manage        admin steward
catalog.view          admin steward analyst viewer security_officer dba
collaboration.manage  admin steward
collaboration.view    admin steward analyst viewer security_officer dba
history.purge         admin
labels.manage         admin steward
labels.view           admin steward analyst viewer security_officer dba
performance.manage    admin dba
performance.view      admin steward analyst security_officer dba
reports.manage        admin steward
reports.view          admin steward analyst viewer security_officer dba
requests.manage       admin steward
requests.view         admin steward analyst
samples.view          admin steward
scans.manage          admin steward dba
scans.view            admin steward analyst viewer security_officer dba
schedules.manage      admin steward dba
schedules.view        admin steward analyst dba
security.manage       admin security_officer
security.view         admin steward analyst security_officer dba
sources.grant         admin dba
sources.manage        admin steward dba
sources.view          admin steward analyst viewer security_officer dba
workflow.create       admin steward
workflow.execute      admin steward
workflow.manage       admin steward
workflow.view         admin steward analyst security_officer dba
workspace.create      admin steward
workspace.edit        admin steward analyst
"""


def test_every_role_holds_exactly_these_rights():
    table = {line.split()[0]: set(line.split()[1:]) for line in MATRIX.strip().splitlines()}
    ours = {
        right: {role for role, held in rules.ROLES.items() if right in held}
        for right in rules.RIGHTS
    }
    assert ours == table


def test_what_the_mission_says_of_its_roles():
    """Each as api.md words it."""
    changing = {right for right in rules.RIGHTS if not right.endswith(".view")}
    assert rules.ROLES["admin"] == set(rules.RIGHTS)
    assert not {"audit.manage", "access.manage"} & rules.ROLES["steward"]
    assert rules.ROLES["analyst"] & changing == {"workspace.edit"}
    assert not rules.ROLES["viewer"] & changing
    assert rules.ROLES["viewer"] < rules.ROLES["analyst"]


def test_no_role_manages_what_it_cannot_view():
    for role, held in rules.ROLES.items():
        managed = {right.removesuffix(".manage") for right in held if right.endswith(".manage")}
        assert {f"{noun}.view" for noun in managed} <= held, role


@pytest.mark.parametrize("right", rules.RIGHTS)
def test_every_right_survives_as_codename(right):
    code = rules.codename(right)
    assert "." not in code
    assert rules.right_of(code) == right


def test_unknown_rights_are_named():
    assert rules.unknown(["catalog.view", "catalog.eat", "x"]) == ["catalog.eat", "x"]
    assert rules.unknown([]) == []


def test_refusal_names_the_right_and_the_object():
    refused = rules.Refused("catalog.view", "shop")
    assert (refused.code, refused.right) == ("refused", "catalog.view")
    assert refused.params == {"right": "catalog.view", "on": "shop"}
