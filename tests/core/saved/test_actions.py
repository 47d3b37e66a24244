"""Saved views: whose they are, who opens them, which one is meant by a short name."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import actions as access
from core.access.rules import Refused
from core.changes import actions as changes
from core.changes.rules import Stale
from core.events.models import Event
from core.refusals import Invalid
from core.saved import actions, queries, rules
from core.saved.models import View
from core.saved.subscribers import group_removed

TABLES = {"kind": ["table"]}


@pytest.fixture
def team(cast: Any) -> SimpleNamespace:
    """Stef and Vera are a group; Andy is not in it."""
    group = access.make_group(name="stewards", by=cast.ann)
    access.set_members(group=group, members=[cast.stef, cast.vera], by=cast.ann)
    return SimpleNamespace(group=group, **vars(cast))


def save(by: Any, name: str = "Tables", **more: Any) -> View:
    return actions.save(**{"list": "asset", "name": name, "parameters": TABLES, "by": by, **more})


def test_a_view_is_nobody_elses_until_it_is_shared(team: SimpleNamespace) -> None:
    view = save(team.stef)
    assert queries.find(team.stef, "asset", "tables") == view
    assert queries.find(team.vera, "asset", "tables") is None
    actions.share(view=view, group=team.group, by=team.stef)
    assert queries.find(team.vera, "asset", "tables") == view
    assert queries.find(team.andy, "asset", "tables") is None
    actions.share(view=view, everyone=True, by=team.stef)
    assert queries.find(team.andy, "asset", "tables") == view
    actions.share(view=view, by=team.stef)
    assert queries.find(team.vera, "asset", "tables") is None


def test_who_sees_nothing_of_a_list_sees_none_of_its_views(team: SimpleNamespace) -> None:
    actions.share(view=save(team.stef), everyone=True, by=team.stef)
    assert not queries.visible(team.nobody).exists()
    with pytest.raises(Refused):
        save(team.nobody)


def test_ones_own_view_goes_before_the_groups_and_that_before_everybodys(
    team: SimpleNamespace,
) -> None:
    alls = save(team.andy)
    actions.share(view=alls, everyone=True, by=team.andy)
    assert queries.find(team.vera, "asset", "tables") == alls
    groups = save(team.stef)
    actions.share(view=groups, group=team.group, by=team.stef)
    assert queries.find(team.vera, "asset", "tables") == groups
    own = save(team.vera)
    assert queries.find(team.vera, "asset", "tables") == own
    assert queries.find(team.stef, "asset", "tables") == groups


def test_a_short_name_is_unique_for_each_owner_and_each_audience(team: SimpleNamespace) -> None:
    assert save(team.stef).slug == "tables"
    assert save(team.stef).slug == "tables-2"
    with pytest.raises(Invalid, match="slug_taken"):
        save(team.stef, slug="tables")
    actions.share(view=queries.find(team.stef, "asset", "tables"), everyone=True, by=team.stef)
    theirs = save(team.vera)
    with pytest.raises(Invalid, match="slug_taken"):
        actions.share(view=theirs, everyone=True, by=team.vera)


def test_only_its_owner_changes_a_view(team: SimpleNamespace) -> None:
    view = save(team.stef)
    actions.share(view=view, everyone=True, by=team.stef)
    for verb in (actions.change, actions.share, actions.forget):
        with pytest.raises(Refused):
            verb(view=view, by=team.vera)
    actions.forget(view=view, by=team.ann)  # who administers accounts may clean up
    assert not View.objects.exists()


def test_one_shares_with_a_group_of_ones_own_only(team: SimpleNamespace) -> None:
    with pytest.raises(Invalid, match="not_your_group"):
        actions.share(view=save(team.andy), group=team.group, by=team.andy)


def test_a_deleted_group_leaves_its_views_to_their_owners_and_the_history_whole(
    team: SimpleNamespace,
) -> None:
    view = save(team.stef)
    actions.share(view=view, group=team.group, by=team.stef)
    access.remove_group(group=team.group, by=team.ann)
    seen = queries.visible(team.stef).get()
    assert seen.group is None, "a page may ask before anybody has heard of it"
    for times in ("once", "again"):
        group_removed(Event.objects.get(name="core.group.removed"))
        view.refresh_from_db()
        assert (view.group_id, view.revision) == (None, 3), times
    assert [one for one in changes.verify_history() if one.code == "row_differs"] == []


def test_a_list_opens_with_one_view_only(team: SimpleNamespace) -> None:
    first, second = save(team.stef, is_default=True), save(team.stef, is_default=True)
    assert queries.default(team.stef, "asset") == second
    first.refresh_from_db()
    assert (first.is_default, first.revision) == (False, 2)
    assert queries.default(team.vera, "asset") is None


def test_a_view_that_was_changed_meanwhile_is_not_overwritten(team: SimpleNamespace) -> None:
    view = save(team.stef)
    actions.change(view=view, name="All tables", expected=1, by=team.stef)
    with pytest.raises(Stale):
        actions.change(view=view, name="Mine", expected=1, by=team.stef)


@pytest.mark.parametrize(
    "given", [{"list": "nonsense"}, {"name": " "}, {"parameters": {"q": ["x" * 201]}}]
)
def test_what_makes_no_view_is_refused(team: SimpleNamespace, given: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        save(team.stef, **given)


PARAMETERS = st.dictionaries(
    st.sampled_from(("kind", "q", "cursor", "view")), st.lists(st.text(max_size=3), max_size=2)
)


@given(PARAMETERS, PARAMETERS)
def test_what_is_given_wins_and_a_place_in_a_list_is_never_kept(
    saved: dict[str, list[str]], given: dict[str, list[str]]
) -> None:
    kept = rules.kept(saved)
    assert set(kept) <= {"kind", "q"}
    laid = rules.overlaid(kept, given)
    assert set(laid) == set(kept) | set(given)
    assert all(laid[name] == (given[name] if name in given else kept[name]) for name in laid)
