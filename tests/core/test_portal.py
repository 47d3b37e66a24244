"""One code, one sentence: what an app says cannot change what the rest of the house says."""

import pytest

from core import portal


def test_a_code_that_is_spoken_for_takes_no_second_sentence():
    with pytest.raises(ValueError, match="not_found"):
        portal.say({"not_found": "There is no file.", "never_heard_of": "New."})
    assert "never_heard_of" not in set(portal.sentences())
