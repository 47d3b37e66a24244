"""One code, one sentence: what an app says cannot change what the rest of the house says."""

import pytest

from core import portal


def test_a_code_that_is_spoken_for_takes_no_second_sentence():
    with pytest.raises(ValueError, match="not_found"):
        portal.say({"not_found": "There is no file.", "never_heard_of": "New."})
    assert "never_heard_of" not in set(portal.sentences())


def test_several_names_are_told_as_people_list_them():
    told = portal.sentence("unknown_rights", {"rights": ["tea.pour", "tea.drink"]})
    assert told == "These are no rights: tea.pour, tea.drink."
